"""The only door into warehouse/ for the apps above. Its facts: `warehouse.events`."""

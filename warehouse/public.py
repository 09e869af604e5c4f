"""The only door into warehouse/ for the apps above. Its facts: `warehouse.events`."""

from warehouse.selectors.invariants import INVARIANTS

__all__ = ["INVARIANTS"]

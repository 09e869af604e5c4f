"""The door of scanners and integrators."""

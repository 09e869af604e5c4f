"""The only door into logistics/ for the apps above. Its facts: `logistics.events`."""

from logistics.selectors.alerts import open_alerts
from logistics.selectors.invariants import INVARIANTS

__all__ = ["INVARIANTS", "open_alerts"]

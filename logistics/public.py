"""The only door into logistics/ for the apps above. Its facts: `logistics.events`."""

from logistics.selectors.alerts import open_alerts
from logistics.selectors.holds import HoldNews, hold_news
from logistics.selectors.invariants import INVARIANTS
from logistics.selectors.problems import open_problems

__all__ = ["INVARIANTS", "HoldNews", "hold_news", "open_alerts", "open_problems"]

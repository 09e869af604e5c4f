"""Calendars: whose hours count, and when. The public door of this room.

A calendar is a row with a version. `work_table` gives its working time, `draft_table` the one it
would have; the services change it, each change a new version, a line of history and a fact.
"""

from kernel.calendars import services
from kernel.calendars.hours import BadHours
from kernel.calendars.rules import Period
from kernel.calendars.shipped import ensure_calendars
from kernel.calendars.tables import (
    Table,
    UnknownCalendar,
    draft_table,
    table_at_hand,
    work_table,
)
from kernel.calendars.watch import Doubt, UnconfirmedYear, unconfirmed_years

__all__ = [
    "BadHours",
    "Doubt",
    "Period",
    "Table",
    "UnconfirmedYear",
    "UnknownCalendar",
    "draft_table",
    "ensure_calendars",
    "services",
    "table_at_hand",
    "unconfirmed_years",
    "work_table",
]

"""The facts calendars tell."""

from dataclasses import dataclass
from datetime import date

from kernel.outbox.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarChanged(Event):
    """From this version on other hours count; open deadlines are to be counted anew."""

    topic = "kernel.calendar.changed.v1"
    calendar: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialPeriodAnnounced(Event):
    """Sellers are to be told of other hours on these days, both included (R-004-25)."""

    topic = "kernel.special_period.announced.v1"
    calendar: str
    period_id: int
    title: str
    starts_on: date
    ends_on: date

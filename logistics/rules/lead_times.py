"""By when a parcel is promised at the door: the matrix of lead times as pure functions (R-002-71, -72)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from kernel.worktime import wall_moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """A part of the world and a way there; what is empty stands for any. ``city`` is a `places.city_key`."""

    country: str = ""
    region: str = ""
    city: str = ""
    carrier: int | None = None
    service: str = ""
    mode: str = ""
    origin: int | None = None

    def holds(self, trip: "Range") -> bool:
        """Tell whether a trip is one of those that it speaks of."""
        return all(
            not mine or mine == its for mine, its in zip(_parts(self), _parts(trip), strict=True)
        )

    @property
    def precision(self) -> tuple[bool, ...]:
        """Return what makes one range speak before another: city, region, country, then how it goes."""
        return tuple(bool(part) for part in _parts(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """One row of the matrix: days from the day on which the carrier takes the parcel."""

    id: int
    range: Range
    first_attempt_days: int
    delivery_days: int
    valid_from: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Days more (or less) for parcels taken from ``starts_at`` until before ``ends_at``.

    ``agreed_at`` is when the carrier agreed, ``recorded_at`` when that was written here; None: not yet.
    """

    id: int
    range: Range
    extra_days: int
    starts_at: datetime
    ends_at: datetime
    agreed_at: datetime | None
    recorded_at: datetime | None

    @property
    def counts(self) -> bool:
        """Whether it was agreed in advance; else the lead times stay as they were (R-002-72)."""
        moments = (self.agreed_at, self.recorded_at)
        return all(at is not None and at < self.starts_at for at in moments)


@dataclass(frozen=True, slots=True)
class Promised:
    """The days promised, in ``zone``, and the instants before which they are kept."""

    first_attempt_on: date
    deliver_on: date
    first_attempt_before: datetime
    deliver_before: datetime
    zone: str
    lead_id: int
    change_id: int | None


def lead_of(trip: Range, leads: Iterable[Lead], *, at: datetime) -> Lead | None:
    """Return the row in force at ``at`` that speaks of the trip most precisely; of two alike the latest."""
    fitting = [lead for lead in leads if lead.valid_from <= at and lead.range.holds(trip)]
    return max(fitting, key=lambda one: (one.range.precision, one.valid_from, one.id), default=None)


def change_of(trip: Range, changes: Iterable[Change], *, at: datetime) -> Change | None:
    """Return the change agreed in advance whose period ``at`` falls into, the most precise one."""
    fitting = [
        one
        for one in changes
        if one.counts and one.starts_at <= at < one.ends_at and one.range.holds(trip)
    ]
    return max(fitting, key=lambda one: (one.range.precision, one.id), default=None)


def promised_by(taken_on: date, lead: Lead, change: Change | None, *, zone: str) -> Promised:
    """Return what is promised of a parcel that the carrier takes on that day (R-002-14, R-002-71).

    Taken on day 1 with one day of lead time it is offered on day 2, until the end of that day where it goes.
    """
    more = change.extra_days if change else 0
    first_on, last_on = (
        taken_on + timedelta(days=max(days + more, 0))
        for days in (lead.first_attempt_days, lead.delivery_days)
    )
    return Promised(
        first_attempt_on=first_on,
        deliver_on=last_on,
        first_attempt_before=_end_of(first_on, zone),
        deliver_before=_end_of(last_on, zone),
        zone=zone,
        lead_id=lead.id,
        change_id=change.id if change else None,
    )


def _parts(of: Range) -> tuple[object, ...]:
    return (of.city, of.region, of.country, of.carrier, of.service, of.mode, of.origin)


def _end_of(day: date, zone: str) -> datetime:
    return wall_moment(day + timedelta(days=1), 0, ZoneInfo(zone))

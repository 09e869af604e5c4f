"""Special periods: drafted, previewed, published with an announcement, withdrawn (R-004-25)."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kernel.calendars.events import SpecialPeriodAnnounced
from kernel.calendars.hours import week_hours, written_week
from kernel.calendars.models import SpecialPeriod, WorkCalendar
from kernel.calendars.services.change import (
    check_covered,
    lock_calendar,
    move_version,
    note,
    read_hours,
)
from kernel.errors import Conflict, NotFound, Refusal
from kernel.history import Actor
from kernel.outbox.post import record


class PeriodNotFound(NotFound):
    """There is no such period."""

    code = "special_period_not_found"


class PeriodRefused(Refusal):
    """The period ends before it starts."""

    code = "special_period_refused"


class PeriodsOverlap(Conflict):
    """Another published period has some of these days."""

    code = "special_periods_overlap"


class PeriodPublished(Conflict):
    """The period counts already, so it is withdrawn rather than thrown away."""

    code = "special_period_published"


@transaction.atomic
def draft_special_period(
    *,
    calendar: str,
    title: str,
    starts_on: date,
    ends_on: date,
    weekly_hours: Any,
    actor: Actor,
    now: datetime,
) -> int:
    """Prepare a period, both days included, and return its id; it counts only once published.

    Raises UnknownCalendar, HoursRefused, DayRefused or PeriodRefused.
    """
    week = written_week(read_hours(week_hours, weekly_hours, field="weekly_hours"))
    if ends_on < starts_on:
        raise PeriodRefused(_("The last day is before the first."), field="ends_on")
    row = lock_calendar(calendar)
    check_covered(row, starts_on, field="starts_on")
    check_covered(row, ends_on, field="ends_on")
    period = SpecialPeriod.objects.create(
        calendar=row, title=title, starts_on=starts_on, ends_on=ends_on, weekly_hours=week
    )
    note(row, action="period_drafted", actor=actor, at=now, changes=_appearing(period))
    return period.pk


@transaction.atomic
def publish_special_period(*, period_id: int, actor: Actor, now: datetime) -> int:
    """Let a period count and have it announced; return the version that has it.

    Publishing it again changes nothing. Raises PeriodNotFound or PeriodsOverlap.
    """
    calendar, period = _lock_period(period_id)
    if period.announced_at is not None:
        return calendar.version
    _check_alone(period)
    period.announced_at = now
    period.save(update_fields=["announced_at"])
    record(
        SpecialPeriodAnnounced(
            occurred_at=now,
            calendar=calendar.code,
            period_id=period.pk,
            title=period.title,
            starts_on=period.starts_on,
            ends_on=period.ends_on,
        )
    )
    return move_version(
        calendar, action="period_published", actor=actor, at=now, changes=_appearing(period)
    )


@transaction.atomic
def withdraw_special_period(
    *, period_id: int, actor: Actor, now: datetime, reason: str = ""
) -> int:
    """Make a published period a draft again; return the version without it.

    Withdrawing a draft changes nothing. Raises PeriodNotFound.
    """
    calendar, period = _lock_period(period_id)
    if period.announced_at is None:
        return calendar.version
    period.announced_at = None
    period.save(update_fields=["announced_at"])
    return move_version(
        calendar,
        action="period_withdrawn",
        actor=actor,
        at=now,
        changes=_vanishing(period),
        comment=reason,
    )


@transaction.atomic
def discard_special_period(*, period_id: int, actor: Actor, now: datetime) -> None:
    """Throw a draft away. Raises PeriodNotFound, or PeriodPublished for one that counts."""
    calendar, period = _lock_period(period_id)
    if period.announced_at is not None:
        raise PeriodPublished(_("The period counts already. Withdraw it first."))
    period.delete()
    note(calendar, action="period_discarded", actor=actor, at=now, changes=_vanishing(period))


def _lock_period(period_id: int) -> tuple[WorkCalendar, SpecialPeriod]:
    code = SpecialPeriod.objects.filter(pk=period_id).values_list("calendar", flat=True).first()
    if code is not None:
        calendar = lock_calendar(code)
        # Read again: it may have changed while we waited for the calendar.
        period = SpecialPeriod.objects.filter(pk=period_id).first()
        if period is not None:
            return calendar, period
    raise PeriodNotFound(_("There is no special period %(id)s.") % {"id": period_id})


def _check_alone(period: SpecialPeriod) -> None:
    other = SpecialPeriod.objects.filter(
        calendar=period.calendar_id,
        announced_at__isnull=False,
        starts_on__lte=period.ends_on,
        ends_on__gte=period.starts_on,
    ).first()
    if other is not None:
        raise PeriodsOverlap(
            _("“%(title)s” already has days from %(starts)s to %(ends)s. Withdraw it first.")
            % {"title": other.title, "starts": other.starts_on, "ends": other.ends_on}
        )


def _values(period: SpecialPeriod) -> dict[str, Any]:
    return {
        "title": period.title,
        "starts_on": period.starts_on,
        "ends_on": period.ends_on,
        "weekly_hours": str(period.weekly_hours),
    }


def _appearing(period: SpecialPeriod) -> dict[str, tuple[Any, Any]]:
    return {name: (None, value) for name, value in _values(period).items()}


def _vanishing(period: SpecialPeriod) -> dict[str, tuple[Any, Any]]:
    return {name: (value, None) for name, value in _values(period).items()}

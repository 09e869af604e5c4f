"""A person's word that the holidays of a year are right."""

from datetime import date, datetime

from django.db import transaction

from kernel.calendars.models import ConfirmedYear
from kernel.calendars.services.change import check_covered, lock_calendar, note
from kernel.history import Actor


@transaction.atomic
def confirm_year(*, calendar: str, year: int, actor: Actor, now: datetime) -> None:
    """Record that the actor has found the holidays of ``year`` right, which ends the alert.

    It changes no hours, so the version stays and no deadline is counted anew. Confirming again
    changes nothing. Raises UnknownCalendar or DayRefused.
    """
    row = lock_calendar(calendar)
    check_covered(row, date(year, 1, 1), field="year")
    _, confirmed = ConfirmedYear.objects.get_or_create(
        calendar=row, year=year, defaults={"confirmed_at": now, "confirmed_by": actor.label}
    )
    if confirmed:
        note(row, action="year_confirmed", actor=actor, at=now, changes={"year": (None, year)})

"""Calendars, as sellers see them."""

from django.db.models import QuerySet

from kernel.calendars import work_table
from kernel.calendars.models import WorkCalendar

PROCESSING = "-orders"  # how the codes of sellers' own calendars end: four kinds never share one


def calendars() -> QuerySet[WorkCalendar]:
    """Return every calendar of the platform, by code."""
    return WorkCalendar.objects.order_by("code")


def calendar(code: str) -> WorkCalendar:
    """Return one calendar. Raises UnknownCalendar."""
    return WorkCalendar.objects.get(pk=work_table(code).code)


def calendars_for_orders() -> QuerySet[WorkCalendar]:
    """Return the calendars by which a shop may process its orders."""
    return calendars().filter(code__endswith=PROCESSING)

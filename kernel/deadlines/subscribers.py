"""What deadlines do when the hours they were counted by change."""

from django.db.models import Q
from django.utils import timezone

from kernel.calendars.events import CalendarChanged
from kernel.deadlines.events import DeadlinesOutdated
from kernel.deadlines.repricing import reprice, tell_outdated
from kernel.history import SYSTEM
from kernel.outbox.registry import subscribe


@subscribe(CalendarChanged)
def find_outdated(fact: CalendarChanged) -> None:
    """Find the shops whose running deadlines are counted by the old hours."""
    tell_outdated(now=timezone.now(), calendar=fact.calendar)


@subscribe(DeadlinesOutdated)
def reprice_shop(fact: DeadlinesOutdated) -> None:
    """Reprice one shop's deadlines of one calendar; a second such fact finds nothing left to do."""
    its = Q(shop_id=fact.shop_id)
    reprice(calendar=fact.calendar, only=its, now=timezone.now(), actor=SYSTEM)

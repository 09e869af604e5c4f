"""Close dispatch days: seal at the cut-off, ask for the truck once the answers are in (R-002-10, -25, -26).

A bell may ring twice, late, or in three processes at once; a day is sealed by whoever holds its row, and
what is in it was decided by the scans' own times long before.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog
from django.db import transaction
from django.db.models import Q, QuerySet

from kernel.calendars import work_table
from kernel.outbox.post import record_many
from logistics.events import PickupMissed
from logistics.models import DispatchDay, DispatchNotice, PickupTerms
from logistics.models.dispatch_notice import AsnState
from logistics.rules.dispatching import pickup_day
from logistics.services.announcing import announce_day
from logistics.services.answers import note_unknown
from logistics.services.days import open_days
from logistics.services.notifying import MOST, notify_dispatch, unnoticed
from logistics.services.pickups import ask_pickups, not_in_pickup
from logistics.states import UNANSWERED, DayState

log = structlog.get_logger(__name__)
GRACE = timedelta(minutes=5)  # for answers to notices that left just before the cut-off


def close_days(*, now: datetime) -> int:
    """Seal the days that are due and settle those whose answers are in; return how many moved.

    Days that somebody else holds are passed by. One that fails holds up no other.
    """
    open_days(now=now)
    due = DispatchDay.objects.filter(state=DayState.OPEN, due_at__lte=now)
    moved = _each(seal_day, due, now)
    note_unknown()
    return moved + _each(settle_day, DispatchDay.objects.filter(state=DayState.SEALED), now)


def _each(act: Callable[..., bool], days: QuerySet[DispatchDay], now: datetime) -> int:
    moved = 0
    for pk in list(days.order_by("due_at", "pk").values_list("pk", flat=True)):
        try:
            moved += act(pk, now=now)
        except Exception:
            log.exception("dispatch_day.not_closed", day=pk)
    return moved


@transaction.atomic
def seal_day(day_id: int, *, now: datetime) -> bool:
    """Seal one day if it is due: what was scanned out strictly before its cut-off is in, whenever we come.

    Address, window and day of the pickup are frozen with it, and told in advance where that is agreed
    (R-002-39). False if it was not to be done.
    """
    day = _held(day_id, DayState.OPEN)
    if day is None or day.due_at > now:
        return False
    _notify_rest(day, now)
    terms = terms_of(day.warehouse_id, day.channel_id)
    zone = ZoneInfo(day.warehouse.zone)
    day.pickup_address = day.warehouse.address
    day.pickup_from = day.pickup_from or terms.opens
    day.pickup_until = day.pickup_until or terms.closes
    day.pickup_on = pickup_day(
        day.on,
        calendar=work_table(terms.calendar),
        closes=day.pickup_until,
        zone=zone,
        now=now,
    )
    day.seal(at=now)
    day.save()
    announce_day(day, now=now)
    return True


def terms_of(warehouse_id: int, channel: str) -> PickupTerms:
    """Return what was agreed with the carrier, or the usual terms (C-04)."""
    agreed = PickupTerms.objects.filter(warehouse_id=warehouse_id, channel_id=channel).first()
    return agreed or PickupTerms(warehouse_id=warehouse_id, channel_id=channel)


def _notify_rest(day: DispatchDay, now: datetime) -> None:
    """Tell of those scans whose facts have not come round yet."""
    while rest := unnoticed(day.warehouse_id, day.channel_id, day.begins_at, day.due_at):
        notify_dispatch(rest, now=now)
        if len(rest) < MOST:
            return


@transaction.atomic
def settle_day(day_id: int, *, now: datetime) -> bool:
    """Ask for the truck of a sealed day once every notice is answered, or `GRACE` after the sealing.

    Only acknowledged parcels are asked for; the rest is told to their shops. False if it is too early.
    """
    day = _held(day_id, DayState.SEALED)
    if day is None:
        return False
    answers = Q(state__in=UNANSWERED) | Q(asn=AsnState.PLANNED)
    waits = DispatchNotice.everything.filter(answers, day=day)
    if day.sealed_at and now < day.sealed_at + GRACE and waits.exists():
        return False
    day.settle(at=now)
    day.save()
    ask_pickups(day, now=now)
    record_many(
        PickupMissed(
            occurred_at=now,
            shop_id=shop_id,
            day_id=day.pk,
            warehouse=day.warehouse.name,
            channel=day.channel.title,
            on=day.on,
            parcels=parcels,
            refused=refused,
        )
        for shop_id, parcels, refused in not_in_pickup(day)
    )
    return True


def _held(day_id: int, state: str) -> DispatchDay | None:
    rows = DispatchDay.objects.select_related("warehouse", "channel").filter(pk=day_id, state=state)
    return rows.select_for_update(of=("self",), no_key=True, skip_locked=True).first()

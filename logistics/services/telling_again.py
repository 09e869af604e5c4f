"""Tell again what was refused, after somebody has mended the cause."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from kernel import history
from kernel.history import Actor, Entry
from logistics.models import DispatchDay, DispatchNotice, Pickup
from logistics.services.announcing import announce_again
from logistics.services.notifying import links_of, plan_notices
from logistics.services.pickups import ask_pickup_again
from logistics.states import NoticeState, PickupState
from warehouse.public import scanned_out


@transaction.atomic
def tell_day_again(day_id: int, *, actor: Actor, at: datetime) -> int:
    """Plan all refused notices and pickups of a day anew, or none; return how many notices (R-002-25).

    What was refused in advance is told in advance again.
    """
    refused = DispatchNotice.everything.filter(day_id=day_id, state=NoticeState.REFUSED)
    told = tell_again(refused.values_list("pk", flat=True), actor=actor, at=at)
    pickups = Pickup.everything.filter(day_id=day_id, state=PickupState.REFUSED)
    for pickup_id in list(pickups.values_list("pk", flat=True)):
        ask_pickup_again(pickup_id, actor=actor, at=at)
    for day in DispatchDay.objects.select_related("warehouse").filter(pk=day_id):
        announce_again(day, now=at)
    return told


@transaction.atomic
def tell_again(notice_ids: Iterable[int], *, actor: Actor, at: datetime) -> int:
    """Plan refused notices anew, to whom their channel is connected now; return how many. Others stay."""
    rows = DispatchNotice.everything.select_for_update(no_key=True).order_by("pk")
    refused = rows.filter(pk__in=list(notice_ids), state=NoticeState.REFUSED)
    before = {notice.outbound_id: notice for notice in refused}
    parcels = scanned_out(before)
    links = links_of(parcel.shop_id for parcel in parcels)
    owed = [
        (parcel, links[parcel.shop_id, parcel.channel])
        for parcel in parcels
        if (parcel.shop_id, parcel.channel) in links
    ]
    plan_notices(owed, now=at)
    history.write_many(
        Entry(
            subject=("dispatchnotice", str(before[parcel.id].pk)),
            shop_id=parcel.shop_id,
            action="tell_again",
            actor=actor,
            at=at,
            changes={"words": (before[parcel.id].words, "")},
        )
        for parcel, _link in owed
    )
    return len(owed)

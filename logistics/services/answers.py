"""What a recipient answered, and what follows: late answers count as any other (R-002-26)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from kernel.remote import Done, Ended, Refused
from logistics.models import DispatchNotice, Pickup
from logistics.states import UNANSWERED, PickupState
from warehouse.public import acknowledge_dispatch


@transaction.atomic
def settle_notice(ended: Ended, *, at: datetime) -> bool:
    """Note the answer to a dispatch notice; accepted, the parcel may leave (R-002-12).

    Does nothing where the notice was planned anew meanwhile, or is answered already.
    """
    rows = DispatchNotice.everything.select_for_update(no_key=True)
    notice = rows.filter(call=UUID(ended.call.key), state__in=UNANSWERED).first()
    match notice, ended.answer:
        case None, _:
            return False
        case _, Done():
            notice.accept(at=at)
            notice.save()
            acknowledge_dispatch([notice.outbound_id], at=at)
        case _, Refused(why, detail):
            notice.refuse(at=at, words=detail or why)
            notice.save()
    return True


@transaction.atomic
def settle_pickup(ended: Ended, *, at: datetime) -> bool:
    """Note the answer to a pickup request."""
    pk = int(ended.call.about.partition(":")[2])
    rows = Pickup.everything.select_for_update(no_key=True)
    pickup = rows.filter(pk=pk, state=PickupState.PLANNED).first()
    match pickup, ended.answer:
        case None, _:
            return False
        case _, Done(answer):
            _accept(pickup, answer, at)
        case _, Refused(why, detail):
            pickup.refuse(at=at, words=detail or why)
    pickup.save()
    return True


def _accept(pickup: Pickup, answer: Mapping[str, Any], at: datetime) -> None:
    """Have their word that they come; what they left out of it waits for the next truck (R-002-26)."""
    left = {one["order_code"]: str(one["why"]) for one in answer.get("left_out", ())}
    out = _left_out(pickup, left) if left else []
    if len(out) >= pickup.parcels:
        pickup.refuse(at=at, words=next(iter(left.values())))
        return
    for notice, code in out:
        DispatchNotice.everything.filter(pk=notice).update(pickup=None, words=left[code][:300])
    pickup.parcels -= len(out)
    pickup.accept(at=at, number=str(answer.get("number", "")))


def _left_out(pickup: Pickup, left: Mapping[str, str]) -> list[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(_LEFT_OUT, [pickup.pk, list(left)])
        return list(cursor.fetchall())


_LEFT_OUT = """
select n.id, c.code from logistics_dispatchnotice n
join warehouse_outbound o on o.id = n.outbound_id
join logistics_consignment c on c.order_id = o.order_id and c.link_id = n.link_id
where n.pickup_id = %s and c.code = any(%s) order by n.id for no key update of n
"""


def note_unknown() -> int:
    """Note of which notices nobody knows whether they arrived; return how many. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_UNKNOWN)
        return int(cursor.rowcount)


_UNKNOWN = """
update logistics_dispatchnotice n
set state = 'unknown', words = left(concat_ws(': ', c.why, nullif(c.detail, '')), 300)
from kernel_remotecall c where c.id = n.call and n.state = 'planned' and c.state = 'unknown'
"""

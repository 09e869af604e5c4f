"""What a recipient answered, and what follows: late answers count as any other (R-002-26)."""

from datetime import datetime
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
            pickup.accept(at=at, number=str(answer.get("number", "")))
        case _, Refused(why, detail):
            pickup.refuse(at=at, words=detail or why)
    pickup.save()
    return True


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

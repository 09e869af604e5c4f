"""Have a carrier asked now, where somebody waits for its word; otherwise each number has its pace."""

from datetime import datetime, timedelta
from uuid import UUID

from kernel.scope import Scope
from logistics.models import Waybill

LEAST = timedelta(minutes=1)  # between two questions about one number


def ask_soon(order_id: UUID, *, scope: Scope, now: datetime) -> int:
    """Have the carriers of an order asked for it in the next round; return for how many numbers.

    One that was asked within the last minute is left, and so is one whose road is over.
    """
    rows = Waybill.objects.of(scope).filter(
        parcel__contents__order_id=order_id, next_poll_at__gt=now
    )
    changed: int = rows.exclude(polled_at__gt=now - LEAST).update(next_poll_at=now)
    return changed

"""Whether anybody tells us where an order's parcel is: said by whoever asks carriers (R-004-18)."""

from collections.abc import Iterable
from uuid import UUID

from orders.models import Order


def note_untracked(order_ids: Iterable[UUID]) -> int:
    """Note that nobody follows the waybills of these orders; return of how many that is news. One statement.

    Their sellers may set them to received though they have a number.
    """
    ids = list(order_ids)
    return (
        Order.everything.filter(pk__in=ids, is_tracked=True).update(is_tracked=False) if ids else 0
    )

"""Whether anybody tells us where an order's parcel is: said by whoever asks carriers (R-004-18)."""

from uuid import UUID

from orders.models import Order


def note_tracking(order_id: UUID, *, is_tracked: bool) -> bool:
    """Note whether the order's waybill is followed; tell whether that is news.

    One that is not may be set to received by its seller, though it has a number.
    """
    rows = Order.everything.filter(pk=order_id).exclude(is_tracked=is_tracked)
    return bool(rows.update(is_tracked=is_tracked))

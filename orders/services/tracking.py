"""Who takes an order, and whether anybody tells us where it is: said by whoever speaks with carriers."""

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


def name_carrier(order_ids: Iterable[UUID], carrier: str) -> int:
    """Note who will take these orders, where nobody has said it and they are still here; return how many."""
    rows = Order.everything.filter(pk__in=list(order_ids), carrier="", shipped_at=None)
    return rows.update(carrier=carrier[:40])

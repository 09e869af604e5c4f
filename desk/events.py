"""The facts the desk tells."""

from dataclasses import dataclass
from uuid import UUID

from kernel.outbox.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderReassigned(Event):
    """An overdue order was cancelled and stands anew in another shop (R-004-29)."""

    topic = "desk.order.reassigned.v1"
    shop_id: int
    order_id: UUID
    new_shop_id: int
    new_order_id: UUID

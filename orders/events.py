"""The facts orders tell."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kernel.outbox.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdersArrived(Event):
    """Paid orders became workable for one shop: one by REST, up to a thousand in a batch (R-003-27)."""

    topic = "orders.order.arrived.v1"
    shop_id: int
    channel: str
    order_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderMoved(Event):
    """An order went from one state to another; ``reason`` is set when it was cancelled."""

    topic = "orders.order.moved.v1"
    shop_id: int
    order_id: UUID
    move: str
    before: str
    after: str
    actor_kind: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderEdited(Event):
    """Something agreed with the buyer was changed: which ``fields`` of the edit matrix, not to what.

    Whoever needs the new values reads the order: people's data never travel in facts.
    """

    topic = "orders.order.edited.v1"
    shop_id: int
    order_id: UUID
    version: int
    fields: tuple[str, ...]
    actor_kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderOverdue(Event):
    """A clock of an order ran out while the order still stood in its state."""

    topic = "orders.order.overdue.v1"
    shop_id: int
    order_id: UUID
    kind: str
    due_at: datetime
    noticed_late_s: int

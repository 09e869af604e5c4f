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


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCancelled(Event):
    """An order was ended without delivery: why, whose fault, what is to be done with its goods (C-01, C-31).

    ``detail`` is within the reason (C-32); ``by`` an actor kind; ``fault`` buyer, seller or platform;
    ``consequence`` release, put_back, intercept or recall. Where a clock of the state it was in had run out,
    ``expired_clock`` is its kind, ``deadline_id`` its row, and it was ``late_by_s`` seconds late: the
    platform's fee is charged by them (R-004-30, C-24). Else they are empty, None and 0.
    """

    topic = "orders.order.cancelled.v1"
    shop_id: int
    order_id: UUID
    before: str
    reason: str
    detail: str
    by: str
    fault: str
    consequence: str
    expired_clock: str
    deadline_id: int | None
    late_by_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CallDue(Event):
    """A buyer who was not reached is to be called again, and nobody has yet (R-004-50)."""

    topic = "orders.call.due.v1"
    shop_id: int
    order_id: UUID
    deadline_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderUncollected(Event):
    """An order has waited three days at the shop's own point, and waits still (R-004-55)."""

    topic = "orders.order.uncollected.v1"
    shop_id: int
    order_id: UUID
    deadline_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderWasSplit(Event):
    """Goods of ``order_id`` became ``part_id``: these SKUs, so many of each; both go on alone (R-004-14).

    Reservations move with them. The buyer is told once, of both numbers (R-004-59).
    """

    topic = "orders.order.split.v1"
    shop_id: int
    order_id: UUID
    part_id: UUID
    reason: str
    skus: tuple[str, ...]
    quantities: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderJoinedDispatch(Event):
    """An order leaves in one dispatch with ``leader_id`` from now on, under its waybill."""

    topic = "orders.order.joined.v1"
    shop_id: int
    order_id: UUID
    leader_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLeftDispatch(Event):
    """An order that was to leave with ``leader_id`` travels by itself again."""

    topic = "orders.order.left.v1"
    shop_id: int
    order_id: UUID
    leader_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDispatchedLate(Event):
    """An order left after its dispatch deadline: told once of an order, when it leaves (R-003-17).

    ``late_s`` are seconds past ``due_at``; ``band`` is of `rules.lateness`. ``split_from`` is the order
    that it was parted from, if any: a policy may charge a family once.
    """

    topic = "orders.order.dispatched_late.v1"
    shop_id: int
    order_id: UUID
    channel: str
    split_from: UUID | None
    deadline_id: int
    due_at: datetime
    late_s: int
    band: str

"""What the warehouse does on facts of the apps below; each looks at the rows, not at the order of facts."""

from django.utils import timezone

from kernel.outbox.registry import subscribe
from orders.events import (
    OrderCancelled,
    OrderEdited,
    OrderJoinedDispatch,
    OrderLeftDispatch,
    OrderMoved,
    OrderWasSplit,
)
from warehouse.events import StockReserved, StockShort
from warehouse.services.following import follow_orders


@subscribe(OrderMoved)
def release(fact: OrderMoved) -> None:
    """Begin the parcel of an order that was agreed (R-002-15)."""
    if fact.after == "confirmed":
        follow_orders([fact.order_id], at=timezone.now())


@subscribe(OrderCancelled)
def stop(fact: OrderCancelled) -> None:
    """Stop the parcel of an order that was cancelled (R-002-37, C-01)."""
    follow_orders([fact.order_id], at=timezone.now())


@subscribe(OrderEdited)
def follow_edit(fact: OrderEdited) -> None:
    """Let the parcel follow what was agreed otherwise."""
    follow_orders([fact.order_id], at=timezone.now())


@subscribe(OrderJoinedDispatch)
@subscribe(OrderLeftDispatch)
def follow_dispatch(fact: OrderJoinedDispatch | OrderLeftDispatch) -> None:
    """Put a rider's goods into its leader's parcel, or into one of its own again."""
    follow_orders([fact.order_id, fact.leader_id], at=timezone.now())


@subscribe(OrderWasSplit)
def follow_split(fact: OrderWasSplit) -> None:
    """Give the part of an order that was split a parcel of its own."""
    follow_orders([fact.order_id, fact.part_id], at=timezone.now())


@subscribe(StockReserved)
@subscribe(StockShort)
def follow_stock(fact: StockReserved | StockShort) -> None:
    """Let a parcel wait for goods that its order lacks, and go on when it has them (R-003-04)."""
    follow_orders([fact.order_id], at=timezone.now())

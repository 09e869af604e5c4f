"""What the warehouse does on facts of the apps below; each looks at the rows, not at the order of facts."""

from django.utils import timezone

from kernel.outbox.registry import subscribe
from orders.events import (
    OrderCancelled,
    OrderEdited,
    OrderJoinedDispatch,
    OrderLeftDispatch,
    OrderMoved,
    OrdersArrived,
    OrderWasSplit,
)
from warehouse.events import GoodsPutBack, HandoverFrozen, HandoverSigned, StockReserved, StockShort
from warehouse.services.expecting_returns import expect_return
from warehouse.services.following import follow_orders
from warehouse.services.handover_papers import keep_papers
from warehouse.services.order_stock import settle_stock
from warehouse.services.putting_back import begin_anew
from warehouse.services.reserving import reserve_orders


@subscribe(OrdersArrived)
def reserve(fact: OrdersArrived) -> None:
    """Hold the goods of paid orders, or say what is missing (R-003-04)."""
    reserve_orders(fact.order_ids, at=timezone.now())


@subscribe(OrderCancelled)
def free_goods(fact: OrderCancelled) -> None:
    """Give back what a cancelled order holds on the shelves; totes are emptied by the floor."""
    settle_stock([fact.order_id], at=timezone.now())


@subscribe(OrderEdited)
def settle_edit(fact: OrderEdited) -> None:
    """Hold what was added, and give back what is not wanted any more."""
    if "lines" in fact.fields:
        settle_stock([fact.order_id], at=timezone.now())


@subscribe(OrderWasSplit)
def settle_split(fact: OrderWasSplit) -> None:
    """Let what is held go with the part (R-004-14)."""
    settle_stock([fact.order_id, fact.part_id], at=timezone.now())


@subscribe(OrderMoved)
def release(fact: OrderMoved) -> None:
    """Begin the parcel of an order that was agreed (R-002-15); what was sent holds no goods."""
    if fact.after == "confirmed":
        follow_orders([fact.order_id], at=timezone.now())
    elif fact.after in ("delivering", "awaiting_pickup"):
        settle_stock([fact.order_id], at=timezone.now())


@subscribe(OrderCancelled)
def stop(fact: OrderCancelled) -> None:
    """Stop the parcel of an order that was cancelled (R-002-37, C-01)."""
    follow_orders([fact.order_id], at=timezone.now())


@subscribe(OrderEdited)
def follow_edit(fact: OrderEdited) -> None:
    """Let the parcel follow what was agreed otherwise."""
    follow_orders([fact.order_id], at=timezone.now())


@subscribe(OrderJoinedDispatch)
def join_parcels(fact: OrderJoinedDispatch) -> None:
    """Put a rider's goods into its leader's parcel."""
    follow_orders([fact.order_id, fact.leader_id], at=timezone.now())


@subscribe(OrderLeftDispatch)
def part_parcels(fact: OrderLeftDispatch) -> None:
    """Put a rider's goods into a parcel of its own again."""
    follow_orders([fact.order_id, fact.leader_id], at=timezone.now())


@subscribe(OrderWasSplit)
def follow_split(fact: OrderWasSplit) -> None:
    """Give the part of an order that was split a parcel of its own."""
    follow_orders([fact.order_id, fact.part_id], at=timezone.now())


@subscribe(StockReserved)
def go_on(fact: StockReserved) -> None:
    """Let a parcel go on when its order has its goods again (R-003-04)."""
    follow_orders([fact.order_id], at=timezone.now())


@subscribe(StockShort)
def wait_for_goods(fact: StockShort) -> None:
    """Let a parcel wait for goods that its order lacks (R-003-04)."""
    follow_orders([fact.order_id], at=timezone.now())


@subscribe(OrderCancelled)
def expect_back(fact: OrderCancelled) -> None:
    """Expect what had left already, for the buyer did not take it (R-002-69)."""
    if fact.consequence == "recall":
        expect_return(order_id=fact.order_id, reason=fact.reason, at=timezone.now())


@subscribe(GoodsPutBack)
def begin_again(fact: GoodsPutBack) -> None:
    """Give orders that still want their goods another parcel when one was taken apart."""
    begin_anew(fact.outbound_id, at=timezone.now())


@subscribe(HandoverFrozen)
def print_papers(fact: HandoverFrozen) -> None:
    """Keep the papers of a closed sheet (R-002-23)."""
    keep_papers(handover_id=fact.handover_id, at=timezone.now())


@subscribe(HandoverSigned)
def print_signed_papers(fact: HandoverSigned) -> None:
    """Keep the papers of a truck with both signatures (R-002-24)."""
    keep_papers(handover_id=fact.handover_id, at=timezone.now())

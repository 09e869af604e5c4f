"""Returns as the floor and the seller see them."""

from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from kernel.scope import PLATFORM, Scope
from warehouse.models import GoodsReturn, ReturnedLine
from warehouse.states import ReturnState


@dataclass(frozen=True, slots=True)
class PieceCount:
    """What left in a parcel of one offer, and how many pieces of it were judged."""

    sku: str
    name: str
    sent: int
    seen: int


def returns_of(scope: Scope) -> "QuerySet[GoodsReturn]":
    """Return the returns of a scope, the newest first, with their lines."""
    rows: QuerySet[GoodsReturn] = GoodsReturn.objects.of(scope).select_related("order", "outbound")
    lines = ReturnedLine.objects.select_related("offer").order_by("pk")
    return rows.prefetch_related(Prefetch("lines", queryset=lines)).order_by("-id")


def returns_waiting(warehouse_id: int) -> "list[GoodsReturn]":
    """Return what stands at the desk or is expected, what has arrived first; up to forty."""
    rows = GoodsReturn.objects.of(PLATFORM).select_related("order", "outbound", "shop")
    still = rows.filter(
        warehouse_id=warehouse_id, state__in=[ReturnState.ARRIVED, ReturnState.EXPECTED]
    )
    return list(still.order_by("state", "pk")[:40])


def return_in_hand(return_id: object, warehouse_id: int) -> GoodsReturn | None:
    """Return the one in hand while it is looked through."""
    if not str(return_id).isdigit() or len(str(return_id)) > 18:
        return None
    rows = GoodsReturn.objects.of(PLATFORM).select_related("order", "outbound", "shop")
    found: GoodsReturn | None = rows.filter(
        warehouse_id=warehouse_id, pk=int(str(return_id)), state=ReturnState.ARRIVED
    ).first()
    return found


def pieces_in(back: GoodsReturn) -> list[PieceCount]:
    """Return what left in a parcel and what was judged of it, by SKU; a blind one has only the latter."""
    seen: dict[str, int] = {}
    names: dict[str, str] = {}
    for line in back.lines.select_related("offer"):
        seen[line.offer.sku] = seen.get(line.offer.sku, 0) + line.quantity
        names[line.offer.sku] = line.offer.name
    sent: dict[str, int] = {}
    for one in back.outbound.lines.all() if back.outbound else ():
        sent[one.sku] = sent.get(one.sku, 0) + (one.packed or one.quantity)
        names.setdefault(one.sku, one.name)
    return [
        PieceCount(sku, names[sku], sent.get(sku, 0), seen.get(sku, 0)) for sku in sorted(names)
    ]

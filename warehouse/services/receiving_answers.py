"""What the receiving screen is told, and what a scan there keeps so that it can be taken back."""

from typing import Any

from django.db.models import Sum

from sellers.public import OfferGoods
from warehouse.models import Inbound
from warehouse.services.receiving import Arrived
from warehouse.services.scanning import Answer
from warehouse.services.typed import told


def tell(inbound: Inbound, title: Any, text: Any = "", **more: Any) -> Answer:
    """Answer with how far the delivery is."""
    sums = inbound.lines.aggregate(Sum("expected"), Sum("received"))
    return told(
        title,
        text,
        subject=("inbound", inbound.pk),
        done=sums["received__sum"] or 0,
        of=sums["expected__sum"] or 0,
        **more,
    )


def awaited(inbound: Inbound, goods: OfferGoods) -> int:
    """Return how many pieces of goods wait for their label in a delivery."""
    lines = inbound.lines.filter(offer_id=goods.id)
    return lines.aggregate(n=Sum("awaiting_label"))["n"] or 0


def said_and_came(inbound: Inbound, offer_id: int) -> tuple[int, int]:
    """Return how many pieces of an offer were announced, and how many came."""
    sums = inbound.lines.filter(offer_id=offer_id).aggregate(Sum("expected"), Sum("received"))
    return sums["expected__sum"] or 0, sums["received__sum"] or 0


def to_undo(inbound: Inbound, arrived: Arrived) -> dict[str, Any]:
    """Return what an answer keeps, so that the scan can be taken back."""
    return {
        "inbound": inbound.pk,
        "offer": arrived.goods.id,
        "quantity": arrived.quantity,
        "damaged": arrived.damaged,
        "needs_label": arrived.needs_label,
        "lot": arrived.lot_id,
    }


def as_received(goods: OfferGoods, done: dict[str, Any]) -> Arrived:
    """Return what `to_undo` kept as it was received."""
    return Arrived(
        goods=goods,
        quantity=done["quantity"],
        damaged=done["damaged"],
        needs_label=done["needs_label"],
        lot_id=done["lot"],
    )

"""Where the pieces of one offer are, and which orders hold or lack them."""

from typing import Any

from django.db.models import QuerySet

from kernel.scope import Scope
from warehouse.models import Balance, Reservation, Shortage

ORDERS_SHOWN = 20


def places_of(scope: Scope, offer_id: int) -> QuerySet[Balance]:
    """Return the places that hold any of an offer, the first to leave first."""
    rows: QuerySet[Balance] = (
        Balance.objects.of(scope)
        .filter(offer_id=offer_id, on_hand__gt=0)
        .select_related("cell", "lot")
        .order_by("condition", "lot__expires_on", "cell__path")
    )
    return rows


def orders_on(scope: Scope, offer_id: int) -> list[dict[str, Any]]:
    """Return the oldest orders that lack some of an offer, then those that hold some."""
    columns = ("order_id", "order__number", "quantity", "since")
    short = Shortage.objects.of(scope).filter(offer_id=offer_id).order_by("since", "id")
    held = Reservation.objects.of(scope).filter(balance__offer_id=offer_id).order_by("at", "id")
    lacking = [_row(*row, short=True) for row in short.values_list(*columns)[:ORDERS_SHOWN]]
    columns = ("order_id", "order__number", "quantity", "at")
    holding = [_row(*row, short=False) for row in held.values_list(*columns)[:ORDERS_SHOWN]]
    return lacking + holding


def _row(order_id: Any, number: str, pieces: int, since: Any, *, short: bool) -> dict[str, Any]:
    return {"id": order_id, "number": number, "pieces": pieces, "since": since, "short": short}

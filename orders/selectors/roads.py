"""By which road orders left: what the parcels of logistics are made of."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kernel.scope import Scope
from orders.models import Order
from orders.states import BY_CARRIER, OrderState


@dataclass(frozen=True, slots=True)
class Road:
    """An order that left by a carrier: under which number, when."""

    order_id: UUID
    shop_id: int
    state: str
    carrier: str
    waybill: str
    shipped_at: datetime | None


def roads_of(scope: Scope, order_ids: Iterable[UUID]) -> list[Road]:
    """Return those of the orders that a carrier takes and that have left, by id. One query."""
    rows = Order.objects.of(scope).filter(pk__in=list(order_ids), shipped_at__isnull=False)
    rows = rows.filter(delivery_method__in=sorted(BY_CARRIER)).order_by("pk")
    names = ("pk", "shop_id", "state", "carrier", "waybill", "shipped_at")
    return [Road(*row) for row in rows.values_list(*names)]


def left_by_carrier(scope: Scope, *, before: UUID | None, size: int) -> list[UUID]:
    """Return orders that a carrier has on the road, the latest first, a page that follows ``before``."""
    rows = Order.objects.of(scope).filter(
        state=OrderState.DELIVERING,
        shipped_at__isnull=False,
        delivery_method__in=sorted(BY_CARRIER),
    )
    rows = rows.filter(pk__lt=before) if before else rows
    return list(rows.order_by("-pk").values_list("pk", flat=True)[:size])

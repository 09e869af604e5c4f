"""By which road orders left: what the parcels of logistics are made of."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kernel.scope import Scope
from orders.models import Order
from orders.rules.moving import Reason, why_not_carried_by
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


@dataclass(frozen=True, slots=True)
class Destination:
    """Where an order goes, without its buyer, and by whom its channel lets it go (C-41); empty: by any."""

    country: str
    region: str
    city: str
    method: str
    allowed_carriers: tuple[str, ...]


def not_carried_by(scope: Scope, order_ids: Iterable[UUID], carrier: str) -> dict[UUID, Reason]:
    """Return which of the orders their channel does not let go by that carrier, and why (C-41). One query."""
    rows = (
        Order.objects.of(scope).filter(pk__in=list(order_ids)).exclude(channel__allowed_carriers=[])
    )
    named = rows.values_list("pk", "channel__title", "channel__allowed_carriers")
    reasons = {
        pk: why_not_carried_by(carrier, channel=title, allowed=allowed)
        for pk, title, allowed in named
    }
    return {pk: reason for pk, reason in reasons.items() if reason is not None}


def destination_of(scope: Scope, order_id: UUID) -> Destination | None:
    """Return where an order goes; the shop's country where the order names none. One query."""
    rows = Order.objects.of(scope).filter(pk=order_id).select_related("contact", "shop", "channel")
    order = rows.first()
    if order is None:
        return None
    return Destination(
        country=order.contact.country or order.shop.country,
        region=order.contact.region,
        city=order.contact.city,
        method=order.delivery_method,
        allowed_carriers=tuple(order.channel.allowed_carriers),
    )

"""Orders as plain values, for the apps above."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from kernel.deadlines.models import Deadline, DeadlineState
from kernel.scope import Scope
from orders.models import Order
from orders.states import LATE_IN


@dataclass(frozen=True, slots=True)
class OrderCard:
    """What a message or a panel may know of an order; money in minor units, moments in UTC."""

    id: UUID
    shop_id: int
    number: str
    channel: str
    tells_buyer: bool
    state: str
    version: int
    placed_at: datetime
    paid_at: datetime | None
    currency: str
    total_minor: int
    lines: tuple[tuple[str, int], ...]
    delivery_method: str
    carrier: str
    waybill: str
    visit_at: datetime | None
    courier_phone: str
    agreed_delivery_on: date | None
    address: str
    buyer_name: str
    buyer_phone: str
    buyer_email: str
    buyer_language: str
    cancel_reason: str
    clock_kind: str
    good_at: datetime | None
    due_at: datetime | None


def order_card(scope: Scope, order_id: UUID) -> OrderCard | None:
    """Return one order, None outside of the scope."""
    return next(iter(order_cards(scope, [order_id])), None)


def order_cards(scope: Scope, order_ids: Iterable[UUID]) -> list[OrderCard]:
    """Return orders in the order of their ids, in three queries whatever their number."""
    rows = (
        Order.objects.of(scope)
        .filter(pk__in=list(order_ids))
        .select_related("contact", "channel")
        .prefetch_related("lines")
        .order_by("pk")
    )
    orders = list(rows)
    clocks = _nearest_clocks([order.pk for order in orders])
    return [_card(order, clocks.get(order.pk)) for order in orders]


def _nearest_clocks(order_ids: list[UUID]) -> dict[UUID, Deadline]:
    running = Deadline.objects.filter(
        subject_id__in=order_ids, kind__in=LATE_IN, state=DeadlineState.RUNNING
    )
    return {clock.subject_id: clock for clock in running.order_by("-due_at")}


def _card(order: Order, clock: Deadline | None) -> OrderCard:
    contact = order.contact
    place = (contact.postcode, contact.city, contact.address, contact.point_code)
    return OrderCard(
        id=order.pk,
        shop_id=order.shop_id,
        number=order.number,
        channel=order.channel_id,
        tells_buyer=order.channel.tells_buyer,
        state=order.state,
        version=order.version,
        placed_at=order.placed_at,
        paid_at=order.paid_at,
        currency=order.currency,
        total_minor=order.total_minor,
        lines=tuple((line.name, line.quantity) for line in order.lines.all()),
        delivery_method=order.delivery_method,
        carrier=order.carrier,
        waybill=order.waybill,
        visit_at=order.visit_at,
        courier_phone=order.courier_phone,
        agreed_delivery_on=order.agreed_delivery_on,
        address=", ".join(part for part in place if part),
        buyer_name=contact.name,
        buyer_phone=contact.phone,
        buyer_email=contact.email,
        buyer_language=contact.language,
        cancel_reason=order.cancel_reason,
        clock_kind=clock.kind if clock else "",
        good_at=clock.good_at if clock else None,
        due_at=clock.due_at if clock else None,
    )

"""What of orders is to be sent: for whoever puts the goods together (R-002-15)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from kernel.deadlines.models import Deadline
from kernel.scope import Scope
from orders.models import Order, OrderLine
from orders.states import DISPATCH_CLOCK, OrderState


@dataclass(frozen=True, slots=True)
class GoodsToSend:
    """So many pieces of one offer; ``offer_id`` is None for a line that fits no offer of the shop."""

    offer_id: int | None
    sku: str
    name: str
    category: str
    quantity: int


@dataclass(frozen=True, slots=True)
class OrderToSend:
    """An order as its goods see it. ``leader_id`` is the order whose parcel it goes in, its own mostly."""

    id: UUID
    shop_id: int
    number: str
    channel: str
    carrier: str
    state: str
    leader_id: UUID
    dispatch_by: datetime | None
    goods: tuple[GoodsToSend, ...]

    @property
    def is_agreed(self) -> bool:
        """Whether its goods may be put together now: agreed with the buyer, and not on the road yet."""
        return self.state in (OrderState.CONFIRMED, OrderState.AWAITING_SHIPMENT)


def orders_to_send(scope: Scope, order_ids: Iterable[UUID]) -> list[OrderToSend]:
    """Return these orders and all that travel with any of them, by id, in four queries."""
    rows = Order.objects.of(scope)
    leaders = set(
        rows.filter(pk__in=list(order_ids))
        .annotate(leader=Coalesce(F("rides_with_id"), F("id")))
        .values_list("leader", flat=True)
    )
    together = list(rows.filter(Q(pk__in=leaders) | Q(rides_with_id__in=leaders)).order_by("pk"))
    goods = _goods_of([order.pk for order in together])
    due = dict(
        Deadline.objects.filter(
            subject_id__in=[order.pk for order in together], kind=DISPATCH_CLOCK
        )
        .order_by("id")
        .values_list("subject_id", "due_at")
    )
    return [
        OrderToSend(
            id=order.pk,
            shop_id=order.shop_id,
            number=order.number,
            channel=order.channel_id,
            carrier=order.carrier,
            state=order.state,
            leader_id=order.rides_with_id or order.pk,
            dispatch_by=due.get(order.pk),
            goods=tuple(goods[order.pk]),
        )
        for order in together
    ]


def _goods_of(order_ids: list[UUID]) -> dict[UUID, list[GoodsToSend]]:
    """Return the lines of orders, each offer once whatever the number of its lines."""
    lines = OrderLine.objects.filter(order_id__in=order_ids).select_related("offer")
    found: dict[UUID, dict[object, GoodsToSend]] = defaultdict(dict)
    for line in lines.order_by("order_id", "position"):
        same = found[line.order_id].get(line.offer_id or line.sku)
        found[line.order_id][line.offer_id or line.sku] = GoodsToSend(
            offer_id=line.offer_id,
            sku=line.sku,
            name=line.name,
            category=line.offer.category if line.offer else "",
            quantity=line.quantity + (same.quantity if same else 0),
        )
    return defaultdict(list, {order: list(goods.values()) for order, goods in found.items()})

"""Record that an order was paid: from then on it is work, with its clocks (R-002-07, R-003-27)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from kernel import history
from kernel.arrays import columns
from kernel.errors import Conflict, Refusal
from kernel.history import Actor, Entry
from kernel.scope import Scope
from kernel.trips import one_trip
from orders.models import Order
from orders.rules.intake import CLOCK_SKEW
from orders.rules.promising import OFFER
from orders.services.locking import locked_order
from orders.services.starting import Paid, dispatch_promise, start_clocks
from orders.states import OrderState
from sellers.public import ShopProfile, shop_profile


class PaymentRefused(Refusal):
    """The moment of payment makes no sense."""

    code = "payment_refused"


class OrderCancelled(Conflict):
    """A cancelled order can no longer be paid."""

    code = "order_cancelled"


@dataclass(frozen=True, slots=True)
class Payment:
    """One order and when it was paid."""

    order_id: UUID
    paid_at: datetime


@transaction.atomic
def mark_paid(
    *, order_id: UUID, scope: Scope, paid_at: datetime, actor: Actor, now: datetime
) -> Order:
    """Note the payment; its clocks start and the seller is told. Told again, nothing changes.

    Raises NotFound, OrderCancelled, and PaymentRefused for a moment before the order or to come.
    """
    order = locked_order(order_id=order_id, scope=scope)
    if order.paid_at is not None:
        return order
    if order.state == OrderState.CANCELLED:
        raise OrderCancelled(_("The order was cancelled: refund the payment in its channel."))
    if paid_at < order.placed_at:
        raise PaymentRefused(_("It was paid before it was placed."), field="paid_at")
    if paid_at > now + CLOCK_SKEW:
        raise PaymentRefused(_("This moment has not come yet."), field="paid_at")
    payment = Payment(order.pk, paid_at)
    shop = shop_profile(order.shop_id)
    mark_paid_many(shop=shop, channel=order.channel_id, payments=[payment], actor=actor, now=now)
    order.refresh_from_db()
    return order


@transaction.atomic
def mark_paid_many(
    *,
    shop: ShopProfile,
    channel: str,
    payments: Sequence[Payment],
    actor: Actor,
    now: datetime,
    clock_from: datetime | None = None,
) -> list[UUID]:
    """Note payments of orders of one channel; only new and unpaid ones change, and are returned.

    With the payment the strictest promise to dispatch is stored for good (C-06, R-003-09).
    """
    paid = _update(shop, channel, payments)
    with one_trip():
        history.write_many(
            Entry(
                subject=("order", str(one.order_id)),
                shop_id=shop.id,
                action="pay",
                actor=actor,
                at=now,
                changes={"paid_at": (None, one.paid_at)},
                version=one.version,
            )
            for one in paid
        )
        start_clocks(paid, shop=shop, channel=channel, now=now, clock_from=clock_from)
    return [one.order_id for one in paid]


def _update(shop: ShopProfile, channel: str, payments: Sequence[Payment]) -> list[Paid]:
    promises = [dispatch_promise(shop, channel, at=payment.paid_at) for payment in payments]
    told = [
        (payment.order_id, payment.paid_at, promise.days, promise.by)
        for payment, promise in zip(payments, promises, strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.execute(_PAY, [*columns(told, 4), shop.id, OFFER])
        return [Paid(*row) for row in cursor.fetchall()]


# Locked by primary key first, so that two callers cannot wait for each other in a circle.
_PAY = """
with told as (
  select * from unnest(%s::uuid[], %s::timestamptz[], %s::smallint[], %s::text[])
    as t(id, paid_at, days, promised_by)
),
unpaid as (
  select o.id from orders_order o join told using (id)
  where o.shop_id = %s and o.paid_at is null and o.state = 'new'
  order by o.id for no key update of o
), offered as (
  select distinct on (l.order_id) l.order_id as id, f.handling_days as days, %s || l.sku as promised_by
  from unpaid join orders_orderline l on l.order_id = unpaid.id
  join sellers_offer f on f.id = l.offer_id and f.handling_days is not null
  order by l.order_id, f.handling_days, l.position
)
update orders_order o set paid_at = told.paid_at, version = o.version + 1,
  dispatch_days = least(told.days, offered.days),
  dispatch_promised_by = case when offered.days < coalesce(told.days, 32767)
                              then offered.promised_by else told.promised_by end
from told join unpaid using (id) left join offered using (id)
where o.id = told.id
returning o.id, o.paid_at, o.dispatch_days, o.version
"""

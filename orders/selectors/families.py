"""What belongs to one order by splits and by travelling together."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Q

from kernel.scope import Scope
from orders.models import Order, OrderSplit
from orders.states import BEFORE_SHIPPING, DeliveryMethod

SUGGESTED = 10
LOOKED_AT = 500  # open orders, for a buyer without a phone


@dataclass(frozen=True, slots=True)
class Family:
    """All orders that one order was split into: ``root`` is the first, ``members`` are all by id."""

    root: UUID
    members: tuple[UUID, ...]


def family_of(order_id: UUID) -> Family:
    """Return the family of an order, in one query; an order that was never split is its own."""
    with connection.cursor() as cursor:
        cursor.execute(_FAMILY, [order_id])
        rows = cursor.fetchall()
    return Family(rows[0][1], tuple(row[0] for row in rows))


def splits_about(scope: Scope, order_id: UUID) -> list[OrderSplit]:
    """Return the splits an order came from or was parted by, oldest first, in one query (R-004-14)."""
    rows = OrderSplit.objects.of(scope).filter(Q(order_id=order_id) | Q(part_id=order_id))
    return list(rows.select_related("order", "part").order_by("id"))


def travelling_with(scope: Scope, order: Order) -> list[Order]:
    """Return the orders that leave in one dispatch with ``order``, the leader first; empty for one alone."""
    leader = order.rides_with_id or order.pk
    rows = Order.objects.of(scope).filter(Q(pk=leader) | Q(rides_with_id=leader))
    together = sorted(rows, key=lambda row: (row.pk != leader, row.pk))
    return [row for row in together if row.pk != order.pk]


def mergeable_with(scope: Scope, order: Order, *, besides: Iterable[UUID] = ()) -> list[Order]:
    """Return unshipped orders of the same buyer to the same address, up to ten, in one query.

    ``besides`` are left out: what was split off is not asked to come back.

    The buyer is known by a phone, which the search text has and so its index finds, or else by the
    channel's own id for them among the shop's latest open orders.
    """
    alone = order.delivery_method == DeliveryMethod.SELF_PICKUP or order.paid_at is None
    if alone or order.rides_with_id is not None or order.state not in BEFORE_SHIPPING:
        return []
    buyer = _same_buyer(scope, order)
    if buyer is None:
        return []
    contact = order.contact
    rows = Order.objects.of(scope).filter(
        buyer,
        state__in=sorted(BEFORE_SHIPPING),
        paid_at__isnull=False,
        rides_with=None,
        delivery_method=order.delivery_method,
        contact__city__iexact=contact.city,
        contact__address__iexact=contact.address,
        contact__point_code__iexact=contact.point_code,
    )
    return list(rows.exclude(pk__in=[order.pk, *besides]).order_by("pk")[:SUGGESTED])


def _same_buyer(scope: Scope, order: Order) -> Q | None:
    contact = order.contact
    if contact.phone_ok:
        return Q(contact__search__contains=contact.phone, contact__phone=contact.phone)
    if not contact.buyer_ref:
        return None
    latest = Order.objects.of(scope).filter(state__in=sorted(BEFORE_SHIPPING)).order_by("-pk")
    return Q(
        pk__in=latest.values("pk")[:LOOKED_AT],
        contact__buyer_ref=contact.buyer_ref,
        channel_id=order.channel_id,
    )


_FAMILY = """
with recursive up as (
  select %s::uuid as id, 0 as depth
  union all
  select s.order_id, up.depth + 1 from up join orders_ordersplit s on s.part_id = up.id
), root as (select id from up order by depth desc limit 1),
down as (
  select id from root
  union all
  select s.part_id from down join orders_ordersplit s on s.order_id = down.id
)
select down.id, root.id from down, root order by down.id
"""

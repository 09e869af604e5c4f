"""The one locked path to an order and those that travel with it; rows are locked by primary key."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel import history
from kernel.history import Actor, Entry
from kernel.outbox.post import record_many
from kernel.scope import Scope
from orders.events import OrderJoinedDispatch, OrderLeftDispatch
from orders.models import Order
from orders.rules.riding import Traveller
from orders.selectors import NoSuchOrder
from orders.services.locking import OrderChanged, demand_version


def locked_orders(order_ids: Iterable[UUID], *, scope: Scope) -> dict[UUID, Order]:
    """Return these orders and all that ride with them, held, whatever their number in one statement.

    By primary key, so no two callers can wait for each other in a circle. Raises NoSuchOrder, and
    OrderChanged when another joined them while we waited for the locks.
    """
    ids = set(order_ids)
    chosen = Q(pk__in=ids) | Q(rides_with_id__in=ids)
    rows = Order.objects.of(scope).select_related("channel", "shop", "contact")
    held = rows.select_for_update(of=("self",), no_key=True).filter(chosen).order_by("pk")
    found = {order.pk: order for order in held}
    if not ids <= found.keys():
        raise NoSuchOrder(_("There is no such order in this shop."))
    riding = Order.objects.of(scope).filter(rides_with_id__in=ids).values_list("pk", flat=True)
    if not set(riding) <= found.keys():
        raise OrderChanged(
            _("The order was changed meanwhile: look at it again before you go on."),
            version=max(found[pk].version for pk in ids),
        )
    return found


def locked_dispatch(
    *, order_id: UUID, scope: Scope, expected_version: int | None = None
) -> tuple[Order, list[Order]]:
    """Return an order and those that ride with it, held. Raises NoSuchOrder, OrderChanged."""
    found = locked_orders([order_id], scope=scope)
    order = found[order_id]
    demand_version(order, expected_version)
    return order, [row for row in found.values() if row.rides_with_id == order_id]


def traveller(order: Order) -> Traveller:
    """Return what decides whether an order may travel with another."""
    contact = order.contact
    return Traveller(
        number=order.number,
        state=order.state,
        paid=order.paid_at is not None,
        shop_id=order.shop_id,
        channel=order.channel_id,
        buyer_ref=contact.buyer_ref,
        phone=contact.phone if contact.phone_ok else "",
        method=order.delivery_method,
        address=(contact.country, contact.city, contact.address, contact.point_code),
    )


def leave_dispatch(order: Order, *, actor: Actor, now: datetime) -> None:
    """Part an order that is held with its riders from everybody: a cancelled one travels with nobody.

    Of several riders of a leader the first leads the others on. What has left together stays so.
    """
    if order.shipped_at is not None:
        return
    riders = list(Order.everything.filter(rides_with_id=order.pk).order_by("pk"))
    if order.rides_with_id is not None:
        part([order], actor=actor, now=now)
    if riders:
        first, *others = riders
        part([first], actor=actor, now=now)
        join(first, others, actor=actor, now=now)


def join(leader: Order, riders: Iterable[Order], *, actor: Actor, now: datetime) -> None:
    """Let held orders ride with a held leader: saved, in history of both, told."""
    riders = list(riders)
    for rider in riders:
        rider.rides_with = leader
        _save(rider)
    if riders:
        _save(leader)
    history.write_many(
        line
        for rider in riders
        for line in (
            _line(rider, "merge", (None, leader.number), actor, now),
            _line(leader, "merge", (None, rider.number), actor, now),
        )
    )
    record_many(OrderJoinedDispatch(**_fact(rider, leader.pk, now)) for rider in riders)


def part(riders: Iterable[Order], *, actor: Actor, now: datetime) -> None:
    """Let held riders travel by themselves again: saved, in history, told."""
    riders = [rider for rider in riders if rider.rides_with_id is not None]
    leaders = Order.everything.in_bulk({rider.rides_with_id for rider in riders})
    lines, facts = [], []
    for rider in riders:
        leader = leaders[rider.rides_with_id]
        lines.append(_line(rider, "separate", (leader.number, None), actor, now))
        lines.append(_line(leader, "separate", (rider.number, None), actor, now))
        facts.append(OrderLeftDispatch(**_fact(rider, leader.pk, now)))
        rider.rides_with = None
        _save(rider)
    history.write_many(lines)
    record_many(facts)


def _save(order: Order) -> None:
    order.version += 1
    order.save(update_fields=["rides_with", "version"])


def _line(order: Order, action: str, pair: tuple[Any, Any], actor: Actor, now: datetime) -> Entry:
    return Entry(
        subject=("order", str(order.pk)),
        shop_id=order.shop_id,
        action=action,
        actor=actor,
        at=now,
        changes={"together_with": pair},
    )


def _fact(rider: Order, leader_id: UUID, now: datetime) -> dict[str, Any]:
    return {
        "occurred_at": now,
        "shop_id": rider.shop_id,
        "order_id": rider.pk,
        "leader_id": leader_id,
    }

"""Send an order out, and with it all that travel with it (R-004-15, R-004-16)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.history import Actor
from kernel.scope import Scope
from orders.models import Order
from orders.rules.moving import Reason, why_not_carried_by, why_not_shippable
from orders.rules.riding import why_not_all_ready, why_not_one_road
from orders.services.late_dispatch import tell_late_dispatch
from orders.services.locking import demand, demand_move, finish_move
from orders.services.riding import locked_dispatch, traveller


@transaction.atomic
def ship_order(
    *,
    order_id: UUID,
    scope: Scope,
    actor: Actor,
    now: datetime,
    carrier: str = "",
    waybill: str = "",
    visit_at: datetime | None = None,
    courier_phone: str = "",
    expected_version: int | None = None,
) -> Order:
    """Send the order out: by a carrier under its waybill, or by the shop's courier (R-004-15, R-004-16).

    What was merged with it leaves under the same waybill at the same instant, or nothing does: each must be
    packed and still go the same way. One that rides with another is sent with that one only. A dispatch
    after its deadline is told (R-003-17).
    """
    order, riders = locked_dispatch(
        order_id=order_id, scope=scope, expected_version=expected_version
    )
    demand_move(order, "ship")
    road: dict[str, Any] = {
        "carrier": carrier.strip(),
        "waybill": waybill.strip(),
        "visit_at": visit_at,
        "courier_phone": courier_phone.strip(),
    }
    demand(_why_not_by_itself(order))
    demand(why_not_shippable(order.delivery_method, **road))
    demand(
        why_not_carried_by(
            road["carrier"], channel=order.channel.title, allowed=order.channel.allowed_carriers
        )
    )
    demand(_why_not_with(order, riders))
    for one in (order, *riders):
        _send(one, road, actor=actor, now=now)
    return order


def _why_not_by_itself(order: Order) -> Reason | None:
    if order.rides_with_id is None:
        return None
    leader = Order.everything.only("number").get(pk=order.rides_with_id)
    return Reason(
        "rides_with",
        "order",
        _("It travels together with %(number)s: send that one, or separate them first.")
        % {"number": leader.number},
    )


def _why_not_with(order: Order, riders: list[Order]) -> Reason | None:
    """Return why the riders cannot leave now: one is not packed, or goes elsewhere since."""
    leader, travellers = traveller(order), [traveller(rider) for rider in riders]
    apart = (why_not_one_road(leader, one) for one in travellers)
    return why_not_all_ready(travellers) or next((reason for reason in apart if reason), None)


def _send(order: Order, road: dict[str, Any], *, actor: Actor, now: datetime) -> None:
    before = order.state
    order.ship(at=now, **road)
    if road["waybill"]:
        order.contact.search = f"{order.contact.search} {road['waybill'].lower()}"
        order.contact.save(update_fields=["search"])
    changes = {name: (None, value) for name, value in road.items() if value}
    finish_move(order, "ship", before, actor=actor, at=now, now=now, changes=changes)
    tell_late_dispatch(order, at=now)

"""Let two orders of one buyer leave in one dispatch, and let them go alone again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.errors import Conflict
from kernel.history import Actor
from kernel.scope import Scope
from orders.models import Order
from orders.rules.moving import Reason
from orders.rules.riding import RIDERS_MOST, why_not_together
from orders.services.locking import OrderChanged, demand, demand_version
from orders.services.riding import join, locked_orders, part, traveller
from orders.states import BEFORE_SHIPPING


class NotTogether(Conflict):
    """The order travels with no other."""

    code = "not_merged"


@transaction.atomic
def merge_orders(
    *,
    order_id: UUID,
    with_order_id: UUID,
    scope: Scope,
    actor: Actor,
    now: datetime,
    expected_version: int | None = None,
) -> Order:
    """Have ``with_order_id``, and what rides with it, ride with ``order_id``: one dispatch, one waybill.

    They stay orders of their own, with their own state, money and clocks; only when they are sent it is
    together, at one instant. An order that rides already brings its leader. Merged already, nothing
    changes. Returns the leader. Raises NoSuchOrder, OrderChanged, and OrderNotReady for orders that have
    left, are not paid, are of another buyer or go elsewhere.
    """
    asked = {order_id, with_order_id}
    if len(asked) == 1:
        demand(Reason("same_order", "with_order_id", _("Choose another order to send it with.")))
    found = locked_orders(asked | _leaders(asked, scope), scope=scope)
    order, other = found[order_id], found[with_order_id]
    demand_version(order, expected_version)
    leader, joined = (_leader(one, found) for one in (order, other))
    if leader.pk == joined.pk:
        return leader
    demand(why_not_together(traveller(leader), traveller(joined)))
    coming = [joined, *(row for row in found.values() if row.rides_with_id == joined.pk)]
    riding = sum(row.rides_with_id == leader.pk for row in found.values())
    if riding + len(coming) > RIDERS_MOST:
        message = _("At most %(most)d orders can leave together.") % {"most": RIDERS_MOST + 1}
        demand(Reason("too_many", "with_order_id", message))
    join(leader, coming, actor=actor, now=now)
    return leader


@transaction.atomic
def separate_order(
    *,
    order_id: UUID,
    scope: Scope,
    actor: Actor,
    now: datetime,
    expected_version: int | None = None,
) -> Order:
    """Let the order travel alone again; if others ride with it, all of them do. Before shipping only.

    Raises NoSuchOrder, OrderChanged, NotTogether, and OrderNotReady when it has left.
    """
    found = locked_orders({order_id} | _leaders({order_id}, scope), scope=scope)
    order = found[order_id]
    demand_version(order, expected_version)
    leaving = [order] if order.rides_with_id else [r for r in found.values() if r.rides_with_id]
    if not leaving:
        raise NotTogether(_("This order travels with no other."))
    if order.state not in BEFORE_SHIPPING:
        demand(Reason("too_late", "state", _("They have left together already.")))
    part(leaving, actor=actor, now=now)
    return found[order_id]


def _leaders(order_ids: set[UUID], scope: Scope) -> set[UUID]:
    """Return with whom these ride, as seen before the locks; what is found out after them is refused."""
    rows = Order.objects.of(scope).filter(pk__in=order_ids)
    return set(rows.exclude(rides_with=None).values_list("rides_with_id", flat=True))


def _leader(order: Order, found: dict[UUID, Order]) -> Order:
    if order.rides_with_id is None:
        return order
    if order.rides_with_id not in found:
        raise OrderChanged(
            _("The order was changed meanwhile: look at it again before you go on."),
            version=order.version,
        )
    return found[order.rides_with_id]

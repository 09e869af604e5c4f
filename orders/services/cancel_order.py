"""Cancel an order (R-004-19, R-004-45, -46, -49)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from kernel.history import Actor
from kernel.scope import Scope
from orders.models import Order
from orders.rules.cancelling import why_not_cancellable
from orders.services.locking import demand, demand_move, finish_move, locked_order


@transaction.atomic
def cancel_order(
    *,
    order_id: UUID,
    scope: Scope,
    actor: Actor,
    now: datetime,
    reason: str,
    comment: str = "",
    expected_version: int | None = None,
) -> Order:
    """End the order with a reason; whether the buyer still may is the channel's policy (C-01, R-004-36).

    Raises NoSuchOrder, OrderChanged, MoveRefused, and OrderNotReady naming what is missing.
    """
    order = locked_order(order_id=order_id, scope=scope, expected_version=expected_version)
    demand_move(order, "cancel")
    demand(
        why_not_cancellable(
            actor.kind,
            order.state,
            reason=reason,
            comment=comment,
            waybill=order.waybill,
            cancel_until=order.channel.cancel_until,
        )
    )
    before = order.state
    order.cancel(at=now, reason=reason, comment=comment.strip(), by=actor.kind)
    return finish_move(
        order, "cancel", before, actor=actor, at=now, now=now, reason=reason, comment=comment
    )

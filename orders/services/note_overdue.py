"""What a missed clock means for an order."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from kernel import history
from kernel.deadlines.events import DeadlineMissed
from kernel.history import SYSTEM
from kernel.outbox.post import record
from orders.events import OrderOverdue
from orders.models import Order
from orders.states import LATE_IN


@transaction.atomic
def note_overdue(*, missed: DeadlineMissed) -> bool:
    """Mark the order overdue since the true due time and tell it, once per clock.

    Also for an order that has moved on since: the promise was broken all the same, and history says so.
    """
    order = _locked(missed.subject_id)
    if order is None:
        return False
    if order.overdue_since is None and order.state in LATE_IN[missed.kind]:
        order.overdue_since = missed.due_at
        order.save(update_fields=["overdue_since"])
    _write(order, missed.kind, missed.due_at)
    late_s = int((missed.noticed_at - missed.due_at).total_seconds())
    record(
        OrderOverdue(
            occurred_at=missed.due_at,
            shop_id=order.shop_id,
            order_id=order.pk,
            kind=missed.kind,
            due_at=missed.due_at,
            noticed_late_s=late_s,
        )
    )
    return True


def _locked(order_id: UUID) -> Order | None:
    return Order.everything.select_for_update(of=("self",)).filter(pk=order_id).first()


def _write(order: Order, kind: str, due_at: datetime) -> None:
    history.write(
        subject=("order", str(order.pk)),
        shop_id=order.shop_id,
        action="overdue",
        actor=SYSTEM,
        at=due_at,
        reason=kind,
        changes={"overdue_since": (None, due_at)},
    )

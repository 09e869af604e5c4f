"""What it means that a call is due, or that nobody has come for an order."""

from django.db import transaction

from kernel import history
from kernel.deadlines.events import DeadlineMissed
from kernel.deadlines.models import Deadline
from kernel.history import SYSTEM
from kernel.outbox.post import record
from orders.events import CallDue, OrderUncollected
from orders.models import Order
from orders.states import OrderState


@transaction.atomic
def note_call_due(*, missed: DeadlineMissed) -> bool:
    """Tell that the buyer is to be called again, unless somebody has done so by now (R-004-50)."""
    order = _locked(missed)
    if order is None or not _is_waited_for(missed.deadline_id):
        return False
    record(
        CallDue(
            occurred_at=missed.due_at,
            shop_id=order.shop_id,
            order_id=order.pk,
            deadline_id=missed.deadline_id,
        )
    )
    return True


@transaction.atomic
def note_uncollected(*, missed: DeadlineMissed) -> bool:
    """Tell that an order has waited three days at the shop's point, if it waits still (R-004-55, C-10)."""
    order = _locked(missed)
    if order is None or order.state != OrderState.AWAITING_PICKUP:
        return False
    history.write(
        subject=("order", str(order.pk)),
        shop_id=order.shop_id,
        action="uncollected",
        actor=SYSTEM,
        at=missed.due_at,
    )
    record(
        OrderUncollected(
            occurred_at=missed.due_at,
            shop_id=order.shop_id,
            order_id=order.pk,
            deadline_id=missed.deadline_id,
        )
    )
    return True


def _locked(missed: DeadlineMissed) -> Order | None:
    rows = Order.everything.select_for_update(of=("self",), no_key=True)
    found: Order | None = rows.filter(pk=missed.subject_id).first()
    return found


def _is_waited_for(deadline_id: int) -> bool:
    return Deadline.objects.filter(pk=deadline_id, closed_at=None).exists()

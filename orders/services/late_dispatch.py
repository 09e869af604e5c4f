"""Tell that an order left late, once, with how late it was: what is charged for it comes later (R-003-17)."""

from datetime import datetime, timedelta

from kernel import history
from kernel.deadlines.models import Deadline, DeadlineState
from kernel.history import SYSTEM
from kernel.outbox.post import record
from orders.events import OrderDispatchedLate
from orders.models import Order, OrderSplit
from orders.rules.lateness import lateness_band, seconds_late
from orders.states import DISPATCH_CLOCK


def tell_late_dispatch(order: Order, *, at: datetime) -> bool:
    """Record the fact if the dispatch clock of an order that has just left was missed; return whether.

    An order leaves once, so it is told once; called after its clocks are settled.
    """
    missed = Deadline.objects.filter(
        subject_id=order.pk, kind=DISPATCH_CLOCK, state=DeadlineState.MISSED
    ).first()
    if missed is None:
        return False
    late_s = seconds_late(missed.due_at, at)
    band = lateness_band(timedelta(seconds=late_s))
    origin = OrderSplit.everything.filter(part_id=order.pk).values_list("order_id", flat=True)
    record(
        OrderDispatchedLate(
            occurred_at=at,
            shop_id=order.shop_id,
            order_id=order.pk,
            channel=order.channel_id,
            split_from=origin.first(),
            deadline_id=missed.pk,
            due_at=missed.due_at,
            late_s=late_s,
            band=band,
        )
    )
    history.write(
        subject=("order", str(order.pk)),
        shop_id=order.shop_id,
        action="dispatch_late",
        actor=SYSTEM,
        at=at,
        reason=band,
        changes={"due_at": (None, missed.due_at)},
    )
    return True

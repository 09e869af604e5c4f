"""Tell that an order left late, once, with how late it was: what is charged for it comes later (R-003-17)."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from kernel import history
from kernel.deadlines.models import Deadline, DeadlineState
from kernel.history import SYSTEM, Entry
from kernel.outbox.post import record_many
from orders.events import OrderDispatchedLate
from orders.models import Order, OrderSplit
from orders.rules.lateness import lateness_band, seconds_late
from orders.states import DISPATCH_CLOCK


def tell_late_dispatch(order: Order, *, at: datetime) -> bool:
    """Record the fact if the dispatch clock of an order that has just left was missed; return whether.

    An order leaves once, so it is told once; called after its clocks are settled.
    """
    return tell_late_dispatches([order], at=at) == 1


def tell_late_dispatches(orders: Sequence[Order], *, at: datetime) -> int:
    """`tell_late_dispatch` for many orders, in as many statements as for one; return how many were late."""
    by_id = {order.pk: order for order in orders}
    missed = list(
        Deadline.objects.filter(
            subject_id__in=by_id, kind=DISPATCH_CLOCK, state=DeadlineState.MISSED
        ).order_by("pk")
    )
    if not missed:
        return 0
    facts = _facts([(by_id[row.subject_id], row) for row in missed], at)
    record_many(facts)
    history.write_many(
        Entry(
            subject=("order", str(fact.order_id)),
            shop_id=fact.shop_id,
            action="dispatch_late",
            actor=SYSTEM,
            at=at,
            reason=fact.band,
            changes={"due_at": (None, fact.due_at)},
        )
        for fact in facts
    )
    return len(facts)


def _facts(late: Iterable[tuple[Order, Deadline]], at: datetime) -> list[OrderDispatchedLate]:
    late = list({order.pk: (order, row) for order, row in late}.values())
    origins = dict(
        OrderSplit.everything.filter(part_id__in=[order.pk for order, _row in late]).values_list(
            "part_id", "order_id"
        )
    )
    return [
        OrderDispatchedLate(
            occurred_at=at,
            shop_id=order.shop_id,
            order_id=order.pk,
            channel=order.channel_id,
            split_from=origins.get(order.pk),
            deadline_id=row.pk,
            due_at=row.due_at,
            late_s=(late_s := seconds_late(row.due_at, at)),
            band=lateness_band(timedelta(seconds=late_s)),
        )
        for order, row in late
    ]

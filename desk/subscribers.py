"""What the desk does on facts of the apps below; each looks at the rows, not at the order of facts."""

from django.utils import timezone

from desk import services
from desk.states import REASSIGN_CLOCK
from kernel.calendars.events import SpecialPeriodAnnounced
from kernel.deadlines.events import DeadlineMissed
from kernel.outbox.registry import subscribe
from orders.events import OrderMoved, OrderOverdue


@subscribe(OrderOverdue)
def begin_grace(fact: OrderOverdue) -> None:
    """Give the shop a last while before the order is offered to another one (R-004-29)."""
    services.await_grace(order_id=fact.order_id, at=fact.due_at)


@subscribe(OrderOverdue)
def watch(fact: OrderOverdue) -> None:
    """Call a moderator when too many orders of one shop are overdue (R-004-33)."""
    services.watch_shop(shop_id=fact.shop_id, now=timezone.now())


@subscribe(DeadlineMissed)
def queue_order(fact: DeadlineMissed) -> None:
    """Put the order whose grace has ended into the queue."""
    if fact.kind == REASSIGN_CLOCK:
        services.enter_queue(order_id=fact.subject_id, now=timezone.now())


@subscribe(OrderMoved)
def look_again(fact: OrderMoved) -> None:
    """Take an order that is overdue no more off the queue, and let its shop go when it was the last."""
    now = timezone.now()
    services.leave_queue(order_id=fact.order_id, now=now)
    services.review_shop(shop_id=fact.shop_id, now=now)


@subscribe(SpecialPeriodAnnounced)
def put_into_news(fact: SpecialPeriodAnnounced) -> None:
    """Tell of other hours in the news too (R-004-25)."""
    services.announce_hours(fact=fact, now=timezone.now())

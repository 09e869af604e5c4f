"""What is known of an order that somebody would cancel."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from kernel.deadlines.models import Deadline, DeadlineState
from kernel.scope import Scope
from orders.models import ContactAttempt, Order
from orders.rules.calls import Tally, tally
from orders.rules.cancelling import Case, clocks_that_count
from orders.states import COLLECTION_CLOCK, OrderState


def cancel_case(
    order: Order, *, now: datetime, tries: Tally | None = None, uncollected: bool | None = None
) -> Case:
    """Return the case of ``order``; tries and whether it is uncollected are read unless the caller knows."""
    return Case(
        state=order.state,
        method=order.delivery_method,
        waybill=order.waybill,
        cancel_until=order.channel.cancel_until,
        phone_ok=order.contact.phone_ok,
        tries=_tries(order) if tries is None else tries,
        least_calls=order.channel.least_calls,
        least_messages=order.channel.least_messages,
        is_uncollected=_is_uncollected(order, now) if uncollected is None else uncollected,
        agreed_on=order.agreed_delivery_on,
        today=now.astimezone(ZoneInfo(order.shop.zone)).date(),
    )


def expired_clock(order_id: UUID, *, state: str, closed_at: datetime) -> Deadline | None:
    """Return the clock of ``state`` that had run out when the order was ended at ``closed_at``, if one had.

    Of several the one that ran out first.
    """
    rows = Deadline.objects.filter(
        subject_id=order_id,
        kind__in=clocks_that_count(state),
        state=DeadlineState.MISSED,
        closed_at=closed_at,
    )
    return rows.order_by("due_at", "pk").first()


def _tries(order: Order) -> Tally:
    rows = ContactAttempt.objects.of(Scope.shop(order.shop_id)).filter(order_id=order.pk)
    return tally(rows.order_by("id").values_list("way", "result"))


def _is_uncollected(order: Order, now: datetime) -> bool:
    if order.state != OrderState.AWAITING_PICKUP:
        return False
    rows = Deadline.objects.filter(subject_id=order.pk, kind=COLLECTION_CLOCK, due_at__lt=now)
    return rows.exists()

"""Start the promises about orders that have just become workable, and tell of them once."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from kernel.deadlines.opening import Opening, open_many
from kernel.outbox.post import record
from orders.events import OrdersArrived
from orders.states import DISPATCH_CLOCK, NEW_CLOCK
from sellers.public import ShopProfile

OLDEST = timedelta(days=30)
"""Of a payment older than this no clock can be counted honestly: it starts when we are told."""


def start_clocks(
    paid: Sequence[tuple[UUID, datetime]],
    *,
    shop: ShopProfile,
    channel: str,
    now: datetime,
    clock_from: datetime | None = None,
) -> None:
    """Open the clocks of paid orders (id, moment of payment) and record one OrdersArrived for all.

    The seller's clock runs by the shop's own calendar from payment, or from ``clock_from`` when the
    seller could not have known earlier. The promise to dispatch counts from payment (R-003-09,
    R-002-11), unless it had run out before ``clock_from``: then it too counts from there.
    """
    if not paid:
        return
    open_many(_openings(paid, shop=shop, channel=channel, now=now, clock_from=clock_from))
    record(
        OrdersArrived(
            occurred_at=now,
            shop_id=shop.id,
            channel=channel,
            order_ids=tuple(pk for pk, _ in paid),
        )
    )


def _openings(
    paid: Sequence[tuple[UUID, datetime]],
    *,
    shop: ShopProfile,
    channel: str,
    now: datetime,
    clock_from: datetime | None,
) -> Iterator[Opening]:
    for pk, paid_at in paid:
        told_at = clock_from or now
        start = paid_at if told_at - paid_at < OLDEST else told_at
        yield Opening(
            kind=NEW_CLOCK,
            subject_id=pk,
            at=max(start, clock_from or start),
            shop_id=shop.id,
            channel=channel,
            calendar=shop.calendar,
        )
        yield Opening(
            kind=DISPATCH_CLOCK,
            subject_id=pk,
            at=start,
            shop_id=shop.id,
            channel=channel,
            told_at=clock_from,
        )

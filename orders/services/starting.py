"""Start the promises about orders that have just become workable, and tell of them once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from kernel.deadlines.opening import Opening, open_many
from kernel.deadlines.policies import policy_for
from kernel.outbox.post import record
from orders.events import OrdersArrived
from orders.rules.promising import CHANNEL, PLATFORM, SHOP, DispatchPromise, strictest
from orders.services.channels import channel_policy
from orders.states import DISPATCH_CLOCK, NEW_CLOCK
from sellers.public import ShopProfile

OLDEST = timedelta(days=30)
"""Of a payment older than this no clock can be counted honestly: it starts when we are told."""


@dataclass(frozen=True, slots=True)
class Paid:
    """An order, when it was paid, and in how many working days it is to leave."""

    order_id: UUID
    paid_at: datetime
    dispatch_days: int | None
    version: int | None = None


def dispatch_promise(shop: ShopProfile, channel: str, *, at: datetime) -> DispatchPromise:
    """Return the strictest promise to dispatch made for a whole shop or channel as of ``at`` (C-06).

    From memory: channels and policies are read once a second by a process.
    """
    policy = policy_for(DISPATCH_CLOCK, at=at, channel=channel, shop_id=shop.id)
    general = policy is None or not policy.channel
    limit = DispatchPromise(policy.days if policy else None, PLATFORM if general else CHANNEL)
    return strictest(
        DispatchPromise(channel_policy(channel).dispatch_days, CHANNEL),
        *([] if general else [limit]),
        DispatchPromise(shop.handling_days, SHOP),
        *([limit] if general else []),
    )


def start_clocks(
    paid: Sequence[Paid],
    *,
    shop: ShopProfile,
    channel: str,
    now: datetime,
    clock_from: datetime | None = None,
) -> None:
    """Open the clocks of paid orders and record one OrdersArrived for all.

    The seller's clock runs by the shop's own calendar from payment, or from ``clock_from`` when the
    seller could not have known earlier. The promise to dispatch counts from payment, in the days that
    are stored on the order (R-003-09, R-002-11), unless it had run out before ``clock_from``: then it
    too counts from there.
    """
    if not paid:
        return
    open_many(_openings(paid, shop=shop, channel=channel, now=now, clock_from=clock_from))
    record(
        OrdersArrived(
            occurred_at=now,
            shop_id=shop.id,
            channel=channel,
            order_ids=tuple(one.order_id for one in paid),
        )
    )


def _openings(
    paid: Sequence[Paid],
    *,
    shop: ShopProfile,
    channel: str,
    now: datetime,
    clock_from: datetime | None,
) -> Iterator[Opening]:
    for one in paid:
        told_at = clock_from or now
        start = one.paid_at if told_at - one.paid_at < OLDEST else told_at
        yield Opening(
            kind=NEW_CLOCK,
            subject_id=one.order_id,
            at=max(start, clock_from or start),
            shop_id=shop.id,
            channel=channel,
            calendar=shop.calendar,
        )
        yield Opening(
            kind=DISPATCH_CLOCK,
            subject_id=one.order_id,
            at=start,
            shop_id=shop.id,
            channel=channel,
            days=one.dispatch_days,
            told_at=clock_from,
        )

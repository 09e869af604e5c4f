"""Write down a try to reach the buyer, and have the next call remembered (R-004-08, -50..-52)."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from kernel import history
from kernel.deadlines.opening import Opening, open_many
from kernel.deadlines.settling import settle
from kernel.history import Actor, ActorKind
from kernel.scope import Scope
from orders.models import ContactAttempt, Order
from orders.rules.calls import calls_again, ends_the_wait, why_not_an_attempt
from orders.services.locking import demand, locked_order
from orders.states import CALL_AGAIN_CLOCK

SAME = timedelta(minutes=1)
"""The same try told again within this is the same try: a double click, a repeated request."""


@transaction.atomic
def log_attempt(
    *,
    order_id: UUID,
    scope: Scope,
    actor: Actor,
    now: datetime,
    way: str,
    result: str,
    note: str = "",
    again_in: int | None = None,
) -> ContactAttempt:
    """Keep one try; a call in vain is due again in ``again_in`` minutes of the shop's working time.

    One such reminder runs an order. A call ends the one before, and so does reaching the buyer by any way; a
    message without an answer leaves it. Told again within a minute, nothing changes. Raises NoSuchOrder, and
    OrderNotReady for what makes no sense.
    """
    order, note = locked_order(order_id=order_id, scope=scope), note.strip()
    demand(why_not_an_attempt(way, result, state=order.state, note=note, again_in=again_in))
    if (same := _same(order, actor, now, way=way, result=result, note=note)) is not None:
        return same
    attempt = _kept(order, actor, now, way=way, result=result, note=note)
    if ends_the_wait(way, result):
        settle(subject_id=order.pk, kinds=[CALL_AGAIN_CLOCK], at=now, now=now)
    if calls_again(way, result, state=order.state):
        open_many([_next_call(order, now, again_in)])
    return attempt


def _same(order: Order, actor: Actor, now: datetime, **told: str) -> ContactAttempt | None:
    rows = ContactAttempt.everything.filter(
        order=order, at__gt=now - SAME, author_label=actor.label, **told
    )
    found: ContactAttempt | None = rows.last()
    return found


def _kept(order: Order, actor: Actor, now: datetime, **told: str) -> ContactAttempt:
    attempt: ContactAttempt = ContactAttempt.everything.create(
        shop_id=order.shop_id,
        order=order,
        author_id=actor.user_id if actor.kind != ActorKind.INTEGRATOR else None,
        author_label=actor.label,
        at=now,
        **told,
    )
    history.write(
        subject=("order", str(order.pk)),
        shop_id=order.shop_id,
        action="contact_attempt",
        actor=actor,
        at=now,
        changes={"way": (None, told["way"]), "result": (None, told["result"])},
    )
    return attempt


def _next_call(order: Order, now: datetime, again_in: int | None) -> Opening:
    return Opening(
        kind=CALL_AGAIN_CLOCK,
        subject_id=order.pk,
        at=now,
        shop_id=order.shop_id,
        channel=order.channel_id,
        calendar=order.shop.calendar,
        allowance_s=None if again_in is None else again_in * 60,
    )

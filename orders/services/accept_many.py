"""Accept several orders at once, with a verdict for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kernel.errors import Refusal
from kernel.history import Actor
from kernel.scope import Scope
from orders.services.moves import open_order

MOST = 200


@dataclass(frozen=True, slots=True)
class Accepted:
    """What became of one order: accepted, or why not."""

    order_id: UUID
    accepted: bool
    code: str = ""
    message: Any = ""


def accept_many(
    *, order_ids: Sequence[UUID], scope: Scope, actor: Actor, now: datetime
) -> list[Accepted]:
    """Open each of up to 200 orders in a transaction of its own; one refusal holds up no other."""
    return [_accept(order_id, scope, actor, now) for order_id in order_ids[:MOST]]


def _accept(order_id: UUID, scope: Scope, actor: Actor, now: datetime) -> Accepted:
    try:
        open_order(order_id=order_id, scope=scope, actor=actor, now=now)
    except Refusal as refusal:
        return Accepted(order_id, False, refusal.code, refusal.message)
    return Accepted(order_id, True)

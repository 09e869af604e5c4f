"""Split an order that has not left into exactly two, each with its own road (R-004-14, R-004-58..-60)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel import history
from kernel.deadlines.inheriting import inherit
from kernel.deadlines.models import DeadlineState
from kernel.history import Actor, Entry
from kernel.money import to_major
from kernel.outbox.post import record
from kernel.scope import Scope
from orders.events import OrderWasSplit
from orders.models import Order, OrderLine, OrderSplit
from orders.rules.moving import Reason
from orders.rules.splitting import (
    FAMILY_MOST,
    Division,
    Piece,
    Sums,
    divide,
    part_name,
    why_not_divisible,
    why_not_split,
    why_not_splittable,
)
from orders.selectors.families import family_of
from orders.services.locking import demand, demand_version
from orders.services.riding import locked_orders
from orders.services.splitting_rows import move_lines, part_of, set_sums
from orders.states import LATE_IN


@transaction.atomic
def split_order(
    *,
    order_id: UUID,
    scope: Scope,
    actor: Actor,
    now: datetime,
    lines: Mapping[int, int],
    reason: str,
    comment: str = "",
    expected_version: int | None = None,
) -> Order:
    """Move ``lines`` (position -> quantity) into a new order, and return that part.

    The order keeps its number, the part is called ``<number>-2``, ``-3`` and so on. Both have the same
    state, moments, buyer and address; delivery and discount are shared in proportion to the goods, so the
    sums of both are those of before (C-20). The part has the running clocks as they stand, with no second
    won (C-27). It may be split again (C-26). The buyer is told once, of both numbers (R-004-59).
    Raises NoSuchOrder, OrderChanged, and OrderNotReady naming what is missing.
    """
    family = family_of(order_id)
    found = locked_orders({order_id, family.root}, scope=scope)
    order, root = found[order_id], found[family.root]
    demand_version(order, expected_version)
    demand(why_not_splittable(order.state, paid=order.paid_at is not None))
    demand(why_not_split(reason, comment))
    there = list(order.lines.order_by("position"))
    pieces = [Piece(line.position, line.quantity, line.unit_price_minor) for line in there]
    demand(why_not_divisible(pieces, lines))
    division = divide(
        pieces, lines, Sums(order.goods_minor, order.delivery_minor, order.discount_minor)
    )
    before = order.total_minor
    part = part_of(order, root, number=_number(root), skus=_skus(there, division))
    set_sums(order, division.kept)
    set_sums(part, division.given)
    order.version += 1
    part.version = order.version
    order.save()
    part.save(force_insert=True)
    part.contact.save(force_insert=True)
    move_lines(there, division, order, part)
    _hand_on_clocks(order, part)
    split = OrderSplit(shop_id=order.shop_id, order=order, part=part, reason=reason)
    split.comment, split.actor_label, split.at = comment.strip(), actor.label, now
    split.save(force_insert=True)
    _write_down(split, _goods(there, division), before, actor)
    return part


def _number(root: Order) -> int:
    """Return the first number by which no order of the channel is called; the root is held by us."""
    names = {part_name(root.external_id, n): n for n in range(2, FAMILY_MOST + 2)}
    rows = Order.everything.filter(
        shop_id=root.shop_id, channel_id=root.channel_id, external_id__in=list(names)
    )
    free = names.keys() - set(rows.values_list("external_id", flat=True))
    if not free:
        message = _("The order is in %(most)d parts already.") % {"most": FAMILY_MOST}
        demand(Reason("too_many_parts", "lines", message))
    return min(names[name] for name in free)


def _skus(there: list[OrderLine], division: Division) -> list[str]:
    return [line.sku for line, _quantity in _goods(there, division)]


def _goods(there: list[OrderLine], division: Division) -> list[tuple[OrderLine, int]]:
    """Return the lines of which something goes, and how much."""
    going = {piece.position: piece.quantity for piece in division.goes}
    return [(line, going[line.position]) for line in there if line.position in going]


def _hand_on_clocks(order: Order, part: Order) -> None:
    """Give the part the open clocks as they stand; one that was missed makes it overdue too (C-27)."""
    for clock in inherit(from_subject=order.pk, to_subject=part.pk, kinds=list(LATE_IN)):
        missed = clock.state == DeadlineState.MISSED and part.state in LATE_IN[clock.kind]
        if missed and part.overdue_since is None:
            part.overdue_since = clock.due_at
            part.save(update_fields=["overdue_since"])


def _write_down(
    split: OrderSplit, goods: list[tuple[OrderLine, int]], before: int, actor: Actor
) -> None:
    """Keep it in the history of both, and tell it once."""
    order, part = split.order, split.part
    what = "; ".join(f"{quantity} × {line.name or line.sku}" for line, quantity in goods)
    total = tuple(
        f"{to_major(minor, order.currency)} {order.currency}"
        for minor in (before, order.total_minor)
    )
    kept = {"part": (None, part.number), "goods": (None, what), "total": total}
    given = {"split_from": (None, order.number), "goods": (None, what)}
    history.write_many(
        [
            _line(split, order, "split", kept, actor),
            _line(split, part, "split_off", given, actor),
        ]
    )
    record(
        OrderWasSplit(
            occurred_at=split.at,
            shop_id=order.shop_id,
            order_id=order.pk,
            part_id=part.pk,
            reason=split.reason,
            skus=tuple(line.sku for line, _ in goods),
            quantities=tuple(quantity for _, quantity in goods),
        )
    )


def _line(
    split: OrderSplit, subject: Order, action: str, changes: dict[str, Any], actor: Actor
) -> Entry:
    return Entry(
        subject=("order", str(subject.pk)),
        shop_id=split.shop_id,
        action=action,
        actor=actor,
        at=split.at,
        reason=split.reason,
        comment=split.comment,
        changes=changes,
    )

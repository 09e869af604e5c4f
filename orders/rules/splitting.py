"""One order into two: which goods go, and how the money is shared to the last unit (R-004-14, C-20). Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from kernel.money import share_out
from orders.rules.moving import Reason
from orders.states import BEFORE_SHIPPING, SplitReason

LONGEST_NUMBER = 80
JOINT = "-"
FAMILY_MOST = 50


@dataclass(frozen=True, slots=True)
class Piece:
    """So many of the line at ``position``, at that price in minor units."""

    position: int
    quantity: int
    unit_price_minor: int

    @property
    def total_minor(self) -> int:
        """What they cost together."""
        return self.quantity * self.unit_price_minor


@dataclass(frozen=True, slots=True)
class Sums:
    """The money of one order in minor units."""

    goods: int
    delivery: int
    discount: int

    @property
    def total(self) -> int:
        """What the buyer pays."""
        return self.goods + self.delivery - self.discount


@dataclass(frozen=True, slots=True)
class Division:
    """What stays with the order and what goes to the part: pieces by position, and sums."""

    stays: tuple[Piece, ...]
    goes: tuple[Piece, ...]
    kept: Sums
    given: Sums


def why_not_splittable(state: str, *, paid: bool) -> Reason | None:
    """Return why an order cannot be split at all: it is on its way, or not paid (R-004-14)."""
    if state not in BEFORE_SHIPPING:
        return Reason("too_late", "state", _("Only an order that has not left can be split."))
    if not paid:
        return Reason("unpaid", "paid_at", _("The order is not paid yet: wait for the payment."))
    return None


def why_not_split(reason: str, comment: str) -> Reason | None:
    """Return what the reason lacks: one of five is needed, another reason in words (R-004-60)."""
    if reason not in SplitReason.values:
        return Reason("reason_needed", "reason", _("Say why the order is split."))
    if reason == SplitReason.OTHER and not comment.strip():
        return Reason("comment_needed", "comment", _("For another reason write a comment."))
    return None


def why_not_divisible(pieces: Sequence[Piece], taken: Mapping[int, int]) -> Reason | None:
    """Return why these quantities by position cannot go: neither part may be empty (C-26)."""
    there = {piece.position: piece.quantity for piece in pieces}
    for position, quantity in taken.items():
        if position not in there:
            return _lines("no_such_line", _("The order has no such line: look at it again."))
        if not 0 <= quantity <= there[position]:
            return _lines("bad_quantity", _("No more can go than the line has."))
    if not any(taken.values()):
        return _lines("nothing_goes", _("Choose what goes to the new order."))
    if sum(taken.values()) == sum(there.values()):
        return _lines("nothing_stays", _("Something must stay: leave at least one piece."))
    return None


def _lines(code: str, message: Any) -> Reason:
    return Reason(code, "lines", message)


def divide(pieces: Sequence[Piece], taken: Mapping[int, int], sums: Sums) -> Division:
    """Part the goods, and share delivery and discount in proportion to them; no unit is lost or made.

    ``taken`` are quantities by position that `why_not_divisible` has nothing against.
    """
    stays, goes = [], []
    for piece in pieces:
        going = taken.get(piece.position, 0)
        if piece.quantity > going:
            stays.append(replace(piece, quantity=piece.quantity - going))
        if going:
            goes.append(replace(piece, quantity=going))
    goods = [sum(piece.total_minor for piece in part) for part in (stays, goes)]
    deliveries, discounts = share_out(sums.delivery, goods), share_out(sums.discount, goods)
    kept, given = (Sums(*of) for of in zip(goods, deliveries, discounts, strict=True))
    return Division(tuple(stays), tuple(goes), kept, given)


def part_name(of: str, number: int) -> str:
    """Return how part ``number`` of the order called ``of`` is called: A-100-2; never over 80 characters."""
    tail = f"{JOINT}{number}"
    return of[: LONGEST_NUMBER - len(tail)] + tail

"""What becomes of the lines of an order by an edit: more, less, another, one less (R-004-41). Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from django.utils.translation import gettext_lazy as _

from kernel.money import LARGEST_MINOR
from orders.rules.intake import LINES_MOST, PRICE_MOST, QUANTITY_MOST
from orders.rules.moving import Reason


class Sold(Protocol):
    """What an edit needs to know of an offer of the shop."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def price_minor(self) -> int: ...
    @property
    def currency(self) -> str: ...
    @property
    def paused(self) -> bool: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line as it stands or is to stand; money in minor units of the order's currency."""

    position: int
    sku: str
    quantity: int
    unit_price_minor: int
    name: str = ""
    offer_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineEdit:
    """One wish: ``quantity`` of the line at ``line`` (0 takes it out), or of a new one of ``sku``.

    A new line costs what the offer costs at the moment, unless ``unit_price_minor`` says otherwise.
    """

    quantity: int
    line: int | None = None
    sku: str = ""
    unit_price_minor: int | None = None


def goods_of(lines: Iterable[Line]) -> int:
    """Return what the lines cost together, in minor units."""
    return sum(line.quantity * line.unit_price_minor for line in lines)


def asks_for_something(standing: Sequence[Line], edits: Iterable[LineEdit]) -> bool:
    """Tell whether any wish differs from what stands."""
    known = {line.position: line.quantity for line in standing}
    return any(edit.line is None or known.get(edit.line) != edit.quantity for edit in edits)


def edited(
    standing: Sequence[Line],
    edits: Sequence[LineEdit],
    *,
    offers: Mapping[str, Sold],
    currency: str,
) -> tuple[Line, ...] | Reason:
    """Return the lines after all wishes, or why not all of them can be met: all or nothing."""
    lines = {line.position: line for line in standing}
    following = max(lines, default=0) + 1
    for index, edit in enumerate(edits):
        met = (
            _changed(lines.get(edit.line), edit)
            if edit.line is not None
            else _added(edit, offers.get(edit.sku), following, currency)
        )
        if isinstance(met, _Trouble):
            return Reason(met.code, f"lines[{index}].{met.field}", met.message)
        lines[met.position] = met
        following = max(following, met.position + 1)
    return _whole([line for line in lines.values() if line.quantity])


@dataclass(frozen=True, slots=True)
class _Trouble:
    code: str
    field: str
    message: Any


def _changed(line: Line | None, edit: LineEdit) -> Line | _Trouble:
    if line is None:
        return _Trouble("no_such_line", "line", _("The order has no such line."))
    if not 0 <= edit.quantity <= QUANTITY_MOST:
        return _Trouble("out_of_range", "quantity", _QUANTITY % {"most": QUANTITY_MOST})
    return replace(line, quantity=edit.quantity)


def _added(edit: LineEdit, offer: Sold | None, position: int, currency: str) -> Line | _Trouble:
    if offer is None:
        return _Trouble("no_such_offer", "sku", _("The shop has no offer with this SKU."))
    if offer.paused:
        return _Trouble(
            "offer_paused", "sku", _("This offer is paused: resume it or take another.")
        )
    if not 0 < edit.quantity <= QUANTITY_MOST:
        return _Trouble("out_of_range", "quantity", _QUANTITY % {"most": QUANTITY_MOST})
    price = edit.unit_price_minor
    if price is None and offer.currency != currency:
        message = _("The offer is priced in another currency: say the price.")
        return _Trouble("price_needed", "unit_price_minor", message)
    price = offer.price_minor if price is None else price
    if not 0 <= price <= PRICE_MOST:
        return _Trouble("out_of_range", "unit_price_minor", _("This amount is out of range."))
    return Line(
        position=position,
        sku=edit.sku,
        quantity=edit.quantity,
        unit_price_minor=price,
        name=offer.name,
        offer_id=offer.id,
    )


def _whole(lines: list[Line]) -> tuple[Line, ...] | Reason:
    if not lines:
        message = _("An order keeps at least one line: cancel it if nothing is left.")
        return Reason("last_line", "lines", message)
    if len(lines) > LINES_MOST:
        return Reason("too_many", "lines", _LINES % {"most": LINES_MOST})
    if goods_of(lines) > LARGEST_MINOR:
        return Reason("total_too_large", "lines", _("The sum of the order is out of range."))
    return tuple(lines)


def line_changes(
    before: Sequence[Line], after: Sequence[Line]
) -> dict[str, tuple[int | None, int | None]]:
    """Return what differs, as history names it: ``lines[SKU].quantity``, and the price of what is new.

    Where two lines have one SKU their places tell them apart: ``lines[SKU#2].quantity``.
    """
    names = _names([*before, *after])
    old, new = ({line.position: line for line in lines} for lines in (before, after))
    changes: dict[str, tuple[int | None, int | None]] = {}
    for position in sorted(old | new):
        was, now, name = old.get(position), new.get(position), names[position]
        pieces = (was.quantity if was else None, now.quantity if now else None)
        if pieces[0] != pieces[1]:
            changes[f"{name}.quantity"] = pieces
        if was is None and now is not None:
            changes[f"{name}.unit_price_minor"] = (None, now.unit_price_minor)
    return changes


def _names(lines: Iterable[Line]) -> dict[int, str]:
    skus = {line.position: line.sku for line in lines}
    twice = {sku for sku in skus.values() if list(skus.values()).count(sku) > 1}
    return {
        position: f"lines[{sku}#{position}]" if sku in twice else f"lines[{sku}]"
        for position, sku in skus.items()
    }


_LINES = _("An order has at most %(most)d lines.")
_QUANTITY = _("A quantity is from 1 to %(most)d.")

"""One row of a file: which order it belongs to, and what it is to it. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.utils.translation import gettext_lazy as _

from orders.rules.files.amounts import NumberCell, Unclear, amount_of, is_rounded, quantity_of
from orders.rules.files.faults import FileUnreadable, RowFault
from orders.rules.files.fields import BY_NAME, FIELDS, REQUIRED, guess_columns, heading_key
from orders.rules.files.profiles import Profile
from orders.rules.intake import LineDraft

AMOUNT_MOST = 10**13
"""Minor units of one row; a sum over every row of a file then fits where it is kept."""


class Kind(Enum):
    """What a row is to its order."""

    LINE = "line"
    CHARGE = "charge"
    ASIDE = "aside"
    """No part of it: a cancellation, a fee; the order stands without."""
    BROKEN = "broken"
    """It may be part of it and cannot be read: the order cannot be taken without."""


@dataclass(slots=True)
class ReadRow:
    """A row as read; ``amount`` in minor units is quantity times price, None when unreadable."""

    number: int
    external_id: str
    kind: Kind
    amount: int | None
    shared: tuple[str, ...] = ()
    line: LineDraft | None = None
    fault: RowFault | None = None


class RowReader:
    """Reads the rows of one file under one profile."""

    def __init__(self, profile: Profile, header: Sequence[str], currency: str) -> None:
        self.profile, self.header = profile, list(header)
        self.currency = profile.currency or currency
        self.columns = columns_of(profile, header)
        self._at = {name: self.header.index(heading) for name, heading in self.columns.items()}
        self.shared_names = tuple(f.name for f in FIELDS if f.of_order and f.name in self._at)
        self._shared_at = [self._at[name] for name in self.shared_names]
        self._needed = max(self._at[name] for name in REQUIRED) + 1
        self._rules = _compiled(profile)
        self._currency_at = self._at.get("currency")

    def heading(self, field: str) -> str:
        """Return the heading of the column that holds ``field``, the field's own name without one."""
        return self.columns.get(field, field)

    def read(self, number: int, cells: list[str], fault: RowFault | None) -> ReadRow:
        """Read one row; what is wrong with it is told, never raised."""
        cut_off = len(cells) < self._needed
        if len(cells) < len(self.header):
            cells = cells + [""] * (len(self.header) - len(cells))
        external_id = text_of(cells[self._at["external_id"]])
        if fault is None and cut_off:
            fault = _CUT_OFF
        if fault is None and any(cells[len(self.header) :]):
            fault = _TOO_WIDE
        if fault is not None:
            return ReadRow(number, external_id, Kind.BROKEN, self._amount(cells), fault=fault)
        return self._read_sound(number, cells, external_id)

    def _read_sound(self, number: int, cells: list[str], external_id: str) -> ReadRow:
        amount = self._amount(cells)
        shared = tuple([cells[at].strip() for at in self._shared_at])
        for name, pattern in self._rules:
            if match := pattern.fullmatch(cells[self._at[name]].strip()):
                rule = self.profile.rules[int(str(match.lastgroup)[1:])]
                return self._by_rule(rule, number, external_id, amount, shared)
        line, fault = self._line(cells, external_id, amount)
        kind = Kind.LINE if fault is None else Kind.BROKEN
        if fault is not None and fault.code in _ASIDE_CODES:
            kind = Kind.ASIDE
        return ReadRow(number, external_id, kind, amount, shared, line, fault)

    def _by_rule(
        self,
        rule: Any,
        number: int,
        external_id: str,
        amount: int | None,
        shared: tuple[str, ...],
    ) -> ReadRow:
        if rule.act == "charge" and amount is not None and amount >= 0:
            return ReadRow(number, external_id, Kind.CHARGE, amount, shared)
        if rule.act == "charge":
            fault = RowFault("bad_charge", self.heading("unit_price"), _BAD_CHARGE)
            return ReadRow(number, external_id, Kind.BROKEN, amount, shared, fault=fault)
        fault = RowFault(rule.code, self.heading(rule.field), rule.message)
        return ReadRow(number, external_id, Kind.ASIDE, amount, shared, fault=fault)

    def _line(
        self, cells: list[str], external_id: str, amount: int | None
    ) -> tuple[LineDraft | None, RowFault | None]:
        at = self._at
        sku = text_of(cells[at["sku"]])
        for name, text in (("external_id", external_id), ("sku", sku)):
            if not text:
                return None, self._fault("required", name, _EMPTY)
            if is_rounded(text):
                return None, self._fault("rounded_number", name, _ROUNDED)
        try:
            quantity = quantity_of(cells[at["quantity"]])
        except Unclear:
            return None, self._fault("not_a_quantity", "quantity", _NOT_WHOLE)
        try:
            price = self._price(cells)
        except Unclear as unclear:
            return None, self._fault(str(unclear), "unit_price", _AMOUNTS[str(unclear)])
        name = cells[at["name"]].strip() if "name" in at else ""
        if amount is None:
            return None, self._fault("out_of_range", "quantity", _TOO_MUCH)
        if quantity <= 0:
            return None, self._fault("not_sold", "quantity", _NOT_SOLD)
        if price == 0 and not name and not self.profile.free_orders:
            return None, self._fault("stock_note", "unit_price", _STOCK_NOTE)
        variant = cells[at["variant"]].strip() if "variant" in at else ""
        return LineDraft(
            sku=sku, name=name, quantity=quantity, unit_price_minor=price, variant=variant
        ), None

    def currency_of(self, cells: Sequence[str]) -> str:
        """Return the currency that the row or else the profile says."""
        told = cells[self._currency_at].strip().upper() if self._currency_at is not None else ""
        return told or self.currency

    def _price(self, cells: Sequence[str]) -> int:
        cell = cells[self._at["unit_price"]]
        decimal = "." if type(cell) is NumberCell else self.profile.decimal
        return amount_of(cell, self.currency_of(cells), decimal)

    def _amount(self, cells: Sequence[str]) -> int | None:
        try:
            amount = self._price(cells) * quantity_of(cells[self._at["quantity"]])
        except Unclear:
            return None
        return amount if abs(amount) <= AMOUNT_MOST else None

    def _fault(self, code: str, field: str, message: Any) -> RowFault:
        return RowFault(code, self.heading(field), message)


def _compiled(profile: Profile) -> list[tuple[str, re.Pattern[str]]]:
    """Return one pattern for each field that rules look at; its group ``r3`` is the rule number 3."""
    by_field: dict[str, list[str]] = {}
    for index, rule in enumerate(profile.rules):
        by_field.setdefault(rule.field, []).append(f"(?P<r{index}>{rule.pattern})")
    return [(name, re.compile("|".join(parts))) for name, parts in by_field.items()]


def columns_of(profile: Profile, header: Sequence[str]) -> dict[str, str]:
    """Return field -> heading as the header has it: the profile's columns, the rest guessed.

    Raises FileUnreadable when a required column is missing, or one that the profile names.
    """
    by_key = {heading_key(heading): heading for heading in reversed(header)}
    columns = {} if profile.columns else guess_columns(header)
    for name, heading in profile.columns.items():
        found = by_key.get(heading_key(heading))
        if found is not None:
            columns[name] = found
        elif name in REQUIRED:
            raise _missing(heading)
    for name in REQUIRED:
        if name not in columns:
            raise _missing(str(BY_NAME[name].title))
    return columns


def _missing(what: str) -> FileUnreadable:
    message = _("The file has no column “%(what)s”: say which column it is, or choose a profile.")
    return FileUnreadable("column_missing", message % {"what": what[:80]})


def text_of(cell: str) -> str:
    """Return a cell of text; what a spreadsheet wraps as a formula to keep its zeros is unwrapped."""
    cell = cell.strip()
    if cell.startswith('="') and cell.endswith('"') and len(cell) > 2:
        return cell[2:-1].strip()
    return cell


_ASIDE_CODES = frozenset({"not_sold", "stock_note"})
_CUT_OFF = RowFault("cut_off", "", _("The row ends before its last needed column: it is cut off."))
_TOO_WIDE = RowFault(
    "too_wide",
    "",
    _("The row has more cells than the header: is a delimiter without quotes in it?"),
)
_EMPTY = _("This cell may not be empty.")
_ROUNDED = _(
    "The spreadsheet has rounded this long number. Format the column as text and export it again."
)
_NOT_WHOLE = _("This is no whole number.")
_NOT_SOLD = _("Nothing was sold in this row: its quantity is not above zero.")
_STOCK_NOTE = _("A row without price and name corrects stock: it is no part of an order.")
_TOO_MUCH = _("Quantity times price is out of range.")
_BAD_CHARGE = _("The price of delivery cannot be read or is negative.")
_AMOUNTS = {
    "not_an_amount": _("This is no amount of money."),
    "ambiguous_amount": _(
        "This could be a thousand or a fraction: say in the profile which sign is the decimal one."
    ),
    "too_precise": _("This amount has more digits than its currency."),
}

"""Read an order out of JSON as integrators send it: shapes only, sense is `intake`'s business. Pure.

Written out by hand, because this stands on the hot path of intake (W1): every unknown field, wrong
type and missing value is named by its path, and what can be read is read once.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from orders.rules.intake import (
    LINES_MOST,
    BuyerDraft,
    DeliveryDraft,
    Fault,
    LineDraft,
    OrderDraft,
)

BUYER_FIELDS = ("name", "phone", "email", "ref", "language")
DELIVERY_FIELDS = (
    "method",
    "country",
    "region",
    "city",
    "address",
    "postcode",
    "point_code",
    "recipient",
    "recipient_phone",
    "note",
)
LINE_FIELDS = ("sku", "name", "variant", "quantity", "unit_price_minor")
ORDER_FIELDS = (
    "external_id",
    "placed_at",
    "paid_at",
    "currency",
    "lines",
    "buyer",
    "delivery",
    "delivery_minor",
    "discount_minor",
)
_LINE, _ORDER = frozenset(LINE_FIELDS), frozenset(ORDER_FIELDS)
_BUYER, _DELIVERY = frozenset(BUYER_FIELDS), frozenset(DELIVERY_FIELDS)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:?\d\d)")
LARGEST = 2**63 - 1
FAULTS_MOST = 50
"""So many faults of one order are named; who mends those will see the rest."""


class Unreadable(Exception):
    """The JSON is no order; ``faults`` name every place."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


def read_order(told: Any) -> OrderDraft:
    """Return the draft in ``told`` (the value of one JSON object). Raises Unreadable."""
    reader = _Reader()
    draft = reader.order(told)
    if reader.faults or draft is None:
        raise Unreadable(reader.faults)
    return draft


def read_moment(text: Any) -> datetime | None:
    """Return a moment written by RFC 3339 with its offset; None for anything else."""
    if not isinstance(text, str) or not _MOMENT.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


class _Reader:
    """Reads one order and collects what is wrong with its shape."""

    __slots__ = ("faults",)

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def order(self, told: Any) -> OrderDraft | None:
        if not self._is_object(told, "", _ORDER):
            return None
        return OrderDraft(
            external_id=self._text(told, "external_id", "", required=True),
            placed_at=self._moment(told, "placed_at", required=True) or _NO_MOMENT,
            paid_at=self._moment(told, "paid_at"),
            currency=self._text(told, "currency", "", required=True),
            lines=self._lines(told.get("lines")),
            buyer=self._buyer(told.get("buyer")),
            delivery=self._delivery(told.get("delivery")),
            delivery_minor=self._number(told, "delivery_minor", "", default=0),
            discount_minor=self._number(told, "discount_minor", "", default=0),
        )

    def _lines(self, told: Any) -> tuple[LineDraft, ...]:
        if not isinstance(told, list):
            self._add("lines", *(_REQUIRED if told is None else _NOT_LIST))
            return ()
        if len(told) > LINES_MOST:
            self._add("lines", "too_many", _TOO_MANY % {"most": LINES_MOST})
            return ()
        lines = (self._line(line, f"lines[{index}]") for index, line in enumerate(told))
        return tuple(line for line in lines if line is not None)

    def _line(self, told: Any, where: str) -> LineDraft | None:
        if not self._is_object(told, where, _LINE):
            return None
        return LineDraft(
            sku=self._text(told, "sku", where, required=True),
            name=self._text(told, "name", where),
            variant=self._text(told, "variant", where),
            quantity=self._number(told, "quantity", where),
            unit_price_minor=self._number(told, "unit_price_minor", where),
        )

    def _buyer(self, told: Any) -> BuyerDraft:
        if told is None or not self._is_object(told, "buyer", _BUYER):
            return _GUEST
        return BuyerDraft(**{name: self._text(told, name, "buyer") for name in told})

    def _delivery(self, told: Any) -> DeliveryDraft:
        if told is None:
            self._add("delivery", *_REQUIRED)
            return _NOWHERE
        if not self._is_object(told, "delivery", _DELIVERY):
            return _NOWHERE
        texts = {name: self._text(told, name, "delivery") for name in told if name != "method"}
        return DeliveryDraft(method=self._text(told, "method", "delivery", required=True), **texts)

    def _is_object(self, told: Any, where: str, known: frozenset[str]) -> bool:
        if not isinstance(told, dict):
            self._add(where, *_NOT_OBJECT)
            return False
        if told.keys() <= known:
            return True
        for name in sorted(told.keys() - known):
            self._add(_path(where, name), "unknown_field", _("There is no such field."))
        return False

    def _text(
        self, told: Mapping[str, Any], name: str, where: str, *, required: bool = False
    ) -> str:
        value = told.get(name)
        if type(value) is str:
            value = value.strip()
            if value or not required:
                return value
            self._add(_path(where, name), *_REQUIRED)
        elif value is not None:
            self._add(_path(where, name), "not_text", _("Write text in quotes."))
        elif required:
            self._add(_path(where, name), *_REQUIRED)
        return ""

    def _number(
        self, told: Mapping[str, Any], name: str, where: str, *, default: int | None = None
    ) -> int:
        value = told.get(name, default)
        if type(value) is int and -LARGEST <= value <= LARGEST:
            return value
        self._add(_path(where, name), *(_REQUIRED if value is None else _NOT_WHOLE))
        return 1

    def _moment(
        self, told: Mapping[str, Any], name: str, *, required: bool = False
    ) -> datetime | None:
        value = told.get(name)
        if value is None:
            if required:
                self._add(name, *_REQUIRED)
            return None
        moment = read_moment(value)
        if moment is None:
            self._add(name, "not_a_moment", _MOMENT_HINT)
        return moment

    def _add(self, where: str, code: str, message: Any) -> None:
        if len(self.faults) < FAULTS_MOST:
            self.faults.append(Fault(where, code, message))


def _path(where: str, name: str) -> str:
    """Name a field; what a stranger calls it is shown in ASCII and cut."""
    shown = name if name.isascii() and name.isprintable() else ascii(name)[1:-1]
    return f"{where}.{shown[:60]}" if where else shown[:60]


_NO_MOMENT = datetime.min.replace(tzinfo=UTC)  # stands in for one that is a fault already
_GUEST, _NOWHERE = BuyerDraft(), DeliveryDraft()
_REQUIRED = ("required", _("This field is required."))
_NOT_OBJECT = ("not_an_object", _("Write an object in braces here."))
_NOT_LIST = ("not_a_list", _("Write a list in brackets here."))
_NOT_WHOLE = ("not_a_whole_number", _("Write a whole number; amounts are in minor units."))
_TOO_MANY = _("An order has at most %(most)d lines.")
_MOMENT_HINT = _("Write date, time and offset, e.g. 2026-02-03T18:00:00+02:00.")

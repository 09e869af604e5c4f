"""Whether an order from outside makes sense, before it is stored (R-002-07, R-000-12). Pure.

A draft is an order as its channel tells it: text as it came, money in minor units, moments aware.
What cannot be stored is a fault with the field that has it; what is merely odd is stored as told,
because a marketplace order is a fact that we cannot refuse.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from kernel.money import LARGEST_MINOR
from orders.rules.moving import why_not_addressed
from orders.states import DeliveryMethod

LINES_MOST = 2_000
QUANTITY_MOST = 1_000_000
PRICE_MOST = 10**12
CLOCK_SKEW = timedelta(minutes=5)
"""How far the clock of an integrator may be ahead of ours."""
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)

# ISO 4217 of the places our sellers sell to; kernel.money knows the digits of each.
_ISO_4217 = """
AED AMD AUD AZN BGN BHD BRL BYN CAD CHF CLP CNY CZK DKK EUR GBP GEL HKD HUF IDR ILS INR
JOD JPY KGS KRW KWD KZT MDL MXN MYR NOK NZD OMR PHP PLN RON RSD RUB SAR SEK SGD THB TJS
TMT TND TRY TWD UAH USD UZS VND ZAR
"""
CURRENCIES = frozenset(_ISO_4217.split())
METHODS = frozenset(DeliveryMethod.values)
_COUNTRY = re.compile(r"[A-Z]{2}")
# PostgreSQL cannot keep NUL, nor UTF-8 a lone half of a surrogate pair.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# In what machines compare, an invisible or order-turning character is a trap, never a name.
_UNSAFE_ID = re.compile("[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class LineDraft:
    """So many of one thing at one price, in minor units of the order's currency."""

    sku: str
    name: str
    quantity: int
    unit_price_minor: int
    variant: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyerDraft:
    """Who bought; all empty for a guest."""

    name: str = ""
    phone: str = ""
    email: str = ""
    ref: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryDraft:
    """How and where to; ``country`` is ISO 3166 alpha-2."""

    method: str = DeliveryMethod.CARRIER_DOOR.value
    country: str = ""
    region: str = ""
    city: str = ""
    address: str = ""
    postcode: str = ""
    point_code: str = ""
    recipient: str = ""
    recipient_phone: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDraft:
    """One order as its channel tells it; without ``paid_at`` it awaits payment."""

    external_id: str
    placed_at: datetime
    currency: str
    lines: tuple[LineDraft, ...]
    paid_at: datetime | None = None
    buyer: BuyerDraft = field(default_factory=BuyerDraft)
    delivery: DeliveryDraft = field(default_factory=DeliveryDraft)
    delivery_minor: int = 0
    discount_minor: int = 0

    @property
    def goods_minor(self) -> int:
        """The sum of the lines."""
        return sum(line.quantity * line.unit_price_minor for line in self.lines)

    @property
    def total_minor(self) -> int:
        """What the buyer pays."""
        return self.goods_minor + self.delivery_minor - self.discount_minor


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: where (``lines[2].quantity``), a stable code, and what to do about it."""

    field: str
    code: str
    message: Any


ID_LENGTH, SKU_LENGTH, NAME_LENGTH, VARIANT_LENGTH = 80, 64, 300, 200
BUYER_LENGTHS = {"name": 200, "phone": 40, "email": 254, "ref": 80, "language": 10}
DELIVERY_LENGTHS = {
    "region": 120,
    "city": 120,
    "address": 400,
    "postcode": 20,
    "point_code": 60,
    "recipient": 200,
    "recipient_phone": 40,
    "note": 4_000,
}


def faults_of(draft: OrderDraft, now: datetime) -> list[Fault]:
    """Return everything that keeps ``draft`` from being stored at ``now``; none when it is sound."""
    lines = list(_line_faults(draft))
    return [
        *_id_faults("external_id", draft.external_id, ID_LENGTH),
        *_moment_faults(draft, now),
        *lines,
        *_money_faults(draft),
        *([] if lines else _total_faults(draft)),
        *_text_faults("buyer", draft.buyer, BUYER_LENGTHS),
        *_delivery_faults(draft.delivery),
    ]


def _id_faults(where: str, text: str, longest: int) -> Iterator[Fault]:
    if not text:
        yield Fault(where, "required", _("This may not be empty."))
    elif len(text) > longest:
        yield _too_long(where, longest)
    elif _UNSAFE_ID.search(text) or _UNSTORABLE.search(text):
        yield Fault(
            where, "bad_character", _("It has a control or an invisible character: remove it.")
        )


def _moment_faults(draft: OrderDraft, now: datetime) -> Iterator[Fault]:
    yield from _moment_fault("placed_at", draft.placed_at, now)
    if draft.paid_at is None:
        return
    yield from _moment_fault("paid_at", draft.paid_at, now)
    if draft.paid_at < draft.placed_at:
        yield Fault("paid_at", "before_placed", _("It was paid before it was placed."))


def _moment_fault(where: str, moment: datetime, now: datetime) -> Iterator[Fault]:
    if moment > now + CLOCK_SKEW:
        yield Fault(where, "in_future", _("This moment has not come yet."))
    elif moment < EARLIEST:
        yield Fault(where, "too_early", _("This is before the year 2000."))


def _line_faults(draft: OrderDraft) -> Iterator[Fault]:
    if not draft.lines:
        yield Fault("lines", "required", _("An order needs at least one line."))
    if len(draft.lines) > LINES_MOST:
        message = _("An order has at most %(most)d lines.") % {"most": LINES_MOST}
        yield Fault("lines", "too_many", message)
        return
    for index, line in enumerate(draft.lines):
        if not _sound_line(line):
            yield from _faults_of_line(f"lines[{index}]", line)


def _sound_line(line: LineDraft) -> bool:
    """Tell quickly what is true of nearly every line: it has no fault."""
    return (
        0 < len(line.sku) <= SKU_LENGTH
        and len(line.name) <= NAME_LENGTH
        and len(line.variant) <= VARIANT_LENGTH
        and 0 < line.quantity <= QUANTITY_MOST
        and 0 <= line.unit_price_minor <= PRICE_MOST
        and _UNSAFE_ID.search(line.sku) is None
        and _UNSTORABLE.search(f"{line.sku}{line.name}{line.variant}") is None
    )


def _faults_of_line(where: str, line: LineDraft) -> Iterator[Fault]:
    yield from _id_faults(f"{where}.sku", line.sku, SKU_LENGTH)
    yield from _text_fault(f"{where}.name", line.name, NAME_LENGTH)
    yield from _text_fault(f"{where}.variant", line.variant, VARIANT_LENGTH)
    if not 0 < line.quantity <= QUANTITY_MOST:
        yield Fault(f"{where}.quantity", "out_of_range", _QUANTITY % {"most": QUANTITY_MOST})
    if not 0 <= line.unit_price_minor <= PRICE_MOST:
        yield Fault(f"{where}.unit_price_minor", "out_of_range", _AMOUNT)


def _money_faults(draft: OrderDraft) -> Iterator[Fault]:
    if draft.currency not in CURRENCIES:
        message = _("We do not know this currency; write its ISO 4217 code, e.g. UAH.")
        yield Fault("currency", "unknown_currency", message)
    for name in ("delivery_minor", "discount_minor"):
        if not 0 <= getattr(draft, name) <= PRICE_MOST:
            yield Fault(name, "out_of_range", _AMOUNT)


def _total_faults(draft: OrderDraft) -> Iterator[Fault]:
    total = draft.total_minor
    if total < 0:
        message = _("The discount is larger than all that it is taken from.")
        yield Fault("discount_minor", "total_negative", message)
    elif total > LARGEST_MINOR:
        yield Fault("lines", "total_too_large", _("The sum of the order is out of range."))


def _delivery_faults(delivery: DeliveryDraft) -> Iterator[Fault]:
    if delivery.method not in METHODS:
        known = {"methods": ", ".join(DeliveryMethod.values)}
        yield Fault("delivery.method", "unknown_method", _("Write one of: %(methods)s.") % known)
    if delivery.country and not _COUNTRY.fullmatch(delivery.country):
        yield Fault("delivery.country", "unknown_country", _LETTERS)
    yield from _text_faults("delivery", delivery, DELIVERY_LENGTHS)


def missing_of(draft: OrderDraft) -> list[Fault]:
    """Return what the way of delivery needs and the channel did not tell (R-002-40).

    The order is taken all the same; it cannot be confirmed before somebody has asked the buyer.
    """
    delivery = draft.delivery
    lacks = why_not_addressed(
        delivery.method,
        city=delivery.city,
        address=delivery.address,
        point_code=delivery.point_code,
        phone=delivery.recipient_phone or draft.buyer.phone,
    )
    return [Fault(f"delivery.{lacks.field}", lacks.code, lacks.message)] if lacks else []


def _text_faults(where: str, part: object, lengths: dict[str, int]) -> Iterator[Fault]:
    for name, longest in lengths.items():
        text = getattr(part, name)
        if text:
            yield from _text_fault(f"{where}.{name}", text, longest)


def _text_fault(where: str, text: str, longest: int) -> Iterator[Fault]:
    if len(text) > longest:
        yield _too_long(where, longest)
    elif _UNSTORABLE.search(text):
        yield Fault(where, "bad_character", _("It has a character that no text may have (NUL)."))


def _too_long(where: str, longest: int) -> Fault:
    message = _("It is longer than %(longest)d characters.") % {"longest": longest}
    return Fault(where, "too_long", message)


_QUANTITY = _("A quantity is from 1 to %(most)d.")
_LETTERS = _("Write a country by its two letters (ISO 3166), e.g. UA.")
_AMOUNT = _("An amount is in minor units, from 0 to 1,000,000,000,000.")

"""Who may edit what of an order, in which state: the one table (R-004-38..-42, C-20..C-22). Pure.

Form, API, the page docs/edits.md and the tests are made from `TABLE`. An edit changes data; a status change
is a move with rights of its own (C-21). Splitting has its own use case and the states of `BEFORE_SHIPPING`.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from orders.rules.intake import CLOCK_SKEW, PRICE_MOST
from orders.rules.moving import Reason
from orders.states import (
    BEFORE_SHIPPING,
    OPEN_STATES,
    AgreedHow,
    AgreedWith,
    DeliveryMethod,
    OrderState,
    PaymentTerms,
)

GOODS, DELIVERY, PAYMENT, BUYER = "goods", "delivery", "payment", "buyer"
IN_AGREEMENT = frozenset({OrderState.NEEDS_AGREEMENT})
NEVER: frozenset[OrderState] = frozenset()
UNTIMELY = IN_FUTURE, TOO_EARLY = "agreement_in_future", "agreement_too_early"
WORDS = {"delivery_method": DeliveryMethod.values, "payment_terms": PaymentTerms.values}

# Kinds of actor. The access table lets the shop's owner, managers and operators act as seller, tokens with
# the scope orders:write as integrator, and admins of the platform as platform; buyers reach no edit at all.
EDITORS = frozenset({"seller", "integrator"})
OVERRIDERS = frozenset({"platform"})


@dataclass(frozen=True, slots=True)
class Editable:
    """One field: where it stands, what people call it, in which states it may be edited.

    What is ``personal`` stands whole in the contact only, and masked in history.
    """

    section: str
    label: Any
    states: frozenset[OrderState]
    personal: bool = False


TABLE: dict[str, Editable] = {
    "lines": Editable(GOODS, _("Goods and quantities"), IN_AGREEMENT),
    "delivery_method": Editable(DELIVERY, _("Way of delivery"), BEFORE_SHIPPING),
    "country": Editable(DELIVERY, _("Country"), BEFORE_SHIPPING),
    "region": Editable(DELIVERY, _("Region"), BEFORE_SHIPPING),
    "city": Editable(DELIVERY, _("City"), BEFORE_SHIPPING),
    "address": Editable(DELIVERY, _("Address"), BEFORE_SHIPPING, personal=True),
    "postcode": Editable(DELIVERY, _("Postcode"), BEFORE_SHIPPING),
    "point_code": Editable(DELIVERY, _("Pick-up point or locker"), BEFORE_SHIPPING),
    "recipient": Editable(DELIVERY, _("Recipient"), BEFORE_SHIPPING, personal=True),
    "recipient_phone": Editable(DELIVERY, _("Recipient's phone"), BEFORE_SHIPPING, personal=True),
    "note": Editable(DELIVERY, _("Wish"), BEFORE_SHIPPING, personal=True),
    "agreed_delivery_on": Editable(DELIVERY, _("Delivery agreed for"), BEFORE_SHIPPING),
    "payment_terms": Editable(PAYMENT, _("Payment terms"), BEFORE_SHIPPING),
    "delivery_minor": Editable(PAYMENT, _("Price of delivery"), BEFORE_SHIPPING),
    "discount_minor": Editable(PAYMENT, _("Discount"), BEFORE_SHIPPING),
    "name": Editable(BUYER, _("Buyer's name"), NEVER, personal=True),
    "phone": Editable(BUYER, _("Buyer's phone"), NEVER, personal=True),
    "email": Editable(BUYER, _("Buyer's e-mail"), NEVER, personal=True),
}


ON_THE_ROAD = frozenset({OrderState.DELIVERING})
CORRECTABLE = frozenset(
    {
        "country",
        "region",
        "city",
        "address",
        "postcode",
        "point_code",
        "recipient",
        "recipient_phone",
    }
)
"""Where to and to whom a carrier delivers: may be corrected after the order has left (R-002-63, C-22)."""


def why_not_correctable(field: str, state: str) -> Reason | None:
    """Return why a carrier cannot be given another ``field`` for an order in ``state``."""
    if field not in CORRECTABLE:
        return Reason("not_correctable", field, _CORRECTABLE)
    if state not in ON_THE_ROAD:
        return Reason("not_editable_now", field, _NOT_ON_THE_ROAD)
    return None


def why_not_editable(
    field: str, state: str, *, by: str, overridden: bool = False, settled: Collection[str] = ()
) -> Reason | None:
    """Return why ``by`` (a kind of actor) may not edit ``field`` in ``state``, or None.

    ``overridden``: staff has written why; ``settled``: fields that the order's marketplace settles itself.
    """
    row = TABLE[field]
    if refusal := why_not_an_editor(by, overridden=overridden):
        return refusal
    if row.states == NEVER:
        return Reason("buyers_own", field, _BUYERS_OWN)
    if field in settled:
        return Reason("settled_by_channel", field, _SETTLED)
    if state not in row.states:
        return Reason("not_editable_now", field, _too_late(row, state))
    return None


def why_not_an_editor(by: str, *, overridden: bool = False) -> Reason | None:
    """Return why ``by`` may edit nothing at all: only the seller edits, staff by override (R-004-38)."""
    if by in EDITORS:
        return None
    if by not in OVERRIDERS:
        return Reason("not_an_editor", "", _NOT_AN_EDITOR)
    return None if overridden else Reason("override_reason_needed", "override_reason", _OVERRIDE)


def _too_late(row: Editable, state: str) -> Any:
    if state not in OPEN_STATES:
        return _CLOSED
    return _AGREEMENT_ONLY if row.states == IN_AGREEMENT else _LEFT


_BUYERS_OWN = _(
    "The buyer's own data are never edited; correct the recipient of the delivery instead."
)
_SETTLED = _("The marketplace settles this with the buyer itself.")
_AGREEMENT_ONLY = _("Goods and quantities can be changed only while the order needs agreement.")
_LEFT = _("The order has left: this could be changed only before shipping.")
_CORRECTABLE = _("On the road only the address and the recipient can be corrected.")
_NOT_ON_THE_ROAD = _("The order is not on the road: edit it as usual.")
_CLOSED = _("The order is closed: nothing in it can be changed.")
_NOT_AN_EDITOR = _("Only the seller edits an order: ask the shop.")
_OVERRIDE = _("Staff edits an order only with a written reason.")


@dataclass(frozen=True, slots=True)
class Cell:
    """One place of the matrix, and what stands there: None means that it may be edited."""

    field: str
    state: OrderState
    by: str
    overridden: bool
    reason: Reason | None


def cells() -> Iterator[Cell]:
    """Yield the whole matrix of a channel that settles nothing itself."""
    editors = [*((by, False) for by in sorted(EDITORS)), ("platform", True), ("platform", False)]
    for by, overridden in [*editors, ("buyer", False)]:
        for field in TABLE:
            for state in OrderState:
                why = why_not_editable(field, state, by=by, overridden=overridden)
                yield Cell(field, state, by, overridden, why)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """The buyer's word for an edit: with whom, how, when (R-004-39). No personal data."""

    with_whom: str
    how: str
    at: datetime

    def as_kept(self) -> dict[str, str]:
        """Return it as history keeps it."""
        return {"with_whom": self.with_whom, "how": self.how, "at": self.at.isoformat()}


def why_not_agreed(
    agreement: Agreement | None, *, placed_at: datetime, now: datetime
) -> Reason | None:
    """Return what is wrong with the buyer's agreement to an edit: it is missing, or cannot be (R-004-39)."""
    if agreement is None:
        message = _("Say with whom this was agreed, how and when: without it nothing is changed.")
        return Reason("agreement_needed", "agreement", message)
    if agreement.with_whom not in AgreedWith.values or agreement.how not in AgreedHow.values:
        return Reason(
            "agreement_unknown",
            "agreement",
            _("There is no such way to agree: choose one of the list."),
        )
    if agreement.at > now + CLOCK_SKEW:
        return Reason(IN_FUTURE, "agreement", _("This moment has not come yet."))
    if agreement.at < placed_at - CLOCK_SKEW:
        message = _("It cannot have been agreed before the order was placed.")
        return Reason(TOO_EARLY, "agreement", message)
    return None


def why_not_these_terms(
    *, goods_minor: int, delivery_minor: int, discount_minor: int
) -> Reason | None:
    """Return what is wrong with the sums of an order, in minor units."""
    for field, minor in (("delivery_minor", delivery_minor), ("discount_minor", discount_minor)):
        if not 0 <= minor <= PRICE_MOST:
            return Reason("out_of_range", field, _("This amount is out of range."))
    if discount_minor > goods_minor + delivery_minor:
        message = _("The discount is larger than all that it is taken from.")
        return Reason("total_negative", "discount_minor", message)
    return None


def why_not_known(field: str, value: Any) -> Reason | None:
    """Return why ``value`` cannot stand in ``field``, where only some words can."""
    if field not in WORDS or value in WORDS[field]:
        return None
    known = {"words": ", ".join(WORDS[field])}
    return Reason("unknown_word", field, _("Write one of: %(words)s.") % known)


def why_not_that_day(agreed_on: date | None, *, today: date) -> Reason | None:
    """Return why nobody can agree on that day: it is over."""
    if agreed_on is None or agreed_on >= today:
        return None
    return Reason("day_is_over", "agreed_delivery_on", _("This day is over: agree on another."))

"""Why an order may not make a move now: reasons a person understands, or None."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from orders.states import BY_CARRIER, DeliveryMethod, HoldReason, OrderState


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that stands in the way: a stable code, the field it concerns, and what to do."""

    code: str
    field: str
    message: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One of the four things to verify before confirming (R-003-28)."""

    name: str
    title: Any
    filled: bool
    missing: Any
    code: str = "not_verified"


def blocks_to_verify(
    *,
    quantities: Iterable[int],
    names: Iterable[str],
    address_lacks: Reason | None,
    availability_checked: bool,
) -> list[Block]:
    """Return the four blocks of the confirm screen: quantity, specification, address, stock (R-003-28)."""
    quantities, names = list(quantities), list(names)
    return [
        Block(
            name="quantity",
            title=_("Quantities"),
            filled=bool(quantities) and all(q > 0 for q in quantities),
            missing=_("Every line needs a quantity."),
        ),
        Block(
            name="specification",
            title=_("Goods and variants"),
            filled=bool(names) and all(names),
            missing=_("Every line needs its name."),
        ),
        Block(
            name="address",
            title=_("Delivery address"),
            filled=address_lacks is None,
            missing=address_lacks.message if address_lacks else "",
            code=address_lacks.code if address_lacks else "",
        ),
        Block(
            name="stock",
            title=_("Stock"),
            filled=availability_checked,
            missing=_("Check that every line is in stock and tick it."),
        ),
    ]


def why_not_confirmable(
    blocks: Iterable[Block], *, overdue: bool, contact_made: bool, agreed_on: date | None
) -> Reason | None:
    """Return what keeps an order from being confirmed.

    All four blocks must be filled (R-003-28); on an overdue order the buyer must have been reached and a
    new date agreed first (R-004-35).
    """
    for block in blocks:
        if not block.filled:
            return Reason(block.code, block.name, block.missing)
    if overdue and not contact_made:
        return Reason(
            "contact_needed",
            "contact_made",
            _("The clock has run out: contact the buyer first, then say so here."),
        )
    if overdue and agreed_on is None:
        return Reason(
            "date_needed",
            "agreed_delivery_on",
            _("The clock has run out: enter the new date agreed with the buyer."),
        )
    return None


def why_not_shippable(
    method: str, *, carrier: str, waybill: str, visit_at: datetime | None, courier_phone: str
) -> Reason | None:
    """Return what keeps an order from leaving: it must be findable on its way (R-004-15, R-004-16)."""
    if method == DeliveryMethod.SELF_PICKUP:
        return Reason(
            "pickup_order",
            "delivery_method",
            _("The buyer collects this order: set it to “Awaiting at pickup point”."),
        )
    if method in BY_CARRIER and not carrier:
        return Reason("carrier_needed", "carrier", _("Choose the carrier."))
    if method in BY_CARRIER and not waybill:
        return Reason("waybill_needed", "waybill", _("Enter the waybill number of the carrier."))
    if method == DeliveryMethod.OWN_COURIER and visit_at is None:
        return Reason("visit_needed", "visit_at", _("Enter when the courier will come."))
    if method == DeliveryMethod.OWN_COURIER and not courier_phone:
        return Reason("courier_phone_needed", "courier_phone", _("Enter the courier's phone."))
    return None


def why_not_carried_by(carrier: str, *, channel: str, allowed: Iterable[str]) -> Reason | None:
    """Return why a channel's order may not go by that carrier; one that names none allows all (C-41)."""
    names = list(allowed)
    if not carrier or not names or carrier.strip().casefold() in {n.casefold() for n in names}:
        return None
    return Reason(
        "carrier_not_allowed",
        "carrier",
        _("%(channel)s takes parcels only by %(carriers)s. Choose one of them.")
        % {"channel": channel, "carriers": ", ".join(name.title() for name in names)},
    )


def why_not_ready(held_reason: str) -> Reason | None:
    """Return why an order that waits for something cannot be made ready (R-003-04)."""
    if not held_reason:
        return None
    if held_reason == HoldReason.LABEL_MISSING:
        return Reason(
            "order_held",
            "held_reason",
            _(
                "The trade partner has sent no label yet: the order goes on by itself once it comes."
            ),
        )
    return Reason(
        "order_held",
        "held_reason",
        _(
            "The order is held: %(why)s. It goes on by itself as soon as they are there; "
            "or split, edit or cancel it."
        )
        % {"why": HoldReason(held_reason).label},
    )


def why_not_packed_state(state: str) -> Reason | None:
    """Return why packing of an order that is not confirmed cannot be finished: its buyer must agree first.

    One that was made ready, or has left by other ways, is packed all the same.
    """
    if state in (OrderState.NEW, OrderState.NEEDS_AGREEMENT):
        return Reason(
            "order_not_agreed",
            "state",
            _(
                "The buyer has not agreed to this order yet: put the parcel aside and call the lead."
            ),
        )
    return None


def why_not_for_pickup(method: str) -> Reason | None:
    """Return why an order cannot wait at the shop's point: only pickup orders do (R-004-17)."""
    if method == DeliveryMethod.SELF_PICKUP:
        return None
    return Reason(
        "not_a_pickup_order",
        "delivery_method",
        _("This order is delivered: enter its waybill or the courier's visit instead."),
    )


def why_not_receivable(by: str, *, waybill: str, overridden: bool) -> Reason | None:
    """Return why ``by`` (an actor kind) cannot set Received: a tracked waybill does it (R-004-18, C-19)."""
    if by == "seller" and waybill and not overridden:
        return Reason(
            "tracked",
            "waybill",
            _("The carrier's tracking will set “Received” for this waybill by itself."),
        )
    return None


def why_not_addressed(
    method: str, *, city: str, address: str, point_code: str, phone: str
) -> Reason | None:
    """Return what that way of delivery still needs (R-002-40).

    A door an address, a point its code or address, a locker its code and a phone: the recipient's, else
    the buyer's.
    """
    if method == DeliveryMethod.SELF_PICKUP:
        return None
    if not city:
        return Reason("city_needed", "city", _("Enter the city."))
    if method == DeliveryMethod.CARRIER_POINT:
        return None if point_code or address else _NO_POINT
    if method == DeliveryMethod.CARRIER_LOCKER:
        return _NO_LOCKER if not point_code else None if phone else _NO_PHONE
    return None if address else _NO_ADDRESS


_NO_ADDRESS = Reason("address_needed", "address", _("Enter street and house."))
_NO_POINT = Reason("point_needed", "point_code", _("Enter the code of the pick-up point."))
_NO_LOCKER = Reason("locker_needed", "point_code", _("Enter the code of the locker."))
_NO_PHONE = Reason(
    "locker_phone_needed",
    "recipient_phone",
    _("Enter a phone: the code that opens the locker is sent to it."),
)

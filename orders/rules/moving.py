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


def blocks_to_verify(
    *,
    quantities: Iterable[int],
    names: Iterable[str],
    address_parts: Iterable[str],
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
            filled=all(address_parts),
            missing=_("The delivery address is not complete for this way of delivery."),
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
            return Reason("not_verified", block.name, block.missing)
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


def address_parts(method: str, *, city: str, address: str, point_code: str) -> list[str]:
    """Return what must not be empty for that way of delivery (R-002-40)."""
    if method == DeliveryMethod.SELF_PICKUP:
        return []
    if method in (DeliveryMethod.CARRIER_POINT, DeliveryMethod.CARRIER_LOCKER):
        return [city, point_code or address]
    return [city, address]

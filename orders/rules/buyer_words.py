"""What a buyer is told of where the order stands and of what comes next (R-004-06, R-000-19)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from orders.states import DeliveryMethod, OrderState

S = OrderState
# State -> (what is the case, what happens next).
STANDS = {
    S.NEW: (
        _("The shop has your order"),
        _("The shop will look at it and agree the details with you."),
    ),
    S.NEEDS_AGREEMENT: (
        _("Your order is being handled"),
        _("The shop will call or write to agree the goods, the date and the delivery."),
    ),
    S.CONFIRMED: (_("Your order is confirmed"), _("The shop picks and packs the goods.")),
    S.AWAITING_SHIPMENT: (_("Your order is packed"), _("It will be sent soon.")),
    S.DELIVERING: (
        _("Your order is on its way"),
        _("Track it below, and confirm when you have it."),
    ),
    S.AWAITING_PICKUP: (
        _("Your order is ready to collect"),
        _("Collect it at the shop's pickup point within three days."),
    ),
    S.RECEIVED: (_("You have your order"), _("Thank you. Write to the shop if anything is wrong.")),
    S.CANCELLED: (_("The order is cancelled"), _("Nothing will be sent.")),
}
UNPAID = (_("The order awaits payment"), _("The shop starts once it is paid."))
PICKED = {
    S.CONFIRMED: _("being picked"),
    S.AWAITING_SHIPMENT: _("packed"),
    S.DELIVERING: pgettext_lazy("of goods", "sent"),
    S.AWAITING_PICKUP: _("at the pickup point"),
    S.RECEIVED: pgettext_lazy("of goods", "received"),
    S.CANCELLED: _("not sent"),
}


def stands(state: str, *, paid: bool) -> tuple[object, object]:
    """Return what is the case and what happens next."""
    return STANDS[S(state)] if paid or state != S.NEW else UNPAID


def goods_status(state: str, *, checked: bool) -> object:
    """Return where the goods stand, the first of the three levels."""
    return PICKED.get(S(state), _("in stock, checked") if checked else _("to be checked"))


def parcel_status(state: str, *, method: str) -> object:
    """Return where the parcel stands, the third of the three levels."""
    if state == S.RECEIVED:
        return _("handed over")
    if state == S.AWAITING_PICKUP:
        return _("waits at the pickup point")
    if state != S.DELIVERING:
        return _("not sent yet") if state != S.CANCELLED else _("not sent")
    return _("with the courier") if method == DeliveryMethod.OWN_COURIER else _("with the carrier")

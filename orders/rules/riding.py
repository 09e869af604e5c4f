"""Whether orders may leave in one dispatch: one buyer, one address, nothing sent yet (R-004-14). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from orders.rules.moving import Reason
from orders.states import BEFORE_SHIPPING, DeliveryMethod, OrderState

RIDERS_MOST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Traveller:
    """What decides whether an order may travel with another: its state, its buyer and its road."""

    number: str
    state: str
    paid: bool
    shop_id: int
    channel: str
    buyer_ref: str
    phone: str
    method: str
    address: tuple[str, ...]

    @property
    def place(self) -> tuple[str, ...]:
        """Where it goes, however it was typed."""
        return tuple(" ".join(part.casefold().split()) for part in self.address)


def is_one_buyer(one: Traveller, other: Traveller) -> bool:
    """Tell whether both are known to be of one buyer: by the channel's id for them, or by phone."""
    if one.shop_id != other.shop_id:
        return False
    by_channel = one.channel == other.channel and one.buyer_ref == other.buyer_ref != ""
    return by_channel or one.phone == other.phone != ""


def why_not_together(one: Traveller, other: Traveller) -> Reason | None:
    """Return why two orders cannot leave in one dispatch, naming the one at fault."""
    for order in (one, other):
        if order.state not in BEFORE_SHIPPING:
            return _why("too_late", _("Order %(number)s has left already, or is cancelled."), order)
        if not order.paid:
            return _why("unpaid", _("Order %(number)s is not paid yet."), order)
        if order.method == DeliveryMethod.SELF_PICKUP:
            return _why("pickup_order", _("The buyer collects order %(number)s himself."), order)
    if not is_one_buyer(one, other):
        return _why("other_buyer", _("Order %(number)s is of another buyer."), other)
    return why_not_one_road(one, other)


def why_not_one_road(one: Traveller, other: Traveller) -> Reason | None:
    """Return why one waybill cannot carry both: they go another way, or elsewhere."""
    if one.method != other.method or one.place != other.place:
        return _why(
            "other_address",
            _("Order %(number)s goes to another address or another way: send it separately."),
            other,
        )
    return None


def why_not_all_ready(riders: Iterable[Traveller]) -> Reason | None:
    """Return which orders of a dispatch are not packed yet: all leave together or none does."""
    late = [rider.number for rider in riders if rider.state != OrderState.AWAITING_SHIPMENT]
    if not late:
        return None
    return Reason(
        "riders_not_ready",
        "state",
        _("These travel with it and are not ready: %(numbers)s. Finish or separate them first.")
        % {"numbers": ", ".join(late)},
    )


def _why(code: str, message: object, order: Traveller) -> Reason:
    return Reason(code, "order", str(message) % {"number": order.number})

"""Help for each state of an order: what it means, and the steps that bring it on (R-004-05)."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from orders.states import OrderState

S = OrderState


@dataclass(frozen=True, slots=True)
class Article:
    """What a seller does in one state."""

    state: str
    title: Any
    steps: tuple[Any, ...]


ARTICLES: dict[str, Article] = {
    article.state: article
    for article in (
        Article(
            S.NEW,
            _("A new order: accept it in time"),
            (
                _("Look at the goods, the address and what the buyer wishes."),
                _("Press “Accept”: the clock of a new order stops, that of the agreement starts."),
                _(
                    "Accepted within 60 working minutes it counts as excellent, within 3 hours as kept."
                ),
            ),
        ),
        Article(
            S.NEEDS_AGREEMENT,
            _("Agree the order with the buyer"),
            (
                _("Check that every line is in stock and is what the listing says."),
                _("Call the buyer; the script stands on the page. Write down each try."),
                _("No answer? Try again in 15 to 30 minutes, then look in messengers."),
                _("Change lines and quantities here: later they are fixed. Then confirm."),
            ),
        ),
        Article(
            S.CONFIRMED,
            _("Pick and pack a confirmed order"),
            (
                _("Pick the goods and pack them for the road."),
                _("Goods in two places, or a part later? Split the order."),
                _("Press “Ready to ship” when it is packed."),
            ),
        ),
        Article(
            S.AWAITING_SHIPMENT,
            _("Send it out before its dispatch deadline"),
            (
                _("By a carrier: enter the carrier and the waybill number."),
                _("By your own courier: enter when the courier comes and the telephone."),
                _("Self-pickup: set it to wait at the pickup point, and the buyer is told."),
            ),
        ),
        Article(
            S.DELIVERING,
            _("On its way"),
            (
                _("A waybill is tracked: “Received” comes by itself."),
                _("Without a waybill, set “Received” when the buyer has it."),
            ),
        ),
        Article(
            S.AWAITING_PICKUP,
            _("Waiting at the pickup point"),
            (
                _("On the third day call the buyer and agree a day."),
                _("Refused at the counter: cancel with “Buyer changed his mind”."),
                _(
                    "Not collected after the third day: cancel with “Buyer did not collect the goods”."
                ),
            ),
        ),
        Article(
            S.RECEIVED,
            _("Received"),
            (_("Nothing is left to do. Thank the buyer and ask for a review."),),
        ),
        Article(
            S.CANCELLED,
            _("Cancelled"),
            (
                _("Put the goods back, and correct the stock if it was wrong."),
                _("The buyer has been told with the reason."),
            ),
        ),
    )
}

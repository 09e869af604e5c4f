"""Place an order anew in another shop, as its buyer gave it to the first (R-004-29)."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.errors import Conflict
from kernel.history import Actor
from kernel.scope import Scope
from orders.models import Order, OrderContact
from orders.rules.intake import BuyerDraft, DeliveryDraft, LineDraft, OrderDraft
from orders.selectors import whole_order
from orders.services.place_orders import Outcome, place_orders

NUMBER_LENGTH = 70


class NotPlacedInstead(Conflict):
    """The other shop cannot take the order as it is."""

    code = "not_placed_instead"


class Placed(NamedTuple):
    """The new order."""

    id: UUID
    number: str


@transaction.atomic
def place_instead(
    *,
    order_id: UUID,
    scope: Scope,
    shop_id: int,
    skus: Mapping[str, str],
    actor: Actor,
    now: datetime,
) -> Placed:
    """Place the goods of an order in the shop ``shop_id``, under its own ``skus``, paid ``now``.

    Prices, delivery and buyer stay; its clocks begin anew. The number says where it comes from. Raises
    NoSuchOrder, and NotPlacedInstead when intake refuses it: then nothing has changed.
    """
    order = whole_order(scope, order_id)
    draft = _draft(order, skus, now)
    [verdict] = place_orders(
        shop_id=shop_id, channel=order.channel_id, drafts=[draft], actor=actor, now=now
    )
    if verdict.outcome != Outcome.CREATED or verdict.order_id is None:
        why = (
            verdict.faults[0].message if verdict.faults else _("The order is in that shop already.")
        )
        raise NotPlacedInstead(_("The other shop cannot take it: %(why)s") % {"why": why})
    return Placed(verdict.order_id, draft.external_id)


def _draft(order: Order, skus: Mapping[str, str], now: datetime) -> OrderDraft:
    return OrderDraft(
        external_id=f"{order.number[:NUMBER_LENGTH]}-R{order.pk.hex[-6:]}",
        placed_at=now,
        paid_at=now,
        currency=order.currency,
        lines=tuple(
            LineDraft(
                sku=skus[line.sku],
                name=line.name,
                variant=line.variant,
                quantity=line.quantity,
                unit_price_minor=line.unit_price_minor,
            )
            for line in order.lines.all()
        ),
        buyer=_buyer(order.contact),
        delivery=_delivery(order),
        delivery_minor=order.delivery_minor,
        discount_minor=order.discount_minor,
    )


def _buyer(contact: OrderContact) -> BuyerDraft:
    names = ("name", "phone", "email", "language")
    return BuyerDraft(ref=contact.buyer_ref, **{name: getattr(contact, name) for name in names})


def _delivery(order: Order) -> DeliveryDraft:
    names = ("country", "region", "city", "address", "postcode", "point_code", "recipient",
             "recipient_phone", "note")  # fmt: skip
    parts = {name: getattr(order.contact, name) for name in names}
    return DeliveryDraft(method=order.delivery_method, **parts)

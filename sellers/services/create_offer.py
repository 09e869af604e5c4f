"""Put something new on sale."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kernel.errors import Conflict
from kernel.history import Actor
from sellers.models import Offer
from sellers.rules.offers import OfferCard
from sellers.services.changing import note
from sellers.services.offer_cards import check_card, columns_of


class OfferExists(Conflict):
    """The shop sells that SKU already."""

    code = "offer_exists"


@transaction.atomic
def create_offer(*, shop_id: int, sku: str, card: OfferCard, actor: Actor, at: datetime) -> Offer:
    """Put a SKU on sale. Raises OfferExists, OfferRefused."""
    check_card(sku, card)
    try:
        with transaction.atomic():
            offer = Offer.everything.create(shop_id=shop_id, sku=sku, **columns_of(card))
    except IntegrityError:
        raise OfferExists(
            _("The shop has an offer with SKU %(sku)s already.") % {"sku": sku}, field="sku"
        ) from None
    changes = {"name": (None, offer.name), "price_minor": (None, offer.price_minor)}
    note(offer, action="create_offer", actor=actor, at=at, changes=changes)
    return offer

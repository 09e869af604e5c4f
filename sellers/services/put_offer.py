"""Make sure that a shop sells a SKU on these terms, whether it did before or not."""

from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from kernel.history import Actor
from kernel.scope import Scope
from sellers.models import Offer
from sellers.rules.offers import OfferCard
from sellers.services.changing import lock_offer
from sellers.services.create_offer import OfferExists, create_offer
from sellers.services.offer_cards import rewrite


class Put(NamedTuple):
    """The offer as it now stands, and whether it is new."""

    offer: Offer
    created: bool


@transaction.atomic
def put_offer(
    *,
    shop_id: int,
    sku: str,
    card: OfferCard,
    actor: Actor,
    at: datetime,
    version: int | None = None,
) -> Put:
    """Leave the shop with this offer; asking again changes nothing, and a pause stays a pause.

    With a ``version`` it has to be there, and to stand at it. Raises OfferRefused, OfferNotFound, Stale.
    """
    there = Offer.objects.of(Scope.shop(shop_id)).filter(sku=sku)
    if version is None and not there.exists():
        try:
            return Put(create_offer(shop_id=shop_id, sku=sku, card=card, actor=actor, at=at), True)
        except OfferExists:
            pass  # a twin was quicker: then it is there to be changed
    offer = lock_offer(shop_id, sku=sku)
    return Put(rewrite(offer, card, version=version, actor=actor, at=at), False)

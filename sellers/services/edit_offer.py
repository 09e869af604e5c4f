"""Change what an offer says."""

from datetime import datetime

from django.db import transaction

from kernel.history import Actor
from sellers.models import Offer
from sellers.rules.offers import OfferCard
from sellers.services.changing import lock_offer
from sellers.services.offer_cards import rewrite


@transaction.atomic
def edit_offer(
    *,
    shop_id: int,
    offer_id: int,
    card: OfferCard,
    version: int | None,
    actor: Actor,
    at: datetime,
) -> Offer:
    """Give the offer a new card. Raises OfferNotFound, OfferRefused, Stale past ``version``."""
    offer = lock_offer(shop_id, pk=offer_id)
    return rewrite(offer, card, version=version, actor=actor, at=at)

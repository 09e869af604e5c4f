"""Stop selling what cannot be shipped, and go on when it can (R-004-37)."""

from datetime import datetime

from django.db import transaction

from kernel.history import Actor
from sellers.models import Offer
from sellers.services.changing import lock_offer, note
from sellers.services.offer_cards import raise_version


@transaction.atomic
def pause_offer(*, shop_id: int, actor: Actor, at: datetime, **key: object) -> Offer:
    """Take the offer of that ``pk`` or ``sku`` off sale from ``at``: new orders for it are refused.

    Pausing what is paused changes nothing. Raises OfferNotFound.
    """
    offer = lock_offer(shop_id, **key)
    return offer if offer.paused_at else _set(offer, at, "pause_offer", actor, at)


@transaction.atomic
def resume_offer(*, shop_id: int, actor: Actor, at: datetime, **key: object) -> Offer:
    """Put the offer back on sale; resuming what is on sale changes nothing. Raises OfferNotFound."""
    offer = lock_offer(shop_id, **key)
    return _set(offer, None, "resume_offer", actor, at) if offer.paused_at else offer


def _set(
    offer: Offer, paused_at: datetime | None, action: str, actor: Actor, at: datetime
) -> Offer:
    changes = {"paused_at": (offer.paused_at, paused_at)}
    offer.paused_at = paused_at
    offer.save(update_fields=["paused_at"])
    raise_version(offer)
    note(offer, action=action, actor=actor, at=at, changes=changes)
    return offer

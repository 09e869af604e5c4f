"""Write an offer's card into its row: what makes no sense is refused, what changed is history."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.errors import Refusal, Stale
from kernel.history import Actor
from sellers.models import Offer
from sellers.rules.offers import OfferCard, why_not_an_offer
from sellers.services.changing import note, set_fields

FAULTS = {
    "bad_sku": gettext_lazy("A SKU is printable and has no spaces at its ends."),
    "no_name": gettext_lazy("An offer needs a name."),
    "bad_price": gettext_lazy("A price is from 0 to %(bound)s minor units."),
    "jewellery": gettext_lazy("Jewellery is not accepted: neither on sale nor in the warehouse."),
    "unknown_flag": gettext_lazy("There is no such flag."),
    "bad_handling_days": gettext_lazy(
        "Dispatch takes 1 to %(bound)s working days, or leave it to the shop."
    ),
    "bad_measure": gettext_lazy("A measure is from 1 to %(bound)s, or left out."),
}


class OfferRefused(Refusal):
    """The offer makes no sense; ``field`` and ``reason`` say what and why."""

    code = "offer_refused"


def check_card(sku: str, card: OfferCard) -> None:
    """Raise OfferRefused for the first thing that is wrong with the card."""
    fault = why_not_an_offer(sku, card)
    if fault is not None:
        message = FAULTS[fault.code] % {"bound": fault.bound}
        raise OfferRefused(message, field=fault.field, reason=fault.code)


def columns_of(card: OfferCard) -> dict[str, Any]:
    """Return the card as the row has it."""
    return {**asdict(card), "name": card.name.strip(), "flags": sorted(set(card.flags))}


def rewrite(
    offer: Offer, card: OfferCard, *, version: int | None, actor: Actor, at: datetime
) -> Offer:
    """Give a locked offer a new card; the same card changes nothing.

    ``version`` is the one the caller saw: Stale when somebody changed the offer since. None overwrites.
    """
    check_card(offer.sku, card)
    if version is not None and version != offer.version:
        raise Stale(
            _("Somebody changed %(sku)s meanwhile: look at it again, then save.")
            % {"sku": offer.sku},
            version=offer.version,
        )
    changes = set_fields(offer, columns_of(card))
    if changes:
        raise_version(offer)
        note(offer, action="edit_offer", actor=actor, at=at, changes=changes)
    return offer


def raise_version(offer: Offer) -> None:
    """Count one more change of a locked offer."""
    offer.version += 1
    offer.save(update_fields=["version", "updated_at"])

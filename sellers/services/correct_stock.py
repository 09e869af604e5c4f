"""Say how much of an offer there really is (R-004-47)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kernel.errors import Refusal
from kernel.history import Actor
from kernel.outbox.post import record
from kernel.scope import Scope
from sellers.events import StockCorrected
from sellers.models import Offer
from sellers.services.changing import Changes, note, set_fields
from sellers.services.offer_cards import raise_version

MOST = 2_147_483_647


class StockRefused(Refusal):
    """No such number of pieces can lie anywhere."""

    code = "stock_refused"


@transaction.atomic
def correct_stock(
    *, shop_id: int, stock: Mapping[int, int], actor: Actor, at: datetime, reason: str = ""
) -> int:
    """Set what the shop says it has, by offer; return how many offers it concerned.

    None left takes the offer off sale, so that nobody orders what is not there. More does not put it back:
    that is the seller's own word, for a pause may have other reasons. Each correction is history of the
    offer and told, also one that finds the number right. Offers of other shops are passed by. Raises
    StockRefused.
    """
    if any(not 0 <= pieces <= MOST for pieces in stock.values()):
        raise StockRefused(_("How many there are is a whole number from 0."), field="in_stock")
    rows = Offer.objects.of(Scope.shop(shop_id)).select_for_update().filter(pk__in=stock)
    offers = list(rows.order_by("pk"))
    for offer in offers:
        _correct(offer, stock[offer.pk], actor, at, reason)
    return len(offers)


def _correct(offer: Offer, pieces: int, actor: Actor, at: datetime, reason: str) -> None:
    before = offer.stock_said
    paused_at = at if pieces == 0 and offer.on_sale else offer.paused_at
    changes: Changes = set_fields(offer, {"stock_said": pieces, "paused_at": paused_at})
    if changes:
        raise_version(offer)
    note(
        offer,
        action="correct_stock",
        actor=actor,
        at=at,
        changes={**changes, "stock_said": (before, pieces)},
        reason=reason,
    )
    record(
        StockCorrected(
            occurred_at=at,
            shop_id=offer.shop_id,
            offer_id=offer.pk,
            sku=offer.sku,
            before=before,
            after=pieces,
            paused="paused_at" in changes,
            reason=reason,
        )
    )

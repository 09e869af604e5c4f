"""Connect a shop's channel to its partner, or speak with another one from now on (R-002-01)."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.errors import Refusal
from kernel.history import Actor
from kernel.keeping import keep
from logistics.clients.recipients import acts_of
from logistics.models import Link
from logistics.services.notifying import owed_since, plan_notices
from logistics.states import Recipient
from orders.public import take_from_partner_only
from warehouse.public import demand_notices, scanned_out


class LinkRefused(Refusal):
    """The channel cannot be connected so."""

    code = "link_refused"


@transaction.atomic
def keep_link(link: Link, *, actor: Actor, at: datetime) -> Link:
    """Store how a channel is connected: who is told from now on. History keeps who changed it.

    The warehouse lets its parcels go only acknowledged; those that are scanned out already and stand there
    are told now. Notices sent to the earlier partner stay its own. Where a trade partner has the orders, they
    come from it only (R-002-02). Raises LinkRefused.
    """
    if acts_of(link.recipient) is None:
        raise LinkRefused(_("Nobody here speaks with such a partner yet."), field="model")
    keep(link, actor=actor, at=at)
    channels = Link.everything.filter(shop_id=link.shop_id).values_list("channel_id", flat=True)
    demand_notices(link.shop_id, list(channels))
    from_partner = link.recipient == Recipient.PARTNER
    take_from_partner_only(link.channel_id, link.shop_id, only=from_partner)
    owed: list[Any] = scanned_out(owed_since(link.shop_id, link.channel_id))
    plan_notices([(parcel, link) for parcel in owed], now=at)
    return link

"""The demo's connections: one shop speaks with Cainiao, another's orders come from a trade partner."""

from datetime import datetime

from django.conf import settings

from config.env import env
from kernel.history import Actor
from kernel.scope import PLATFORM
from logistics.models import Link
from logistics.services import keep_link
from logistics.states import LinkModel
from sellers.models import Shop

CHANNEL = "aliexpress"
CAINIAO, TRADE = "RES_DEMO_0001", "TP_DEMO"


def connect_partners(shops: list[Shop], *, actor: Actor, at: datetime) -> None:
    """Connect the demo shops, where the stand-ins are there to be spoken with. Again adds nothing."""
    if CAINIAO in settings.PARTNER_SECRETS:
        _connect(Link(shop=shops[0], model=LinkModel.SELLER, partner_code=CAINIAO), actor, at)
    endpoint = env.str("DEMO_TRADE_PARTNER_URL", "")
    if endpoint and TRADE in settings.PARTNER_SECRETS:
        link = Link(
            shop=shops[1],
            model=LinkModel.PARTNER,
            partner_code=TRADE,
            partner_name="Demo Trade",
            endpoint=endpoint,
        )
        _connect(link, actor, at)


def _connect(link: Link, actor: Actor, at: datetime) -> None:
    if Link.objects.of(PLATFORM).filter(shop=link.shop, channel_id=CHANNEL).exists():
        return
    link.channel_id, link.made_at = CHANNEL, at
    keep_link(link, actor=actor, at=at)

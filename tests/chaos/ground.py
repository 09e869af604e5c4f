"""A warehouse of parcels that only wait for the dispatch scan, on a channel whose partner wants to know."""

from collections.abc import Mapping

from django.utils import timezone

from bench.scan import SECRET as SECRET
from bench.scan import make_parcels, make_shop
from kernel.history import SYSTEM
from kernel.outbox.relay import deliver_due
from logistics.models import Link
from logistics.services.links import keep_link
from logistics.states import LinkModel
from tests.chaos.naming import OUR_CODE
from tests.chaos.reckoning import under_way


def furnish(number: int, env: Mapping[str, str]) -> list[str]:
    """Make so many parcels, told of to a trade partner in the sandbox; return their codes."""
    shop_id, warehouse_id = make_shop()
    codes = make_parcels(shop_id, warehouse_id, number)
    # Orders that arrive from a partner wait for its label: these are older than the link.
    while under_way():
        deliver_due(now=timezone.now())
    link = Link(
        shop_id=shop_id,
        channel_id="api",
        model=LinkModel.PARTNER,
        partner_code=OUR_CODE,
        partner_name="A partner that fails half of its calls",
        endpoint=f"http://127.0.0.1:{env['SANDBOX_TRADE_PARTNER_PORT']}",
        made_at=timezone.now(),
    )
    keep_link(link, actor=SYSTEM, at=timezone.now())
    return list(codes)

"""A warehouse of parcels that only wait for the dispatch scan, on a channel whose partner wants to know."""

import time
from collections.abc import Iterator, Mapping

from django.utils import timezone

from bench.scan import SECRET as SECRET
from bench.scan import make_parcels, make_shop
from kernel.history import SYSTEM
from logistics.models import Link
from logistics.services.links import keep_link
from logistics.states import LinkModel
from tests.chaos.naming import OUR_CODE
from tests.chaos.reckoning import under_way


def furnish(number: int, env: Mapping[str, str]) -> Iterator[str]:
    """Make so many parcels, told of to a trade partner in the sandbox; return their codes."""
    shop_id, warehouse_id = make_shop()
    codes = make_parcels(shop_id, warehouse_id, number)
    while (
        under_way()
    ):  # orders that arrive from a partner wait for its label: these are older than the link
        time.sleep(1)
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
    return codes

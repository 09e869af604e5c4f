"""A warehouse of parcels that only wait for the dispatch scan, on a channel whose partner wants to know."""

from collections.abc import Iterator

from bench.scan import SECRET as SECRET
from bench.scan import make_parcels, make_shop

SERVICE, EFFECT = "nova_poshta", "dispatch.confirmed"


def furnish(number: int) -> Iterator[str]:
    """Make so many parcels and link their channel; return their codes."""
    shop_id, warehouse_id = make_shop()
    return make_parcels(shop_id, warehouse_id, number)

"""Routes of logistics/."""

from config.access.words import ANYBODY, SHOP, Row, get

ROWS: dict[str, Row] = {
    "logistics:road": get(SHOP),
    "logistics:keeping": get(SHOP),
    "logistics:order-panel": get(SHOP),
    # The key is in the address: whoever has the link is the buyer.
    "buyer-road:road": get(ANYBODY),
}

"""Routes of logistics/."""

from config.access.words import SHOP, Row, get

ROWS: dict[str, Row] = {
    "logistics:road": get(SHOP),
    "logistics:order-panel": get(SHOP),
}

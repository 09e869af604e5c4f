"""Routes of logistics/."""

from config.access.words import SHOP, Row, get, post

ROWS: dict[str, Row] = {
    "logistics:road": get(SHOP),
    "logistics:dispatch-days": get(SHOP),
    "logistics:dispatch-day": get(SHOP),
    "logistics:dispatch-warnings": get(SHOP),
    "logistics:dispatch-acknowledge": post(SHOP),
    "logistics:order-panel": get(SHOP),
}

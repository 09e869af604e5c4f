"""Routes of logistics/."""

from config.access.words import ANYBODY, SHOP, Row, get, post

ROWS: dict[str, Row] = {
    "logistics:road": get(SHOP),
    "logistics:order-panel": get(SHOP),
    "partners:cainiao": post(ANYBODY),
    "partners:trade-orders": post(ANYBODY),
    "partners:trade-labels": post(ANYBODY),
    "partners:trade-tracking": post(ANYBODY),
}

"""Routes of logistics/."""

from config.access.words import ANYBODY, SHOP, Row, get, post

ROWS: dict[str, Row] = {
    "logistics:road": get(SHOP),
    "logistics:dispatch-days": get(SHOP),
    "logistics:dispatch-day": get(SHOP),
    "logistics:dispatch-warnings": get(SHOP),
    "logistics:dispatch-acknowledge": post(SHOP),
    "logistics:order-panel": get(SHOP),
    "partners:cainiao": post(ANYBODY),
    "partners:trade-orders": post(ANYBODY),
    "partners:trade-labels": post(ANYBODY),
    "partners:trade-tracking": post(ANYBODY),
}

"""Routes of logistics/."""

from config.access.words import ANYBODY, SHOP, Row, get, post

ROWS: dict[str, Row] = {
    "logistics:road": get(SHOP),
    "logistics:order-panel": get(SHOP),
    "claim-hooks:mail": post(ANYBODY),
    "logistics:claims": get(SHOP),
    "logistics:claim": get(SHOP),
    "logistics:claim-bundle": get(SHOP),
    "logistics:claim-file": get(SHOP),
}

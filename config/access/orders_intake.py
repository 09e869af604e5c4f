"""Routes of intake: orders by REST, imports and replays."""

from config.access.words import SHOP, SHOP_CHIEFS, Row, form, get, post, token
from sellers.states import TokenScope

WRITE = token(TokenScope.ORDERS_WRITE)

ROWS: dict[str, Row] = {
    "api:orders-bulk": post(WRITE),
    "api:order-paid": post(WRITE),
    "orders:imports": form(SHOP),
    "orders:import": get(SHOP),
    "orders:import-start": post(SHOP),
    "orders:import-repeat": post(SHOP),
    "orders:import-undo": post(SHOP_CHIEFS),
    "orders:import-progress": get(SHOP),
    "orders:import-report": get(SHOP),
    "orders:replay-start": post(SHOP),
    "orders:replays": get(SHOP),
    "orders:replay": get(SHOP),
    "orders:replay-progress": get(SHOP),
    "orders:replay-stop": post(SHOP),
}

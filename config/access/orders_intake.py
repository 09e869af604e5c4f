"""Routes of intake: orders by REST, imports and replays."""

from config.access.words import Row, post, token
from sellers.states import TokenScope

WRITE = token(TokenScope.ORDERS_WRITE)

ROWS: dict[str, Row] = {
    "api:orders-bulk": post(WRITE),
    "api:order-paid": post(WRITE),
}

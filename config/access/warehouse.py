"""Routes of warehouse/. Who may do which task on the floor is said by each screen besides."""

from config.access.words import SHOP, Row, form, get, post, token
from sellers.states import Role, TokenScope

FLOOR = frozenset({Role.WAREHOUSE_OPERATOR, Role.WAREHOUSE_LEAD, Role.ADMIN})
READ_STOCK = token(TokenScope.STOCK_READ)
WRITE_STOCK = token(TokenScope.STOCK_WRITE)
READ_INBOUNDS = token(TokenScope.STOCK_READ, TokenScope.STOCK_WRITE)
LEADS = frozenset({Role.WAREHOUSE_LEAD, Role.ADMIN})

ROWS: dict[str, Row] = {
    "warehouse:stock": get(SHOP),
    "warehouse:stock-goods": get(SHOP),
    "warehouse:deliveries": get(SHOP),
    "warehouse:delivery-new": form(SHOP),
    "warehouse:delivery": get(SHOP),
    "warehouse:delivery-cancel": post(SHOP),
    "warehouse:returns": get(SHOP),
    "api:inbounds": {**get(READ_INBOUNDS), **post(WRITE_STOCK)},
    "api:inbound": get(READ_INBOUNDS),
    "api:inbound-cancel": post(WRITE_STOCK),
    "warehouse:order-panel": get(SHOP),
    "api:outbounds": get(READ_STOCK),
    "api:pallets": get(READ_STOCK),
    "api:handovers": get(READ_STOCK),
    "api:handover": get(READ_STOCK),
    "api:stock": get(READ_STOCK),
    "api:stock-movements": get(READ_STOCK),
    "api:scans": post(WRITE_STOCK),
    "api:scans-batch": post(WRITE_STOCK),
    "floor:menu": get(FLOOR),
    "floor:station": post(FLOOR),
    "floor:commands": get(FLOOR),
    "floor:worker": get(FLOOR),
    "floor:item-labels": get(FLOOR),
    "floor:photo": post(FLOOR),
    "floor:pallet-label": get(FLOOR),
    "floor:pick-list": get(FLOOR),
    "floor:label": get(FLOOR),
    "floor:handover-paper": get(FLOOR),
    "floor:handover-sign": post(FLOOR),
    "floor:board": get(LEADS),
    "floor:screen": get(FLOOR),
    "floor:scan": post(FLOOR),
    "floor:scans": post(FLOOR),
}

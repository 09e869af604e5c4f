"""Routes of warehouse/. Who may do which task on the floor is said by each screen besides."""

from config.access.words import Row, get, post
from sellers.states import Role

FLOOR = frozenset({Role.WAREHOUSE_OPERATOR, Role.WAREHOUSE_LEAD, Role.ADMIN})
LEADS = frozenset({Role.WAREHOUSE_LEAD, Role.ADMIN})

ROWS: dict[str, Row] = {
    "floor:menu": get(FLOOR),
    "floor:station": post(FLOOR),
    "floor:commands": get(FLOOR),
    "floor:worker": get(FLOOR),
    "floor:pallet-label": get(FLOOR),
    "floor:screen": get(FLOOR),
    "floor:scan": post(FLOOR),
    "floor:scans": post(FLOOR),
}

"""The table: route name -> method -> who. Each app's rows stand in a file of their own."""

from functools import cache

from config.access import (
    accounts,
    backoffice,
    desk,
    logistics,
    notifications,
    orders,
    orders_intake,
    platform,
    sellers,
    warehouse,
)
from config.access.words import Row

WRITTEN: dict[str, Row] = {
    **platform.ROWS,
    **accounts.ROWS,
    **sellers.ROWS,
    **orders.ROWS,
    **orders_intake.ROWS,
    **desk.ROWS,
    **warehouse.ROWS,
    **logistics.ROWS,
    **notifications.ROWS,
}


@cache
def rows() -> dict[str, Row]:
    """Return the whole table, the back office's routes included."""
    from config.checks import route_names

    return {**backoffice.rows(name for name, _ in route_names()), **WRITTEN}

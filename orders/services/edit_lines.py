"""Give an order its edited lines, in the transaction of the edit (R-004-41)."""

from collections.abc import Mapping, Sequence
from typing import Any

from orders.models import Order, OrderLine
from orders.rules.line_edits import Line, LineEdit, asks_for_something, edited, goods_of
from orders.rules.moving import Reason
from orders.services.locking import demand
from sellers.public import offers_by_sku


def lines_of(order: Order) -> tuple[Line, ...]:
    """Return the lines of ``order`` as they stand, in their order."""
    return tuple(
        Line(
            position=line.position,
            sku=line.sku,
            quantity=line.quantity,
            unit_price_minor=line.unit_price_minor,
            name=line.name,
            offer_id=line.offer_id,
        )
        for line in order.lines.order_by("position")
    )


def wants_other_lines(standing: Sequence[Line], changes: Mapping[str, Any]) -> bool:
    """Tell whether ``changes`` wish for other lines than those that stand."""
    return asks_for_something(standing, changes.get("lines", ()))


def lines_after(
    order: Order, standing: Sequence[Line], edits: Sequence[LineEdit]
) -> Sequence[Line]:
    """Return the lines after ``edits``. Raises OrderNotReady naming the first wish that cannot be met."""
    skus = [edit.sku for edit in edits if edit.line is None]
    offers = offers_by_sku(order.shop_id, skus) if skus else {}
    after = edited(standing, edits, offers=offers, currency=order.currency)
    if isinstance(after, Reason):
        demand(after)
    return after  # type: ignore[return-value]


def save_lines(order: Order, before: Sequence[Line], after: Sequence[Line]) -> None:
    """Write what differs, and the sum of the goods onto ``order``, which the caller saves."""
    old = {line.position: line for line in before}
    kept = {line.position for line in after}
    order.lines.filter(position__in=old.keys() - kept).delete()
    for line in after:
        if line.position not in old:
            _add(order, line)
        elif line != old[line.position]:
            order.lines.filter(position=line.position).update(
                quantity=line.quantity, total_minor=line.quantity * line.unit_price_minor
            )
    order.goods_minor = goods_of(after)


def _add(order: Order, line: Line) -> None:
    OrderLine.objects.create(
        order=order,
        offer_id=line.offer_id,
        position=line.position,
        sku=line.sku,
        name=line.name,
        quantity=line.quantity,
        unit_price_minor=line.unit_price_minor,
        total_minor=line.quantity * line.unit_price_minor,
    )

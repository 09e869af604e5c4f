"""The rows of a split: the part as an order of its own, and the lines that go to it."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Model

from kernel.ids import new_id
from orders.models import Order, OrderContact, OrderLine
from orders.rules.search import search_text
from orders.rules.splitting import Division, Sums, part_name

# What a part does not share: its name, its road, and whom it travels with.
OWN = frozenset({"id", "external_id", "number", "version", "rides_with_id", "carrier", "waybill"})


def part_of(order: Order, root: Order, *, number: int, skus: Iterable[str]) -> Order:
    """Return the part of ``order``, not yet stored, with its contact: all else is as the order has it."""
    values = {name: value for name, value in _values(order).items() if name not in OWN}
    part = Order(
        id=new_id(),
        external_id=part_name(root.external_id, number),
        number=part_name(root.number, number),
        **values,
    )
    part.shop, part.channel = order.shop, order.channel
    whose = {name: value for name, value in _values(order.contact).items() if name != "order_id"}
    contact = OrderContact(order=part, **whose)
    contact.search = search_text(
        number=part.number,
        name=contact.name,
        phone=contact.phone,
        recipient=contact.recipient,
        skus=skus,
    )
    part.contact = contact
    return part


def set_sums(order: Order, sums: Sums) -> None:
    """Set what an order costs, without saving it."""
    order.goods_minor, order.delivery_minor = sums.goods, sums.delivery
    order.discount_minor, order.total_minor = sums.discount, sums.total


def move_lines(there: Sequence[OrderLine], division: Division, order: Order, part: Order) -> None:
    """Give the part its pieces, and leave the order its own; a line that goes whole is there no more."""
    lines = {line.position: line for line in there}
    stays = {piece.position: piece for piece in division.stays}
    OrderLine.objects.bulk_create(
        OrderLine(
            order=part,
            offer_id=lines[piece.position].offer_id,
            position=place,
            sku=lines[piece.position].sku,
            name=lines[piece.position].name,
            variant=lines[piece.position].variant,
            quantity=piece.quantity,
            unit_price_minor=piece.unit_price_minor,
            total_minor=piece.total_minor,
        )
        for place, piece in enumerate(division.goes, 1)
    )
    order.lines.exclude(position__in=list(stays)).delete()
    fewer = [
        line
        for line in there
        if line.position in stays and stays[line.position].quantity < line.quantity
    ]
    for line in fewer:
        line.quantity = stays[line.position].quantity
        line.total_minor = stays[line.position].total_minor
    OrderLine.objects.bulk_update(fewer, ["quantity", "total_minor"])


def _values(row: Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}

"""What the goods and the whole would cost if the edit form were saved as it stands."""

from dataclasses import dataclass
from typing import Any

from django.forms import BoundField

from orders.cabinet.edit_form import NEW_ROWS, EditForm
from orders.models import Order
from orders.rules.line_edits import edited, goods_of
from orders.rules.moving import Reason
from orders.services.edit_lines import lines_of
from sellers.public import OfferRef, offers_by_sku


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the form: what it is, its fields, and what it will cost."""

    key: str
    sku: str
    name: str
    unit_price_minor: int | None
    total_minor: int | None
    quantity: BoundField
    is_out: bool
    new_sku: BoundField | None = None
    price: BoundField | None = None


@dataclass(frozen=True, slots=True)
class Sums:
    """The lines and the sums, in minor units; ``problem`` says why there are none."""

    rows: list[Row]
    goods_minor: int
    delivery_minor: int
    discount_minor: int
    total_minor: int
    changed: bool
    problem: Any = ""


def expected(order: Order, form: EditForm) -> Sums:
    """Return the sums that ``form`` would lead to; fields that are not valid count as they stand."""
    # Asking for its errors has the form read what was typed.
    wishes = form.wishes() if form.is_bound and form.errors is not None else []
    offers = offers_by_sku(order.shop_id, [edit.sku for _name, edit in wishes if edit.sku])
    edits = [edit for _name, edit in wishes]
    after = edited(lines_of(order), edits, offers=offers, currency=order.currency)
    problem = after.message if isinstance(after, Reason) else ""
    goods = order.goods_minor if isinstance(after, Reason) else goods_of(after)
    delivery, discount = (_minor(order, form, n) for n in ("delivery_minor", "discount_minor"))
    total = goods + delivery - discount
    return Sums(
        rows=[*_standing(order, form), *_new(form, offers)],
        goods_minor=goods,
        delivery_minor=delivery,
        discount_minor=discount,
        total_minor=total,
        changed=total != order.total_minor,
        problem=problem,
    )


def _minor(order: Order, form: EditForm, name: str) -> int:
    standing: int = getattr(order, name)
    if not form.is_bound or name not in form.changed_data or name in form.errors:
        return standing
    return form.in_minor(name)


def _standing(order: Order, form: EditForm) -> list[Row]:
    rows = []
    for line in order.lines.all():
        name = f"line_{line.position}"
        asked = form.cleaned_data.get(name) if form.is_bound else None
        kept = not form.is_bound or name not in form.changed_data or asked is None
        pieces = line.quantity if kept else int(asked or 0)
        rows.append(
            Row(
                key=name,
                sku=line.sku,
                name=line.name,
                unit_price_minor=line.unit_price_minor,
                total_minor=line.unit_price_minor * pieces,
                quantity=form[name],
                is_out=pieces == 0,
            )
        )
    return rows


def _new(form: EditForm, offers: dict[str, OfferRef]) -> list[Row]:
    if form.reasons["lines"] is not None:
        return []
    wishes = dict(form.wishes()) if form.is_bound else {}
    rows = []
    for place in range(NEW_ROWS):
        name = f"new_{place}"
        wish = wishes.get(name)
        offer = offers.get(wish.sku) if wish else None
        price = offer.price_minor if offer else None
        if wish and wish.unit_price_minor is not None:
            price = wish.unit_price_minor
        rows.append(
            Row(
                key=name,
                sku=wish.sku if wish else "",
                name=offer.name if offer else "",
                unit_price_minor=price,
                total_minor=price * wish.quantity if wish and price is not None else None,
                quantity=form[f"{name}_quantity"],
                is_out=False,
                new_sku=form[f"{name}_sku"],
                price=form[f"{name}_price"],
            )
        )
    return rows

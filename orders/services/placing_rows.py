"""A draft as rows for `placing_sql`: sums taken, phones read, offers matched, search text made."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from orders.rules.intake import OrderDraft
from orders.rules.phones import Phone, read_phone
from orders.rules.promising import DispatchPromise
from orders.rules.search import search_text

_NO_PHONE = Phone("", False)


def order_row(
    pk: UUID, draft: OrderDraft, served: Sequence[str], home: str, promise: DispatchPromise
) -> tuple[Any, ...]:
    """Return the columns of the order and of its contact; ``home`` is the country of the shop."""
    buyer, delivery = draft.buyer, draft.delivery
    dialled_in = delivery.country or home
    phone = read_phone(buyer.phone, served, dialled_in) if buyer.phone else _NO_PHONE
    other = delivery.recipient_phone
    return (
        pk,
        draft.external_id,
        draft.placed_at,
        draft.paid_at,
        draft.currency,
        *_sums(draft),
        delivery.method,
        promise.days,
        promise.by,
        buyer.ref,
        buyer.name,
        phone.text,
        phone.ok,
        buyer.email,
        buyer.language,
        delivery.recipient,
        read_phone(other, served, dialled_in).text if other else "",
        delivery.country,
        delivery.region,
        delivery.city,
        delivery.address,
        delivery.postcode,
        delivery.point_code,
        delivery.note,
        search_text(
            number=draft.external_id,
            name=buyer.name,
            phone=phone.text,
            recipient=delivery.recipient,
            skus=[line.sku for line in draft.lines],
        ),
    )


def _sums(draft: OrderDraft) -> tuple[int, int, int, int]:
    goods, delivery, discount = draft.goods_minor, draft.delivery_minor, draft.discount_minor
    return goods, delivery, discount, goods + delivery - discount


def line_rows(pk: UUID, draft: OrderDraft, offers: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    """Yield the columns of each line; a line without a name takes its offer's."""
    for position, line in enumerate(draft.lines, 1):
        offer = offers.get(line.sku)
        yield (
            pk,
            position,
            offer and offer.id,
            line.sku,
            line.name or (offer.name if offer else ""),
            line.variant,
            line.quantity,
            line.unit_price_minor,
            line.quantity * line.unit_price_minor,
        )

"""Write new orders, their contacts and lines in one statement, whatever their number (W1).

Columns travel as arrays. An order that its channel has told us before is left as it stands; orders go
in by external id, so that two batches that overlap wait for each other in one order and never in a
circle. Nothing here looks anything up: so PostgreSQL keeps one plan for any number of orders.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from kernel.arrays import columns, literal


@dataclass(frozen=True, slots=True)
class Known:
    """An order after the statement: created by it, or known before and then with how it stands."""

    id: UUID
    external_id: str
    created: bool
    placed_at: datetime | None = None
    paid_at: datetime | None = None
    state: str = "new"
    currency: str = ""
    dispatch_days: int | None = None


def insert_orders(
    *,
    shop_id: int,
    channel: str,
    received_at: datetime,
    import_job_id: UUID | None,
    orders: Sequence[tuple[Any, ...]],
    lines: Sequence[tuple[Any, ...]],
) -> list[Known]:
    """Insert ``orders`` (columns of `_ORDER`) with ``lines`` (columns of `_LINE`); return those created.

    The others stand already: ask `known_orders`, which sees what other transactions wrote meanwhile too.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT,
            [
                *columns(orders, len(_ORDER)),
                shop_id,
                channel,
                received_at,
                import_job_id,
                shop_id,
                *columns(lines, len(_LINE)),
            ],
        )
        return [Known(pk, external_id, True) for pk, external_id in cursor.fetchall()]


def known_orders(*, shop_id: int, channel: str, external_ids: Iterable[str]) -> list[Known]:
    """Return those of ``external_ids`` that are here."""
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [shop_id, channel, literal(list(external_ids))])
        return [Known(*row) for row in cursor.fetchall()]


_ORDER = (
    ("id", "uuid"),
    ("external_id", "text"),
    ("placed_at", "timestamptz"),
    ("paid_at", "timestamptz"),
    ("currency", "text"),
    ("goods_minor", "bigint"),
    ("delivery_minor", "bigint"),
    ("discount_minor", "bigint"),
    ("total_minor", "bigint"),
    ("delivery_method", "text"),
    ("dispatch_days", "smallint"),
    ("dispatch_promised_by", "text"),
    ("buyer_ref", "text"),
    ("name", "text"),
    ("phone", "text"),
    ("phone_ok", "boolean"),
    ("email", "text"),
    ("language", "text"),
    ("recipient", "text"),
    ("recipient_phone", "text"),
    ("country", "text"),
    ("region", "text"),
    ("city", "text"),
    ("address", "text"),
    ("postcode", "text"),
    ("point_code", "text"),
    ("note", "text"),
    ("search", "text"),
)
_LINE = (
    ("order_id", "uuid"),
    ("position", "smallint"),
    ("offer_id", "bigint"),
    ("sku", "text"),
    ("name", "text"),
    ("variant", "text"),
    ("quantity", "integer"),
    ("unit_price_minor", "bigint"),
    ("total_minor", "bigint"),
)
_CONTACT = [name for name, _ in _ORDER[12:]]


def _unnest(columns: Sequence[tuple[str, str]]) -> str:
    arrays = ", ".join(f"%s::{kind}[]" for _, kind in columns)
    return f"unnest({arrays}) as d({', '.join(name for name, _ in columns)})"


_KNOWN = """
select id, external_id, false, placed_at, paid_at, state, currency from orders_order
where shop_id = %s and channel_id = %s and external_id = any(%s::text[])
"""
_INSERT = f"""
with told as materialized (select * from {_unnest(_ORDER)}),
placed as (
  insert into orders_order (id, shop_id, channel_id, external_id, number, state, version, placed_at,
    paid_at, received_from_channel_at, currency, goods_minor, delivery_minor, discount_minor,
    total_minor, delivery_method, carrier, waybill, courier_phone, cancel_reason, cancel_comment,
    cancelled_by, dispatch_days, dispatch_promised_by, import_job_id)
  select id, %s, %s, external_id, external_id, 'new', 1, placed_at, paid_at, %s, currency,
    goods_minor, delivery_minor, discount_minor, total_minor, delivery_method, '', '', '', '', '',
    '', dispatch_days, dispatch_promised_by, %s::uuid
  from told order by external_id
  on conflict (shop_id, channel_id, external_id) do nothing
  returning id, external_id
), contacts as (
  insert into orders_ordercontact (order_id, shop_id, {", ".join(_CONTACT)})
  select id, %s, {", ".join(f"told.{name}" for name in _CONTACT)} from told join placed using (id)
), lines as (
  insert into orders_orderline ({", ".join(name for name, _ in _LINE)})
  select d.* from {_unnest(_LINE)} join placed on placed.id = d.order_id
  order by d.order_id, d.position
)
select id, external_id from placed
"""  # noqa: S608

"""One page of a shop's orders, newest first, in one statement whose cost does not depend on the page.

Keyset paging over the time-sorted id; no count of everything. The cabinet takes rows, the API takes the JSON
that PostgreSQL built and passes it through as bytes. The same table of columns serves both.
"""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from kernel.errors import Refusal
from kernel.scope import Scope
from orders.models import SavedView
from orders.states import OPEN_STATES

LARGEST_PAGE = 200
COUNTED = 1000
"""Beyond this a count says "more than a person handles"."""


class BadCursor(Refusal):
    """The cursor is not one of ours."""

    code = "bad_cursor"
    status = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What to list; empty means everything. ``text`` looks into number, name, phone, SKU and waybill."""

    states: Sequence[str] = ()
    channel: str = ""
    text: str = ""
    due_before: datetime | None = None
    overdue: bool = False
    unpaid: bool | None = None
    delivery: str = ""
    ids: Sequence[UUID] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of one page and the cursor of the next; None at the end."""

    rows: list[dict[str, Any]]
    next_cursor: str | None


def page_of(scope: Scope, filters: Filters, *, cursor: str | None = None, size: int = 50) -> Page:
    """Return one page as dicts keyed by column. Raises BadCursor."""
    statement, values = _statement(scope, filters, cursor, size)
    with connection.cursor() as reader:
        reader.execute(statement, values)
        names = [column.name for column in reader.description]
        rows = [dict(zip(names, row, strict=True)) for row in reader.fetchall()]
    more = len(rows) > size
    return Page(rows[:size], encode_cursor(rows[size - 1]["id"]) if more else None)


def page_of_json(
    scope: Scope, filters: Filters, *, cursor: str | None = None, size: int = 50
) -> tuple[bytes, str | None]:
    """Return one page as the bytes of a JSON array of orders, and the next cursor. Raises BadCursor."""
    statement, values = _statement(scope, filters, cursor, size)
    with connection.cursor() as reader:
        reader.execute(_AS_JSON.format(statement=statement), {**values, "size": size})
        text, last, found = reader.fetchone()
    return text.encode(), encode_cursor(last) if found > size else None


def state_counts(scope: Scope) -> dict[str, int]:
    """Return how many orders stand in each open state, counted up to `COUNTED` so that it stays cheap."""
    whose, values = _whose(scope)
    with connection.cursor() as reader:
        reader.execute(
            _COUNTS.format(whose=whose),
            {**values, "states": sorted(OPEN_STATES), "most": COUNTED},
        )
        return dict(reader.fetchall())


def encode_cursor(order_id: UUID) -> str:
    """Return an opaque cursor that continues after ``order_id``."""
    return base64.urlsafe_b64encode(order_id.bytes).decode().rstrip("=")


def decode_cursor(cursor: str) -> UUID:
    """Return the id a cursor stands for. Raises BadCursor."""
    try:
        return UUID(bytes=base64.urlsafe_b64decode(cursor + "=="))
    except (ValueError, binascii.Error):
        raise BadCursor(_("This cursor is not valid: start from the first page.")) from None


def _whose(scope: Scope) -> tuple[str, dict[str, Any]]:
    if scope.shop_ids is None:
        return "true", {}
    return "o.shop_id = any(%(shops)s::bigint[])", {"shops": list(scope.shop_ids)}


def _statement(
    scope: Scope, filters: Filters, cursor: str | None, size: int
) -> tuple[str, dict[str, Any]]:
    whose, values = _whose(scope)
    conditions = [whose]
    if len(scope.shop_ids or ()) == 1:
        conditions = ["o.shop_id = %(shop)s"]
        values = {"shop": (scope.shop_ids or ())[0]}
    for condition, name, value in _conditions(filters):
        conditions.append(condition)
        values[name] = value
    if cursor:
        conditions.append("o.id < %(after)s")
        values["after"] = decode_cursor(cursor)
    values["limit"] = min(size, LARGEST_PAGE) + 1
    return _PAGE.format(conditions=" and ".join(conditions)), values


def _conditions(filters: Filters) -> list[tuple[str, str, Any]]:
    asked: list[tuple[str, str, Any]] = []
    if len(filters.states) == 1:
        asked.append(("o.state = %(state)s", "state", filters.states[0]))
    elif filters.states:
        asked.append(("o.state = any(%(states)s)", "states", list(filters.states)))
    if filters.channel:
        asked.append(("o.channel_id = %(channel)s", "channel", filters.channel))
    if filters.text:
        asked.append((_TEXT, "text", f"%{_escaped(filters.text.strip().lower())}%"))
    if filters.due_before:
        asked.append((_DUE_BEFORE, "due_before", filters.due_before))
    if filters.delivery:
        asked.append(("o.delivery_method = %(delivery)s", "delivery", filters.delivery))
    if filters.ids:
        asked.append(("o.id = any(%(ids)s)", "ids", list(filters.ids)))
    if filters.overdue:
        asked.append(("o.overdue_since is not null and %(overdue)s", "overdue", True))
    if filters.unpaid is not None:
        asked.append(("(o.paid_at is null) = %(unpaid)s", "unpaid", filters.unpaid))
    return asked


def _escaped(text: str) -> str:
    for special in ("\\", "%", "_"):
        text = text.replace(special, f"\\{special}")
    return text


_COUNTS = """
select state, (select count(*) from (
    select from orders_order o where {whose} and o.state = s.state limit %(most)s) few)
from unnest(%(states)s::text[]) as s(state)
"""
_TEXT = "o.id in (select order_id from orders_ordercontact where search like %(text)s)"
_DUE_BEFORE = (
    "exists (select from kernel_deadline x where x.subject_id = o.id and x.closed_at is null"
    " and x.kind not in ('order.call_again', 'order.collection') and x.due_at < %(due_before)s)"
)
# The nearest open clock decides what the row shows (C-05); a call to make or a buyer who is awaited is none.
_PAGE = """
select o.id, o.number, o.external_id, o.channel_id as channel, o.state, o.version, o.placed_at,
  o.paid_at, o.overdue_since, o.currency, o.total_minor, o.delivery_method, o.carrier, o.waybill,
  o.agreed_delivery_on, c.name as buyer_name, c.phone as buyer_phone, c.city,
  l.lines, l.units, l.first_name, d.kind as clock_kind, d.good_at, d.due_at
from (
  select * from orders_order o where {conditions} order by o.id desc limit %(limit)s
) o
left join orders_ordercontact c on c.order_id = o.id
left join lateral (
  select count(*) as lines, sum(quantity) as units,
         (array_agg(name order by position))[1] as first_name
  from orders_orderline where order_id = o.id
) l on true
left join lateral (
  select * from kernel_deadline where subject_id = o.id and closed_at is null
    and kind not in ('order.call_again', 'order.collection')
  order by due_at limit 1
) d on true
order by o.id desc
"""
_AS_JSON = """
with page as ({statement}), numbered as (select *, row_number() over (order by id desc) n from page)
select coalesce(json_agg(json_build_object(
    'id', id, 'number', number, 'external_id', external_id, 'channel', channel, 'state', state,
    'version', version, 'placed_at', to_char(placed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
    'paid_at', to_char(paid_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
    'currency', currency, 'total_minor', total_minor, 'delivery_method', delivery_method,
    'carrier', carrier, 'waybill', waybill, 'agreed_delivery_on', agreed_delivery_on,
    'lines', lines, 'units', units, 'overdue', overdue_since is not null,
    'clock', case when clock_kind is not null then json_build_object(
        'kind', clock_kind,
        'good_at', to_char(good_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        'due_at', to_char(due_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) end
  ) order by n) filter (where n <= %(size)s), '[]')::text,
  (array_agg(id) filter (where n = %(size)s))[1], count(*)
from numbered
"""


def saved_views(scope: Scope) -> list[SavedView]:
    """Return the views a shop keeps, by name."""
    return list(SavedView.objects.of(scope))

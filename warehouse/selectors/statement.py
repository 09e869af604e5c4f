"""The stock statement of an owner: what lies in the warehouse, of what, since when (R-001-03).

One statement a page, whatever the number of rows; pages follow one another by SKU.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from kernel.errors import NotFound
from kernel.scope import Scope
from warehouse.models import Storage
from warehouse.rules.goods import types_of

LARGEST_PAGE = 200
SHOWN = ("all", "short", "free", "aside")


class NotInStock(NotFound):
    """The shop keeps no such goods here, and never did."""

    code = "not_in_stock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What to list: words in SKU or name, and all, what orders lack, what is free, what is set aside."""

    text: str = ""
    show: str = "all"
    after: str = ""
    size: int = 50


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of one page, and the SKU after which the next begins; None at the end."""

    rows: list[dict[str, Any]]
    after: str | None


def storage_of(scope: Scope) -> Storage | None:
    """Return where a shop keeps its goods; None for one that sends by itself."""
    rows = Storage.objects.of(scope).select_related("warehouse")
    found: Storage | None = rows.first()
    return found


def stock_page(scope: Scope, asked: Asked) -> Page:
    """Return one page of the statement, a dict for each offer that is or was here, or that orders lack.

    ``on_hand`` counts good pieces; ``free`` those on open shelves that nobody holds; ``moving`` the good ones
    off the shelves: at the door, in totes. ``since`` is when the oldest of them came in.
    """
    size = min(asked.size, LARGEST_PAGE)
    values = {
        "shops": list(scope.shop_ids or ()),
        "everybody": scope.shop_ids is None,
        "after": asked.after,
        "text": f"%{_escaped(asked.text.strip().lower())}%",
        "limit": size + 1,
    }
    rows = _read(_PAGE.format(only=_ONLY[asked.show], one="true"), values)
    page = rows[:size]
    return Page(page, page[-1]["sku"] if len(rows) > size else None)


def stock_of(scope: Scope, offer_id: int) -> dict[str, Any]:
    """Return the row of one offer. Raises NotInStock."""
    values = {
        "shops": list(scope.shop_ids or ()),
        "everybody": scope.shop_ids is None,
        "after": "",
        "text": "%",
        "limit": 1,
        "offer": offer_id,
    }
    rows = _read(_PAGE.format(only="true", one="f.id = %(offer)s"), values)
    if not rows:
        raise NotInStock(_("The warehouse keeps no such goods of this shop."))
    return rows[0]


def _read(sql: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        names = [column.name for column in cursor.description]
        return [_dressed(dict(zip(names, row, strict=True))) for row in cursor.fetchall()]


def _dressed(row: dict[str, Any]) -> dict[str, Any]:
    sides = (row.pop("length_mm"), row.pop("width_mm"), row.pop("height_mm"))
    size = sides if all(sides) else None
    row["types"] = [str(one) for one in types_of(size, row.pop("weight_g"), row.pop("flags"))]
    return row


def _escaped(text: str) -> str:
    for special in ("\\", "%", "_"):
        text = text.replace(special, f"\\{special}")
    return text


_ONLY = {
    "all": "true",
    "short": "coalesce(s.pieces, 0) > 0",
    "free": "coalesce(b.free, 0) > 0",
    "aside": "coalesce(b.quarantine, 0) + coalesce(b.defective, 0) > 0",
}
# What came in last covers what is here first: where that reaches back to is the age of the oldest piece.
_PAGE = """
select f.id, f.sku, f.name, f.barcode, f.category, f.flags, f.length_mm, f.width_mm, f.height_mm,
  f.weight_g, coalesce(b.good, 0)::int as on_hand, coalesce(b.reserved, 0)::int as reserved,
  coalesce(b.free, 0)::int as free, coalesce(b.moving, 0)::int as moving,
  coalesce(b.quarantine, 0)::int as quarantine, coalesce(b.defective, 0)::int as defective,
  coalesce(s.pieces, 0)::int as short, i.since
from sellers_offer f
left join lateral (
  select sum(x.on_hand) filter (where x.condition = 'good') as good, sum(x.reserved) as reserved,
    sum(x.on_hand - x.reserved) filter (
      where x.condition = 'good' and c.kind = 'shelf' and not c.is_locked) as free,
    sum(x.on_hand) filter (where x.condition = 'good' and c.kind <> 'shelf') as moving,
    sum(x.on_hand) filter (where x.condition = 'quarantine') as quarantine,
    sum(x.on_hand) filter (where x.condition = 'defective') as defective,
    sum(x.on_hand) as pieces, count(*) as places
  from warehouse_balance x join warehouse_cell c on c.id = x.cell_id where x.offer_id = f.id
) b on true
left join lateral (
  select sum(quantity) as pieces from warehouse_shortage where offer_id = f.id
) s on true
left join lateral (
  select min(at) as since from (
    select m.at, sum(m.delta) over (order by m.id desc) - m.delta as newer
    from warehouse_movement m join warehouse_balance x on x.id = m.balance_id
    where x.offer_id = f.id and m.delta > 0
      and m.kind in ('receipt', 'return', 'count', 'upload', 'repair')
  ) came where came.newer < b.pieces
) i on true
where (f.shop_id = any(%(shops)s::bigint[]) or %(everybody)s) and f.sku > %(after)s
  and (lower(f.sku) like %(text)s or lower(f.name) like %(text)s)
  and (b.places > 0 or s.pieces > 0) and {only} and {one}
order by f.sku, f.id limit %(limit)s
"""

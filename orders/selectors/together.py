"""What a shop's buyers take together: counted from its own latest orders (R-004-10)."""

import time
from collections import Counter
from collections.abc import Iterable

from django.db import connection

LATEST = 5_000  # orders looked at
LINES = 20  # of one order: a wholesale list says nothing of what goes with what
PARTNERS = 8  # kept of one offer
LEAST = 2  # once is chance
FRESH = 300.0  # seconds a process goes on with what it has counted
SHOPS = 200
Partners = dict[int, list[tuple[int, int]]]

_counted: dict[int, tuple[float, Partners]] = {}


def bought_together(shop_id: int, offer_ids: Iterable[int]) -> list[int]:
    """Return the offers most often bought in one order with any of ``offer_ids``, the commonest first."""
    asked = set(offer_ids)
    partners = _partners(shop_id) if asked else {}
    votes: Counter[int] = Counter()
    for offer_id in asked:
        votes.update({pk: times for pk, times in partners.get(offer_id, ()) if pk not in asked})
    return [pk for pk, _times in sorted(votes.items(), key=lambda vote: (-vote[1], vote[0]))]


def forget_together() -> None:
    """Count anew at the next question; for tests."""
    _counted.clear()


def _partners(shop_id: int) -> Partners:
    at, known = _counted.get(shop_id, (-FRESH, {}))
    if time.monotonic() - at < FRESH:
        return known
    if len(_counted) >= SHOPS:
        _counted.clear()
    found: Partners = {}
    values = {"shop": shop_id, "latest": LATEST, "lines": LINES, "least": LEAST, "kept": PARTNERS}
    with connection.cursor() as reader:
        reader.execute(_TOGETHER, values)
        for offer_id, other_id, times in reader.fetchall():
            found.setdefault(offer_id, []).append((other_id, times))
    _counted[shop_id] = (time.monotonic(), found)
    return found


_TOGETHER = """
with latest as materialized (
  select id from orders_order where shop_id = %(shop)s and state <> 'cancelled'
  order by id desc limit %(latest)s
), line as materialized (
  select distinct l.order_id, l.offer_id from orders_orderline l join latest on latest.id = l.order_id
  where l.offer_id is not null and l.position <= %(lines)s
), pair as (
  select a.offer_id, b.offer_id as other_id, count(*) as times
  from line a join line b on b.order_id = a.order_id and b.offer_id <> a.offer_id
  group by 1, 2 having count(*) >= %(least)s
)
select offer_id, other_id, times from (
  select *, row_number() over (partition by offer_id order by times desc, other_id) as place from pair
) ranked where place <= %(kept)s
"""

"""Count the days of shops, and keep the score that each ended with (R-003-18)."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from desk.models import Objection, ScoreDay
from desk.rules.score import FAULTS, LONG, Tally, score_tenths, windows
from desk.selectors.score import tallies_between
from desk.states import ObjectionState
from kernel.arrays import columns
from kernel.scope import PLATFORM, Scope
from orders.public import tally_by_day
from sellers.public import ShopProfile, shops_at_work


def count_scores(*, now: datetime) -> int:
    """Count every shop whose yesterday is not counted yet; return how many there were.

    Again on the same day it finds nothing to do. A shop's day ends at midnight in its own zone.
    """
    newest = dict(
        ScoreDay.objects.of(PLATFORM).order_by("shop_id", "-day").distinct("shop_id")
        .values_list("shop_id", "day")
    )  # fmt: skip
    waiting = [shop for shop in shops_at_work() if newest.get(shop.id) != _today(shop, now) - _DAY]
    for shop in waiting:
        count_shop(shop=shop, now=now)
    return len(waiting)


@transaction.atomic
def count_shop(*, shop: ShopProfile, now: datetime) -> None:
    """Count the last 30 days of one shop anew, today excluded, and each day's score from these.

    What came to light late is counted on its own day; orders of accepted objections are not counted.
    """
    with (
        connection.cursor() as cursor
    ):  # two that count the same shop would wait for each other's rows
        cursor.execute("select pg_advisory_xact_lock(hashtext('desk.score'), %s)", [shop.id])
    today = _today(shop, now)
    first, last = today - LONG * _DAY, today - _DAY
    found = tally_by_day(
        shop.id,
        zone=shop.zone,
        first=first,
        last=last,
        faults=FAULTS,
        excluded=_excluded(shop.id),
    )
    days = tallies_between(Scope.shop(shop.id), first - LONG * _DAY, first - _DAY)
    days |= {
        row.day: Tally(row.kept, row.missed, row.handled, row.at_fault, row.out_of_stock)
        for row in found
    }
    _store(shop.id, days, (first + n * _DAY for n in range(LONG)))


def _store(shop_id: int, days: Mapping[date, Tally], wanted: Iterable[date]) -> None:
    rows = [
        (
            shop_id,
            day,
            days[day].kept,
            days[day].missed,
            days[day].handled,
            days[day].at_fault,
            days[day].out_of_stock,
            score_tenths(windows(days, day + _DAY)),
        )
        for day in wanted
    ]
    with connection.cursor() as cursor:
        cursor.execute(_UPSERT, columns(rows))


def _excluded(shop_id: int) -> list[UUID]:
    rows = Objection.objects.of(Scope.shop(shop_id)).filter(state=ObjectionState.ACCEPTED)
    return list(rows.values_list("order_id", flat=True))


def _today(shop: ShopProfile, now: datetime) -> date:
    return now.astimezone(ZoneInfo(shop.zone)).date()


_DAY = timedelta(days=1)
_UPSERT = """
insert into desk_scoreday (shop_id, day, kept, missed, handled, at_fault, out_of_stock, score_tenths)
select * from unnest(%s::bigint[], %s::date[], %s::int[], %s::int[], %s::int[], %s::int[], %s::int[],
                     %s::int[])
on conflict (shop_id, day) do update set (kept, missed, handled, at_fault, out_of_stock, score_tenths)
  = (excluded.kept, excluded.missed, excluded.handled, excluded.at_fault, excluded.out_of_stock,
     excluded.score_tenths)
"""

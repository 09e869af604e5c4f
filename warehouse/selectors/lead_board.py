"""The lead's board: stages, waves, people and the forecast, in a fixed number of statements."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from warehouse.models import Warehouse
from warehouse.rules.outlook import OpenParcel, Outlook, by_wave, outlook
from warehouse.rules.waves import Pace, next_cut_offs
from warehouse.selectors.waiting_parcels import pace_of, people_at_work
from warehouse.states import OutboundState, WaveState

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
O = OutboundState  # noqa: E741
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("short", (O.SHORT,)),
    ("released", (O.RELEASED,)),
    ("picking", (O.IN_WAVE, O.PICKING)),
    ("picked", (O.PICKED, O.SORTED)),
    ("packing", (O.PACKED, O.LABELLED, O.WEIGHED)),
    ("dispatched", (O.DISPATCHED,)),
    ("pallets", (O.PALLETISED,)),
    ("stopped", (O.INTERCEPTED, O.PUT_BACK)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveOnBoard:
    """One wave: how far it is, and how many of its parcels will miss."""

    number: int
    state: str
    start_by: datetime
    picked: int
    lines: int
    parcels: int
    missing: int
    is_late: bool

    @property
    def is_begun(self) -> bool:
        """Whether somebody picks it."""
        return self.state == WaveState.PICKING


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonOnBoard:
    """What somebody did in the last hour: the work done most, scans, how many were wrong."""

    name: str
    work: str
    scans: int
    wrong: int
    last_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Everything the board shows at one moment."""

    cut_off: datetime
    now: datetime
    people: int
    pace: Pace
    stages: list[tuple[str, int]]
    left_today: int
    outlook: Outlook
    waves: list[WaveOnBoard]
    persons: list[PersonOnBoard]


def lead_board(warehouse: Warehouse, *, now: datetime) -> Board:
    """Return the board of a building: six statements, whatever is going on there."""
    [cut_off] = next_cut_offs(
        now, cut_off=warehouse.cut_off, zone=ZoneInfo(warehouse.zone), count=1
    )
    pace, people = pace_of(warehouse.pk), people_at_work(warehouse.pk, at=now)
    found = _rows(_PARCELS, [warehouse.pk])
    states = Counter(row["state"] for row in found)
    waiting = [_parcel(row) for row in found if row["state"] in _BEFORE_SCAN]
    seen = outlook(waiting, pace=pace, people=people, now=now, cut_off=cut_off)
    missing = by_wave(seen.missing)
    return Board(
        cut_off=cut_off,
        now=now,
        people=people,
        pace=pace,
        stages=[(name, sum(states[state] for state in group)) for name, group in GROUPS],
        left_today=_rows(_LEFT, [warehouse.pk, cut_off - DAY])[0]["left_today"],
        outlook=seen,
        waves=[_wave(row, missing, now) for row in _rows(_WAVES, [warehouse.pk])],
        persons=[PersonOnBoard(**row) for row in _rows(_PERSONS, [warehouse.pk, now - HOUR, now])],
    )


def _parcel(row: dict[str, Any]) -> OpenParcel:
    return OpenParcel(**row)


def _wave(row: dict[str, Any], missing: dict[int | None, int], now: datetime) -> WaveOnBoard:
    late = row["state"] == WaveState.PLANNED and row["start_by"] < now
    return WaveOnBoard(**row, missing=missing.get(row["number"], 0), is_late=late)


def _rows(sql: str, values: list[Any]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


_BEFORE_SCAN = frozenset(
    {O.SHORT, O.RELEASED, O.IN_WAVE, O.PICKING, O.PICKED, O.SORTED, O.PACKED, O.LABELLED, O.WEIGHED}
)
_PARCELS = """
select o.id as key, r.number as "order", o.state, w.number as wave, o.dispatch_by,
       coalesce(l.lines, 0) as lines, coalesce(l.to_pick, 0) as to_pick
from warehouse_outbound o join orders_order r on r.id = o.order_id
left join warehouse_wave w on w.id = o.wave_id
left join lateral (select count(*)::int as lines,
                          count(*) filter (where n.picked < n.quantity)::int as to_pick
                   from warehouse_outboundline n where n.outbound_id = o.id) l on true
where o.warehouse_id = %s and o.state not in ('handed_over', 'ended')
order by o.dispatch_by nulls last, o.released_at
"""
_LEFT = """
select count(*)::int as left_today from warehouse_outbound
where warehouse_id = %s and dispatched_at >= %s
"""
_WAVES = """
select w.number, w.state, w.start_by,
       coalesce(sum(p.picked), 0)::int as picked, coalesce(sum(p.quantity), 0)::int as lines,
       count(distinct l.outbound_id)::int as parcels
from warehouse_wave w left join warehouse_pickline p on p.wave_id = w.id
left join warehouse_outboundline l on l.id = p.outbound_line_id
where w.warehouse_id = %s and w.state in ('planned', 'picking')
group by w.id order by w.start_by, w.number
"""
_PERSONS = """
select max(s.who) as name, mode() within group (order by s.action) as work, count(*)::int as scans,
       count(*) filter (where s.verdict <> 'ok')::int as wrong, max(s.at) as last_at
from warehouse_scan s
where s.warehouse_id = %s and s.at between %s and %s and s.user_id is not null
group by s.user_id order by count(*) desc
"""

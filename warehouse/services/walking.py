"""Where a parcel-to-be is on its walk: short of goods, waiting for a wave, being picked, picked again."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection

from kernel.arrays import literal
from warehouse.models import Outbound
from warehouse.services.extra_waves import extra_wave
from warehouse.services.parcels import drop_open_picks, lines_held_on_shelves
from warehouse.states import OutboundState

O = OutboundState  # noqa: E741
UNPACKED = frozenset({O.RELEASED, O.IN_WAVE, O.PICKING, O.PICKED, O.SORTED, O.SHORT})


def keep_walking(
    parcel: Outbound, *, at: datetime, is_known: bool = True, changed: bool = False
) -> None:
    """Let a held parcel-to-be wait for goods it lacks, go on when it has them, be picked further if it grew.

    ``changed`` when its lines or where they lie changed: its places on the walk are reckoned anew.
    """
    if parcel.state not in UNPACKED:
        return
    lacking = not is_known or _lacks(parcel)
    if parcel.state in (O.PICKED, O.SORTED):
        if _left_to_pick(parcel):
            pick_again(parcel, at=at, lacking=lacking)
    elif lacking and parcel.state != O.SHORT:
        fall_short(parcel, at=at)
    elif not lacking and parcel.state == O.SHORT:
        parcel.resume()
        save(parcel)
    elif changed and parcel.state in (O.IN_WAVE, O.PICKING):
        drop_open_picks([parcel.pk], at=at)
        add_picks([parcel.pk])


def fall_short(parcel: Outbound, *, at: datetime) -> None:
    """Take a held parcel-to-be out of its wave until it has its goods; what was picked waits in its tote."""
    drop_open_picks([parcel.pk], at=at)
    parcel.fall_short()
    save(parcel)


def pick_again(parcel: Outbound, *, at: datetime, lacking: bool) -> None:
    """Send a picked parcel-to-be for what it lacks: at once in a wave of its own, or when goods come."""
    parcel.fail_check()
    parcel.checked_at = None
    if lacking:
        save(parcel)
        fall_short(parcel, at=at)
        return
    parcel.wave_id = extra_wave(parcel, at=at)
    save(parcel)
    add_picks([parcel.pk])


def add_picks(outbound_ids: Iterable[UUID]) -> int:
    """Put onto the picking lists what these parcels in waves still need, where it is held; return how many.

    Each line by the place of its cell on the walk (R-002-15). One statement, whatever the number.
    """
    ids = literal(list(outbound_ids))
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [ids, ids])
        return int(cursor.rowcount)


def save(parcel: Outbound) -> None:
    """Save a held parcel-to-be under its next version."""
    parcel.version += 1
    parcel.save()


def _lacks(parcel: Outbound) -> bool:
    held = lines_held_on_shelves([parcel.pk])
    return any(held.get(line.pk, 0) < line.quantity - line.picked for line in parcel.lines.all())


def _left_to_pick(parcel: Outbound) -> bool:
    return any(line.picked < line.quantity for line in parcel.lines.all())


_ADD = """
with waiting as (
  select p.outbound_line_id, p.balance_id, sum(p.quantity - p.picked - p.short) as n
  from warehouse_pickline p join warehouse_outboundline l on l.id = p.outbound_line_id
  where l.outbound_id = any(%s::uuid[]) and p.ended_at is null group by 1, 2
), needed as (
  select l.id, l.order_id, l.offer_id, o.wave_id, l.quantity - l.picked - coalesce(
           (select sum(n) from waiting w where w.outbound_line_id = l.id), 0) as n
  from warehouse_outboundline l join warehouse_outbound o on o.id = l.outbound_id
  where l.outbound_id = any(%s::uuid[]) and o.wave_id is not null
), held as (
  select n.id as line, n.wave_id, n.n, r.balance_id, c.path,
         r.quantity - coalesce(w.n, 0) as free,
         coalesce(sum(r.quantity - coalesce(w.n, 0)) over (
           partition by n.id order by c.path, r.balance_id
           rows between unbounded preceding and 1 preceding), 0) as before
  from needed n join warehouse_reservation r on r.order_id = n.order_id
  join warehouse_balance b on b.id = r.balance_id and b.offer_id = n.offer_id
  join warehouse_cell c on c.id = b.cell_id and c.kind = 'shelf'
  left join waiting w on w.outbound_line_id = n.id and w.balance_id = r.balance_id
  where n.n > 0
)
insert into warehouse_pickline (wave_id, outbound_line_id, balance_id, path, quantity, picked, short)
select wave_id, line, balance_id, path, least(free, n - before), 0, 0 from held
where free > 0 and n - before > 0
on conflict (wave_id, outbound_line_id, balance_id) do update
  set quantity = warehouse_pickline.quantity + excluded.quantity, ended_at = null, picker_id = null
"""

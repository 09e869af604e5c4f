"""Plan waves of picking, and drop one that is not to be picked after all (R-002-15)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from kernel.arrays import columns
from kernel.errors import Conflict, NotFound
from warehouse.models import Outbound, PickLine, Warehouse, Wave
from warehouse.rules.waves import MOST_ORDERS, Plan, PlannedWave
from warehouse.selectors.waiting_parcels import people_at_work, plan_for, waiting_jobs
from warehouse.services.extra_waves import next_wave_number
from warehouse.services.walking import add_picks
from warehouse.states import OutboundState, WaveState

MOST = 2_000
SOON = timedelta(minutes=30)


class NoSuchWave(NotFound):
    """No wave has this number here."""

    code = "no_such_wave"


class WaveIsBegun(Conflict):
    """Goods of the wave were picked already."""

    code = "wave_is_begun"


@transaction.atomic
def plan_waves(
    warehouse_id: int, *, at: datetime, pickers: int | None = None, only_due: bool = False
) -> Plan:
    """Put released parcels into waves reckoned backwards from the cut-off, with a picking list each.

    ``pickers`` are those who scanned something lately unless told. ``only_due`` leaves out waves that are
    neither full nor to be begun soon: more orders may still join them. Planners wait for one another; a
    parcel that changes this moment is left for the next time. The number of statements does not grow with
    that of the parcels. Returns the plan, with what will miss the cut-off and why.
    """
    warehouse = Warehouse.objects.select_for_update(no_key=True).get(pk=warehouse_id)
    rows = Outbound.everything.filter(warehouse_id=warehouse_id, state=OutboundState.RELEASED)
    held = rows.select_for_update(no_key=True, skip_locked=True).order_by("dispatch_by", "pk")
    jobs = waiting_jobs(warehouse_id, list(held.values_list("pk", flat=True)[:MOST]))
    people = pickers or people_at_work(warehouse_id, at=at)
    made = plan_for(warehouse, jobs, at=at, people=people)
    due = [w for w in made.waves if not only_due or _is_due(w, at)]
    if due:
        _write(warehouse_id, due, at)
    return made


def plan_everywhere(*, now: datetime) -> int:
    """Plan what is due in every warehouse, each in a transaction of its own; return how many waves."""
    before = Wave.objects.count()
    for warehouse_id in Warehouse.objects.order_by("pk").values_list("pk", flat=True):
        plan_waves(warehouse_id, at=now, only_due=True)
    return Wave.objects.count() - before


@transaction.atomic
def drop_wave(wave_id: int, *, at: datetime) -> Wave:
    """Give up a wave of which nothing was picked; its parcels are planned anew.

    Raises NoSuchWave, and WaveIsBegun naming what to do instead.
    """
    wave = Wave.objects.select_for_update(no_key=True).filter(pk=wave_id).first()
    if wave is None:
        raise NoSuchWave(_("There is no such wave."))
    rows = Outbound.everything.filter(wave_id=wave_id).order_by("pk")
    parcels = list(rows.select_for_update(no_key=True))
    begun = any(parcel.state != OutboundState.IN_WAVE for parcel in parcels)
    if begun or wave.state not in (WaveState.PLANNED, WaveState.PICKING):
        raise WaveIsBegun(
            _("Goods of wave %(number)s were picked already: let it be picked to the end.")
            % {"number": wave.number}
        )
    PickLine.objects.filter(wave_id=wave_id).delete()
    for parcel in parcels:
        parcel.unplan()
        parcel.version += 1
        parcel.save()
    wave.drop(at=at)
    wave.save()
    return wave


def _is_due(wave: PlannedWave, at: datetime) -> bool:
    return len(wave.jobs) >= MOST_ORDERS or wave.start_by <= at + SOON


def _write(warehouse_id: int, waves: Sequence[PlannedWave], at: datetime) -> None:
    """Write the waves, move their parcels into them and make the picking lists: three statements."""
    first = next_wave_number(warehouse_id)
    rows: list[Any] = [
        (number, wave.start_by, wave.leave_by, max(round(wave.work.total_seconds() / 60), 1))
        for number, wave in enumerate(waves, start=first)
    ]
    numbers = [
        (job.key, number) for number, wave in enumerate(waves, start=first) for job in wave.jobs
    ]
    with connection.cursor() as cursor:
        cursor.execute(_WAVES, [warehouse_id, at, *columns(rows)])
        cursor.execute(_MOVE, [*columns(numbers), warehouse_id])
    add_picks([key for key, _number in numbers])


_WAVES = """
insert into warehouse_wave (warehouse_id, number, state, planned_at, start_by, leave_by, minutes)
select %s, g.number, 'planned', %s, g.start_by, g.leave_by, g.minutes
from unnest(%s::int[], %s::timestamptz[], %s::timestamptz[], %s::int[])
     as g(number, start_by, leave_by, minutes)
"""
# The trigger of the table of moves stands behind this one too.
_MOVE = """
update warehouse_outbound o set state = 'in_wave', wave_id = w.id, version = o.version + 1
from unnest(%s::uuid[], %s::int[]) as g(id, number)
join warehouse_wave w on w.number = g.number and w.warehouse_id = %s
where o.id = g.id
"""

"""Waves: planned in bulk, sorted by the walk, dropped again (R-002-15)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kernel.scope import PLATFORM
from tests.factories.outbounds import LATER, in_wave, on_shelf, parcel_of, released, shelf_of
from tests.factories.warehouse import shop_in_storage, warehouse_of
from warehouse.models import Outbound, PickLine, Wave, WorkPace
from warehouse.selectors.waiting_parcels import forecast
from warehouse.services.planning import WaveIsBegun, drop_wave, plan_waves

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return shop_in_storage()


def test_r_002_15_a_wave_of_n_orders_is_one_list_sorted_by_the_walk(shop):
    near, far = on_shelf(shop), on_shelf(shop)
    parcels = in_wave({far: 1, near: 2}, {near: 1}, {far: 3})
    [wave] = Wave.objects.all()
    listed = [
        (line.balance.cell, line.outbound_line.outbound_id, line.quantity)
        for line in PickLine.objects.filter(wave=wave).select_related("balance__cell")
    ]
    assert listed == [
        (shelf_of(near), parcels[0].pk, 2),
        (shelf_of(near), parcels[1].pk, 1),
        (shelf_of(far), parcels[0].pk, 1),
        (shelf_of(far), parcels[2].pk, 3),
    ]
    assert {(p.state, p.wave_id) for p in parcels} == {("in_wave", wave.pk)}
    assert wave.start_by < wave.leave_by


def test_planning_again_changes_nothing(shop):
    in_wave({on_shelf(shop): 1})
    before = list(PickLine.objects.values())
    plan_waves(warehouse_of(shop).pk, at=parcel_of(Outbound.everything.get().order).released_at)
    assert (list(PickLine.objects.values()), Wave.objects.count()) == (before, 1)


def test_the_beat_waits_for_more_orders_while_there_is_time(shop):
    parcel = released({on_shelf(shop): 1})
    plan_waves(parcel.warehouse_id, at=parcel.released_at, pickers=2, only_due=True)
    assert Wave.objects.count() == 0
    due = parcel.released_at.replace(hour=15, minute=50) + timedelta(days=1)
    plan_waves(parcel.warehouse_id, at=due, pickers=2, only_due=True)
    assert (Wave.objects.count(), parcel_of(parcel.order).state) == (1, "in_wave")


def test_what_cannot_be_done_before_the_cut_off_is_foreseen(shop):
    parcel = released({on_shelf(shop): 1})
    WorkPace.objects.create(
        warehouse_id=parcel.warehouse_id, work="pack", seconds=3 * 3600, measured=5
    )
    told = forecast(warehouse_of(shop), at=parcel.released_at.replace(hour=14), people=1)
    assert [(miss.job.key, miss.why) for miss in told.misses] == [(parcel.pk, "too_long")]
    assert Wave.objects.count() == 0


def test_a_wave_of_which_nothing_was_picked_is_dropped(shop):
    [parcel] = in_wave({on_shelf(shop): 1})
    drop_wave(parcel.wave_id, at=parcel.released_at + LATER)
    after = parcel_of(parcel.order)
    assert (after.state, after.wave_id, PickLine.objects.count()) == ("released", None, 0)
    assert Wave.objects.get().state == "dropped"
    with pytest.raises(WaveIsBegun):
        drop_wave(Wave.objects.get().pk, at=parcel.released_at + LATER)


@pytest.mark.parametrize("count", [1, 5])
def test_the_number_of_statements_does_not_grow(shop, count):
    offer = on_shelf(shop, 50)
    parcels = [released({offer: 1}) for _ in range(count)]
    with CaptureQueriesContext(
        connection,
    ) as asked:
        plan_waves(parcels[0].warehouse_id, at=parcels[0].released_at, pickers=3)
    assert (len(asked), Outbound.objects.of(PLATFORM).filter(state="in_wave").count()) == (
        12,
        count,
    )

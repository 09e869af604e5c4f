"""The cut-off under rivals, kills and outages: one batch a day, true times, nobody left out (issue 5)."""

import random
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import connection

from kernel.invariants import check
from kernel.remote.models import RemoteCall
from logistics.models import DispatchDay, DispatchNotice, Pickup
from logistics.public import INVARIANTS
from logistics.services import close_days, closing, notify_dispatch
from logistics.services.closing import GRACE
from tests.factories.dispatch import (
    DUE,
    NOON,
    Recipients,
    answer,
    calls,
    connect,
    notices_of,
    scanned,
)
from tests.factories.warehouse import shop_in_storage
from tests.racing import together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.beside]


@pytest.fixture(autouse=True)
def recipients():
    standing = Recipients()
    yield standing
    standing.go()


@pytest.fixture
def shop():
    shop = shop_in_storage()
    connect(shop)
    return shop


def broken():
    return [(one.invariant.name, one.rows) for one in check(INVARIANTS) if one.count]


def acknowledged(shop, n=6):
    parcels = scanned(shop, n, at=DUE - timedelta(seconds=1))
    notify_dispatch([parcel.pk for parcel in parcels], now=NOON)
    for notice in notices_of(parcels):
        answer(notice, at=DUE)
    return parcels


def test_three_sealers_at_once_make_one_batch_and_one_pickup(shop):
    """R-002-10, R-002-25: 0 missed, 0 double."""
    for on in range(5):
        at = DUE + timedelta(days=on)
        parcels = scanned(shop, 3, at=at - timedelta(seconds=1))
        notify_dispatch([parcel.pk for parcel in parcels[:2]], now=at)
        for notice in notices_of(parcels[:2]):
            answer(notice, at=at)
        together(lambda _n, at=at: close_days(now=at + GRACE), 3)
        together(lambda _n, at=at: close_days(now=at + 2 * GRACE), 3)
    days = DispatchDay.objects.filter(state="asked")
    assert (days.count(), Pickup.everything.count(), len(calls("pickup"))) == (5, 5, 5)
    assert (DispatchNotice.everything.count(), len(calls())) == (15, 15)
    assert broken() == []


def test_the_control_without_the_row_in_hand_two_sealers_ask_for_two_trucks(shop, monkeypatch):
    """The protection off, the fault appears: who does not hold the day's row settles it beside another."""
    acknowledged(shop)
    close_days(now=NOON)
    day = DispatchDay.objects.get(on=DUE.date())
    closing.seal_day(day.pk, now=DUE)
    monkeypatch.setattr(
        closing,
        "_held",
        lambda pk, state: (
            DispatchDay.objects.select_related("warehouse", "channel")
            .filter(pk=pk, state=state)
            .first()
        ),
    )
    outcomes = together(lambda _n: closing.settle_day(day.pk, now=DUE + GRACE), 3)
    assert sum(isinstance(one, Exception) for one in outcomes) > 0


def test_a_sealer_killed_in_the_middle_leaves_nothing_half_done(shop, monkeypatch):
    parcels = acknowledged(shop)
    real = closing.ask_pickups

    def killed(*args, **more):
        real(*args, **more)
        raise KeyboardInterrupt

    monkeypatch.setattr(closing, "ask_pickups", killed)
    with pytest.raises(KeyboardInterrupt):
        close_days(now=DUE + GRACE)
    day = DispatchDay.objects.get(on=DUE.date())
    assert (day.state, Pickup.everything.count(), calls("pickup")) == ("sealed", 0, [])
    monkeypatch.setattr(closing, "ask_pickups", real)
    close_days(now=DUE + 2 * GRACE)
    assert (Pickup.everything.get().parcels, len(calls("pickup"))) == (len(parcels), 1)
    day.refresh_from_db()
    assert (day.sealed_at, day.settled_at) == (DUE + GRACE, DUE + 2 * GRACE)
    assert broken() == []


def test_a_fact_and_the_sealer_tell_of_a_parcel_once(shop):
    """Both find the same scans untold: each is told of once, and neither fails."""
    parcels = scanned(shop, 20, at=DUE - timedelta(seconds=1))
    ids = [parcel.pk for parcel in parcels]
    close_days(now=NOON)
    acts = [
        lambda: close_days(now=DUE),
        lambda: notify_dispatch(ids, now=DUE),
        lambda: notify_dispatch(ids[:10], now=DUE),
    ]
    outcomes = together(lambda n: acts[n](), 3)
    assert [one for one in outcomes if isinstance(one, Exception)] == []
    assert (DispatchNotice.everything.count(), RemoteCall.objects.count()) == (20, 20)
    assert broken() == []


def simulated(shop, years, chance, seed):
    """Play so many years, the sealer away now and then for up to three days; return the sealed days."""
    chosen = random.Random(seed)
    at, end = NOON, NOON + timedelta(days=365 * years)
    while at < end:
        close_days(now=at)
        close_days(now=at)
        away = chosen.random() < chance
        at += timedelta(hours=chosen.uniform(1, 75) if away else chosen.uniform(6, 20))
    close_days(now=end)
    rows = DispatchDay.objects.exclude(state="open").order_by("on")
    return list(rows.values_list("on", "begins_at", "due_at", "sealed_at"))


@pytest.mark.parametrize(
    "years", [0.25, pytest.param(10, marks=pytest.mark.at_length)], ids=["a quarter", "ten years"]
)
def test_years_of_cut_offs_over_clock_changes_and_outages(shop, years):
    """Issue 5: 0 missed, 0 double; each day was sealed once, not before its cut-off, with its true time."""
    days = simulated(shop, years, 0.2, seed=7)
    first = days[0][0]
    assert [on for on, *_rest in days] == [first + timedelta(days=n) for n in range(len(days))]
    assert len(days) >= 365 * years
    assert all(sealed >= due for _on, _begins, due, sealed in days)
    assert all(one[2] == two[1] for one, two in pairwise(days))
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from logistics_dispatchday where state = 'sealed'")
        assert cursor.fetchone()[0] == 0

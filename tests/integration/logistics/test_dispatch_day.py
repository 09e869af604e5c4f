"""Dispatch notices, days and pickups as rows: who is told, which day counts, what the truck is asked for."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kernel.calendars.models import WorkCalendar
from kernel.history import History
from kernel.invariants import check
from kernel.remote import Call, Done, Ended, Refused
from kernel.remote.models import RemoteCall
from logistics.clients.recipients import told_by
from logistics.models import DispatchDay, DispatchNotice, Link, Pickup, PickupTerms
from logistics.public import INVARIANTS
from logistics.services import (
    choose_slot,
    close_days,
    notify_dispatch,
    settle_pickup,
)
from logistics.services.closing import GRACE, seal_day
from logistics.services.pickups import SlotRefused, ask_pickup_again, not_in_pickup
from logistics.services.telling_again import tell_again
from logistics.states import LinkModel, Recipient
from orders.models import Channel
from tests.factories.dispatch import (
    CHANNEL,
    CHIEF,
    DUE,
    NOON,
    Recipients,
    answer,
    calls,
    connect,
    notices_of,
    scanned,
    told,
)
from tests.factories.docks import closed_pallet, dock_of_shop, loaded_truck
from tests.factories.warehouse import shop_in_storage, warehouse_of
from warehouse.models import Outbound
from warehouse.services.acknowledging import NotAcknowledged
from warehouse.services.carrying_allowed import CarrierNotAllowed
from warehouse.services.freezing import freeze_handover

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def recipients():
    standing = Recipients()
    yield standing
    standing.go()


@pytest.fixture
def shop(db):
    return shop_in_storage()


def wall(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC) - timedelta(hours=2)  # Kyiv in winter


def day_of(notice):
    return DispatchDay.objects.get(pk=notice.day_id)


def states():
    return sorted(DispatchNotice.everything.values_list("state", flat=True))


@pytest.mark.parametrize(
    ("model", "partner"),
    [
        pytest.param(LinkModel.PARTNER, "silent_partner", id="R-002-05"),
        pytest.param(LinkModel.SELLER, "silent_cainiao", id="R-002-06"),
    ],
)
def test_a_dispatch_is_told_once_and_to_one_recipient(shop, model, partner):
    """R-002-05, R-002-06: one event to the trade partner and none to Cainiao, or the reverse."""
    connect(shop, model)
    [parcel] = scanned(shop)
    assert [notify_dispatch([parcel.pk], now=NOON) for _ in range(3)] == [1, 0, 0]
    assert calls() == [(partner, f"outbound:{parcel.pk}")]
    payload = RemoteCall.objects.get().payload
    assert (payload["partner_code"], payload["parcel"]) == (f"OTG-{shop.pk}", parcel.code)


def test_r_002_01_switching_the_model_changes_recipients_only(shop):
    link = connect(shop)
    [before] = told(shop)
    connect(shop, LinkModel.PARTNER)
    [after] = told(shop)
    assert [partner for partner, _about in calls()] == ["silent_cainiao", "silent_partner"]
    before.refresh_from_db()
    assert (before.recipient, before.state, after.recipient) == ("cainiao", "planned", "partner")
    assert Link.everything.get().partner_code == link.partner_code
    changed = History.objects.filter(subject_kind="link", action="change").get()
    assert changed.changes["model"] == ["seller", "partner"]


def test_a_channel_that_is_not_connected_is_told_of_to_nobody_until_it_is(shop):
    [parcel] = scanned(shop)
    notify_dispatch([parcel.pk], now=NOON)
    [notice] = notices_of([parcel])
    assert (notice.state, notice.recipient, notice.day_id, calls()) == (
        "not_needed",
        "nobody",
        None,
        [],
    )
    connect(shop, at=NOON + SECOND)
    notice.refresh_from_db()
    assert (notice.state, day_of(notice).on) == ("planned", date(2026, 2, 4))
    assert calls() == [("silent_cainiao", f"outbound:{parcel.pk}")]


@pytest.mark.parametrize(
    ("at", "on", "pickup"),
    [
        ("2026-12-30 17:59:59", date(2026, 12, 30), date(2026, 12, 31)),
        ("2026-12-30 18:00:00", date(2026, 12, 31), date(2027, 1, 2)),
        ("2026-12-31 17:00:00", date(2026, 12, 31), date(2027, 1, 2)),
    ],
)
def test_r_002_09_the_scans_time_decides_the_day_and_the_pickup(shop, at, on, pickup):
    """R-002-09, R-002-41: vectors of section 11, the batch closed when its cut-off comes."""
    connect(shop)
    [notice] = told(shop, at=wall(at))
    answer(notice, at=wall(at) + SECOND)
    due = day_of(notice).due_at
    close_days(now=due)
    day = day_of(notice)
    assert (day.on, day.state, day.sealed_at, day.pickup_on) == (on, "asked", due, pickup)
    assert Pickup.everything.get(day=day).parcels == 1


def test_r_002_41_a_contract_override_changes_the_calendar_of_its_pickups(shop):
    """R-002-41, C-04: no truck on Sundays, and other hours, for this warehouse and channel alone."""
    WorkCalendar.objects.create(
        code="agreed",
        title="Agreed",
        zone="Europe/Kyiv",
        weekly_hours={str(n): [["10:00", "14:00"]] for n in range(6)},
    )
    PickupTerms.objects.create(
        warehouse=warehouse_of(shop),
        channel_id=CHANNEL,
        calendar="agreed",
        opens=time(10),
        closes=time(14),
    )
    connect(shop)
    [notice] = told(shop, at=wall("2026-02-07 12:00"))
    answer(notice)
    close_days(now=day_of(notice).due_at)
    day = day_of(notice)
    assert (day.pickup_on, day.pickup_from, day.pickup_until) == (
        date(2026, 2, 9),
        time(10),
        time(14),
    )


def test_r_002_10_r_002_26_one_pickup_of_acknowledged_parcels_only(shop):
    connect(shop)
    yes, no, silent = told(shop, 3, at=DUE - SECOND)
    answer(yes, at=DUE)
    answer(no, refused="unknown order")
    assert close_days(now=DUE) == 1  # sealed; one is not answered yet
    assert Pickup.everything.count() == 0
    assert [close_days(now=DUE + GRACE) for _ in range(3)] == [1, 0, 0]
    pickup = Pickup.everything.get()
    assert list(pickup.notices.values_list("pk", flat=True)) == [yes.pk]
    [call] = RemoteCall.objects.filter(operation="pickup")
    assert call.payload["parcels"] == [yes.outbound.code]
    assert not_in_pickup(day_of(yes)) == [(shop.pk, 2, 1)]
    silent.refresh_from_db()
    assert (silent.state, silent.pickup_id) == ("planned", None)


def test_more_than_a_pickup_takes_are_asked_for_in_parts_and_a_refused_part_by_itself(
    shop, recipients
):
    """R-002-10: each parcel in one request; the second part is asked again with its own parcels."""
    told_by(Recipient.CAINIAO, replace(recipients.cainiao, most_in_pickup=2))
    connect(shop)
    notices = told(shop, 3, at=DUE - SECOND)
    for notice in notices:
        answer(notice, at=DUE)
    close_days(now=DUE)
    codes = [notice.outbound.code for notice in notices]
    first, second = Pickup.everything.order_by("part")
    asked = {
        call.about: call.payload["parcels"]
        for call in RemoteCall.objects.filter(operation="pickup")
    }
    assert asked == {f"pickup:{first.pk}": codes[:2], f"pickup:{second.pk}": codes[2:]}
    assert [(one.part, one.parcels) for one in (first, second)] == [(1, 2), (2, 1)]

    call = RemoteCall.objects.get(about=f"pickup:{second.pk}")
    settle_pickup(
        Ended(Call(str(call.pk), call.about, call.payload), Refused("full", "No truck left")),
        at=DUE,
    )
    # With other parcels than before the call that stands would forbid it.
    assert ask_pickup_again(second.pk, actor=CHIEF, at=DUE + SECOND).state == "planned"
    assert not_in_pickup(day_of(notices[0])) == []


def test_r_002_26_acknowledged_later_it_goes_along_with_the_next_pickup(shop):
    connect(shop)
    [late] = told(shop, at=DUE - SECOND)
    close_days(now=DUE + GRACE)
    close_days(now=DUE + 2 * GRACE)
    assert (day_of(late).state, Pickup.everything.count()) == ("asked", 0)
    answer(late, at=DUE + timedelta(hours=1))
    [next_day] = told(shop, at=DUE)
    answer(next_day, at=DUE + timedelta(hours=1))
    close_days(now=DUE + timedelta(days=1))
    pickup = Pickup.everything.get()
    assert (pickup.day.on, pickup.parcels) == (date(2026, 2, 5), 2)


def test_r_002_25_a_day_closes_daily_with_or_without_parcels_however_late_we_come(shop):
    """R-002-25: beat dead from 17:30 to 18:40, and for three days: one batch a day, true times."""
    connect(shop)
    close_days(now=NOON)
    early, late = scanned(shop, at=DUE - SECOND), scanned(shop, at=DUE)
    came = DUE + timedelta(minutes=40)
    close_days(now=came)  # the facts of the scans have not come round either
    notify_dispatch([late[0].pk], now=came)
    today, tomorrow = notices_of([*early, *late])
    day = day_of(today)
    assert (day.due_at, day.sealed_at, day.state) == (DUE, came, "sealed")
    assert (day_of(tomorrow).on, day_of(tomorrow).state) == (date(2026, 2, 5), "open")
    back = DUE + timedelta(days=3, hours=1)
    close_days(now=back)
    days = DispatchDay.objects.order_by("on").values_list("on", "state", "sealed_at")
    assert [(f"{on:%d}", state, at) for on, state, at in days] == [
        ("04", "asked", came),
        ("05", "sealed", back),
        ("06", "asked", back),
        ("07", "asked", back),
        ("08", "open", None),
    ]


def test_r_002_13_the_window_is_the_warehouses_and_a_slot_outside_it_is_refused(shop):
    connect(shop)
    close_days(now=NOON)
    day = DispatchDay.objects.get()
    with pytest.raises(SlotRefused, match="from 09:00 to 19:00"):
        choose_slot(day.pk, since=time(8), until=time(12), actor=CHIEF, at=NOON)
    day.refresh_from_db()
    assert day.pickup_from is None
    choose_slot(day.pk, since=time(14), until=time(16), actor=CHIEF, at=NOON)
    PickupTerms.objects.create(
        warehouse_id=day.warehouse_id, channel_id=CHANNEL, opens=time(8), closes=time(20)
    )
    choose_slot(day.pk, since=time(8), until=time(20), actor=CHIEF, at=NOON)
    [notice] = told(shop)
    answer(notice)
    close_days(now=DUE)
    payload = RemoteCall.objects.get(operation="pickup").payload
    assert (payload["on"], payload["since"], payload["until"]) == ("2026-02-05", "08:00", "20:00")


def test_r_002_39_the_pickup_copies_the_address_and_later_edits_change_nothing_sent(shop):
    connect(shop)
    [notice] = told(shop)
    answer(notice)
    close_days(now=DUE)
    place = warehouse_of(shop)
    before, place.address = place.address, "elsewhere"
    place.save()
    close_days(now=DUE + GRACE)
    assert day_of(notice).pickup_address == before
    assert RemoteCall.objects.get(operation="pickup").payload["address"] == before


def test_r_002_12_no_parcel_stands_on_a_closed_sheet_before_it_is_acknowledged(shop):
    connect(shop)
    dock = dock_of_shop(shop)
    first, second = told(shop, 2)
    parcels = list(Outbound.everything.order_by("pk"))
    truck = loaded_truck(dock, [closed_pallet(dock, parcels)])
    answer(first, at=NOON)
    answer(second, at=NOON, refused="no such order")
    with pytest.raises(NotAcknowledged, match=second.outbound.code) as refused:
        freeze_handover(handover_id=truck.pk, at=DUE)
    assert refused.value.details["parcels"] == [second.outbound.code]
    truck.refresh_from_db()
    assert (truck.state, truck.number) == ("loading", "")
    assert tell_again([second.pk, first.pk], actor=CHIEF, at=DUE) == 1
    second.refresh_from_db()
    answer(second, at=DUE + SECOND)
    assert freeze_handover(handover_id=truck.pk, at=DUE + GRACE).state == "frozen"
    acknowledged = Outbound.everything.order_by("pk").values_list("notified_at", flat=True)
    assert sorted(acknowledged) == [NOON, DUE + SECOND]


def test_c_41_a_truck_takes_nothing_that_its_channel_forbids_its_carrier(shop):
    dock = dock_of_shop(shop)
    parcels = scanned(shop, 2)
    order = parcels[0].order
    truck = loaded_truck(dock, [closed_pallet(dock, parcels)])
    Channel.objects.filter(pk=order.channel_id).update(allowed_carriers=["cainiao"])
    with pytest.raises(CarrierNotAllowed, match="takes parcels only by Cainiao") as refused:
        freeze_handover(handover_id=truck.pk, at=DUE)
    assert refused.value.details["parcels"] == [parcel.code for parcel in parcels]
    truck.refresh_from_db()
    assert (truck.state, truck.number) == ("loading", "")
    Channel.objects.filter(pk=order.channel_id).update(allowed_carriers=["nova poshta"])
    assert freeze_handover(handover_id=truck.pk, at=DUE).state == "frozen"


def test_what_nobody_knows_is_said_so_and_settled_late(shop):
    connect(shop)
    [notice] = told(shop)
    RemoteCall.objects.update(state="sent")
    RemoteCall.objects.update(state="unknown", uncertain=True, why="deadline")
    close_days(now=NOON)
    notice.refresh_from_db()
    assert (notice.state, notice.words) == ("unknown", "deadline")
    assert answer(notice, at=DUE) is True
    assert answer(notice, at=DUE + SECOND, refused="again") is False
    notice.refresh_from_db()
    assert (notice.state, notice.answered_at) == ("accepted", DUE)


def test_a_trade_partner_arranges_the_truck_itself(shop):
    connect(shop, LinkModel.PARTNER)
    [notice] = told(shop)
    answer(notice)
    close_days(now=DUE)
    assert (Pickup.everything.get().state, calls("pickup")) == ("by_partner", [])


def test_the_answer_to_a_pickup_is_kept_with_its_number(shop):
    connect(shop)
    [notice] = told(shop)
    answer(notice)
    close_days(now=DUE)
    call = RemoteCall.objects.get(operation="pickup")
    ended = Ended(Call(str(call.pk), call.about, call.payload), Done({"number": "PU-7"}))
    assert [settle_pickup(ended, at=DUE + SECOND) for _ in range(2)] == [True, False]
    pickup = Pickup.everything.get()
    assert (pickup.state, pickup.number, pickup.answered_at) == ("accepted", "PU-7", DUE + SECOND)


def test_closing_takes_as_many_statements_for_many_parcels_as_for_few(shop):
    """Issue 5: closing is set-based; five hundred rows cost what ten do."""
    connect(shop)
    counted = []
    for n, days in ((10, 0), (200, 1)):
        at = NOON + timedelta(days=days)
        close_days(now=at)
        parcels = scanned(shop, n, at=at)
        day = DispatchDay.objects.get(state="open")
        with CaptureQueriesContext(
            connection,
        ) as sealing:
            seal_day(day.pk, now=day.due_at)
        DispatchNotice.everything.filter(day=day).update(state="accepted", answered_at=at)
        with CaptureQueriesContext(connection) as settling:
            close_days(now=day.due_at)
        assert Pickup.everything.get(day=day).parcels == len(parcels)
        counted.append((len(sealing), len(settling)))
    assert counted[0] == counted[1]


def test_the_truths_of_dispatch_days_hold(shop):
    connect(shop)
    yes, _no = told(shop, 2)
    answer(yes)
    close_days(now=DUE)
    close_days(now=DUE + GRACE)
    assert [(one.invariant.name, one.rows) for one in check(INVARIANTS) if one.count] == []

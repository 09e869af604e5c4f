"""The back office of parcels and waves: read by staff, acts of the lead only."""

from datetime import UTC, datetime

import pytest

from kernel.scope import PLATFORM
from sellers.states import Role
from tests.factories.outbounds import (
    boxed,
    in_wave,
    on_shelf,
    parcel_of,
    picked,
    released,
    shelf_of,
)
from tests.factories.sellers import member
from tests.factories.warehouse import shop_in_storage
from warehouse.models import Balance, CycleCount, Scan
from warehouse.services.counting import finish_count, note_found
from warehouse.services.missing import ask_for_count

pytestmark = pytest.mark.django_db
BASE = "/backoffice/warehouse"
AT = datetime(2026, 9, 1, 9, tzinfo=UTC)


@pytest.fixture
def shop():
    return shop_in_storage()


def staff(client, role):
    client.force_login(member(role))
    return client


def act(client, model, pk, name):
    return client.post(f"{BASE}/{model}/{pk}/{name}/", {"_": "1"})


@pytest.mark.parametrize("model", ["outbound", "wave", "pickline", "workpace", "cyclecount"])
def test_staff_read_lists_and_rows_and_change_nothing(client, shop, model):
    cup = on_shelf(shop)
    [parcel] = in_wave({cup: 1})
    ask_for_count(shelf_of(cup), at=parcel.released_at)
    staff(client, Role.WAREHOUSE_OPERATOR)
    assert client.get(f"{BASE}/{model}/").status_code == 200
    keys = {
        "outbound": parcel.pk,
        "wave": parcel.wave_id,
        "cyclecount": CycleCount.objects.get().pk,
    }
    if model in keys:
        assert client.get(f"{BASE}/{model}/{keys[model]}/change/").status_code == 200
        assert client.post(f"{BASE}/{model}/{keys[model]}/change/", {}).status_code == 405


def test_the_lead_drops_a_wave_and_a_picker_may_not(client, shop):
    [parcel] = in_wave({on_shelf(shop): 1})
    staff(client, Role.WAREHOUSE_OPERATOR)
    assert act(client, "wave", parcel.wave_id, "drop").status_code == 403
    assert parcel_of(parcel.order).state == "in_wave"
    staff(client, Role.WAREHOUSE_LEAD)
    act(client, "wave", parcel.wave_id, "drop")
    assert parcel_of(parcel.order).state == "released"


def test_release_again_is_safe_to_repeat(client, shop):
    parcel = released({on_shelf(shop): 1})
    staff(client, Role.WAREHOUSE_LEAD)
    act(client, "outbound", parcel.pk, "follow-order")
    assert parcel_of(parcel.order).version == parcel.version


def counted(cup, found):
    cell = shelf_of(cup)
    ask_for_count(cell, at=AT)
    count = CycleCount.objects.get(cell=cell)
    note_found(count, offer_id=cup.pk, lot_id=None, pieces=found)
    finish_count(count, by="Olena", at=AT)
    return count


def in_books(cup):
    return Balance.objects.of(PLATFORM).get(offer=cup).on_hand


def test_the_lead_sees_what_differs_and_approves_it_and_a_picker_may_not(client, shop):
    cup = on_shelf(shop, 10)
    count = counted(cup, 7)
    staff(client, Role.WAREHOUSE_OPERATOR)
    assert act(client, "cyclecount", count.pk, "approve").status_code == 403
    assert in_books(cup) == 10
    staff(client, Role.WAREHOUSE_LEAD)
    page = client.get(f"{BASE}/cyclecount/{count.pk}/change/").content.decode()
    assert f"<b>{cup.sku}</b>: 10 → 7" in page
    assert act(client, "cyclecount", count.pk, "approve").status_code == 302
    assert in_books(cup) == 7


@pytest.mark.parametrize(("name", "state"), [("anew", "open"), ("drop", "dropped")])
def test_a_count_that_is_not_believed_changes_no_books(client, shop, name, state):
    cup = on_shelf(shop, 10)
    count = counted(cup, 7)
    staff(client, Role.WAREHOUSE_LEAD)
    act(client, "cyclecount", count.pk, name)
    count.refresh_from_db()
    assert (count.state, in_books(cup)) == (state, 10)


def test_the_lead_asks_for_a_count_of_a_place_once(client, shop):
    cell = shelf_of(on_shelf(shop))
    staff(client, Role.WAREHOUSE_LEAD)
    assert [act(client, "cell", cell.pk, "count").status_code for _ in "12"] == [302, 302]
    assert CycleCount.objects.filter(cell=cell, state="open").count() == 1


def test_a_parcels_page_shows_film_of_each_scan_and_what_its_packaging_costs(client, shop):
    """R-002-27, R-001-30; and the list finds what was closed bare (R-002-31)."""
    parcel = boxed(picked({on_shelf(shop): 1}))
    staff(client, Role.WAREHOUSE_LEAD)
    page = client.get(f"{BASE}/outbound/{parcel.pk}/change/").content.decode()
    scanned = Scan.objects.filter(subject_id=str(parcel.pk)).values_list("code", flat=True)
    assert [code for code in scanned if code in page] == list(scanned) != []
    assert parcel.code in client.get(f"{BASE}/outbound/?bare=yes").content.decode()

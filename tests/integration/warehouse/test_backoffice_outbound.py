"""The back office of parcels and waves: read by staff, acts of the lead only."""

import pytest

from sellers.states import Role
from tests.factories.outbounds import in_wave, on_shelf, parcel_of, released, shelf_of
from tests.factories.sellers import member
from tests.factories.warehouse import shop_in_storage
from warehouse.models import CycleCount
from warehouse.services.missing import ask_for_count

pytestmark = pytest.mark.django_db
BASE = "/backoffice/warehouse"


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

"""A buyer cancels when the parcel's pallet is on the truck already: the truck waits, and says for what.

Issue 4, R-002-37, R-002-38, C-01: the red screen at closing the sheet and at signing, nothing changed by it,
and the way from there to a truck that leaves without the parcel.
"""

import base64

import pytest

from kernel.scope import PLATFORM
from orders.models import Order
from orders.services import cancel_order
from sellers.states import Role
from tests.factories.docks import (
    NOW,
    PACKER,
    at_dock,
    closed_pallet,
    dispatched,
    dock_of_shop,
    drawing,
    loaded_truck,
)
from tests.factories.sellers import member
from tests.factories.warehouse import shop_in_storage
from warehouse.models import Handover, Outbound, Pallet, Seal

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return shop_in_storage()


@pytest.fixture
def dock(shop):
    return dock_of_shop(shop)


@pytest.fixture
def sign(client, dock):
    """Return how both sign in the browser."""
    client.force_login(member(Role.WAREHOUSE_OPERATOR))
    client.cookies["station"] = dock.code
    drawn = "data:image/png;base64," + base64.b64encode(drawing()).decode()
    given = {"our_name": "Павло", "their_name": "Їжак"}
    given |= {"our_signature": drawn, "their_signature": drawn}
    where = f"/floor/{dock.warehouse.code}/handovers"
    return lambda truck: client.post(f"{where}/{truck.pk}/sign/", given)


def cancel(parcel):
    acting = {"order_id": parcel.order_id, "scope": PLATFORM, "actor": PACKER, "now": NOW}
    cancel_order(**acting, reason="buyer_request")


def everything():
    return [
        list(model.order_by("pk").values())
        for model in (Handover.objects, Pallet.objects, Seal.objects, Outbound.everything)
    ] + [list(Order.everything.order_by("pk").values("state", "version"))]


def at_truck(dock, code, **context):
    return at_dock(dock, code, action="handover", **context)


@pytest.mark.parametrize("fact_came", [True, False])
def test_closing_the_sheet_shouts_stop_and_changes_nothing(shop, dock, deliver, fact_came):
    sound, stopped = dispatched(2, shop)
    pallet = closed_pallet(dock, [sound, stopped])
    loaded_truck(dock, [pallet])
    cancel(stopped)
    if fact_came:
        deliver()
    before = everything()
    told = at_truck(dock, "CMD:FREEZE")
    assert (told.verdict, told.code, everything()) == ("stop", "stopped_on_pallet", before)
    assert (stopped.code in told.text, pallet.sscc in told.text) == (True, True)


@pytest.mark.parametrize("fact_came", [True, False])
def test_signing_shouts_stop_and_changes_nothing(shop, dock, sign, deliver, fact_came):
    sound, stopped = dispatched(2, shop)
    pallet = closed_pallet(dock, [sound, stopped])
    truck = loaded_truck(dock, [pallet])
    assert at_truck(dock, "CMD:FREEZE").verdict == "ok"
    cancel(stopped)
    if fact_came:
        deliver()
    before = everything()
    told = sign(truck)
    said = told.json()
    assert (told.status_code, said["code"], said["verdict"]) == (422, "stopped_on_pallet", "stop")
    assert said["detail"] == (
        f"Cancelled meanwhile: {stopped.code} ({pallet.sscc}). Open the sheet again, take them off "
        "their pallets, then close it."
    )
    assert everything() == before


def test_what_the_screen_says_leads_to_a_truck_that_leaves_without_it(shop, dock, sign, deliver):
    sound, stopped = dispatched(2, shop)
    pallet = closed_pallet(dock, [sound, stopped])
    truck = loaded_truck(dock, [pallet])
    number = at_truck(dock, "CMD:FREEZE").title
    cancel(stopped)
    deliver()
    assert sign(truck).json()["verdict"] == "stop"
    assert at_truck(dock, "CMD:THAW").verdict == "ok"
    assert at_truck(dock, pallet.sscc, off=1).verdict == "ok"
    assert at_dock(dock, stopped.code).verdict == "stop"
    assert at_dock(dock, stopped.code, off=1).verdict == "ok"
    assert at_truck(dock, pallet.sscc).verdict == "ok"
    assert at_truck(dock, "CMD:FREEZE").title == number
    assert sign(truck).status_code == 200
    truck.refresh_from_db()
    assert (truck.version, truck.sheet["totals"]["parcels"]) == (2, 1)
    rows = Outbound.everything.order_by("weight_g").values_list("state", "pallet", "order__state")
    assert list(rows) == [
        ("handed_over", pallet.pk, "delivering"),
        ("intercepted", None, "cancelled"),
    ]
    assert at_dock(dock, stopped.code, action="unpack").title == "Open it"


def test_a_pallet_that_is_empty_then_goes_on_no_truck(shop, dock, deliver):
    [stopped] = dispatched(1, shop)
    pallet = closed_pallet(dock, [stopped])
    loaded_truck(dock, [pallet])
    cancel(stopped)
    deliver()
    assert at_truck(dock, pallet.sscc, off=1).verdict == "ok"
    assert at_dock(dock, stopped.code, off=1).verdict == "ok"
    before = everything()
    told = at_truck(dock, pallet.sscc)
    assert (told.verdict, told.code, everything()) == ("wrong", "pallet_empty", before)

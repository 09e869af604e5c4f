"""The door of the floor: whatever is sent, the answer is a verdict or a clear problem (R-002-27)."""

import json
from uuid import uuid4

import pytest

from sellers.states import Role
from tests.factories.docks import dispatched, dock_of_shop
from tests.factories.sellers import member
from tests.factories.warehouse import shop_in_storage
from warehouse.models import Outbound, Pallet, Scan
from warehouse.states import OutboundState

pytestmark = pytest.mark.django_db


@pytest.fixture
def dock():
    return dock_of_shop(shop_in_storage())


@pytest.fixture
def parcels(dock):
    from warehouse.models import Storage

    return dispatched(3, Storage.everything.get(warehouse=dock.warehouse).shop)


@pytest.fixture
def base(dock):
    return f"/floor/{dock.warehouse.code}/"


@pytest.fixture
def packer(client, dock):
    client.force_login(member(Role.WAREHOUSE_OPERATOR))
    client.cookies["station"] = dock.code
    return client


def send(client, address, body):
    text = body if isinstance(body, str) else json.dumps(body)
    return client.post(address, text, content_type="application/json")


def one(code, **more):
    return {"action_id": str(uuid4()), "code": code, "context": {}, **more}


def test_a_scan_is_answered_with_verdict_panel_and_what_the_next_one_carries(packer, base, parcels):
    send(packer, f"{base}palletise/scan/", one("CMD:PALLET=Nova Poshta"))
    answer = send(packer, f"{base}palletise/scan/", one(parcels[0].code)).json()
    sscc = Pallet.objects.get().sscc
    assert (answer["verdict"], answer["known"]["context"]) == ("ok", {"pallet": sscc})
    assert sscc in answer["panel"]


@pytest.mark.parametrize(
    "body",
    [
        "not json",
        "[]",
        "null",
        {"code": "X"},
        {"action_id": "no-uuid", "code": "X"},
        {"action_id": None, "code": "X"},
        {"action_id": "0197a0c2-0000-7000-8000-000000000001", "code": 7},
        {"action_id": "0197a0c2-0000-7000-8000-000000000001", "code": "X" * 201},
        {"action_id": "0197a0c2-0000-7000-8000-000000000001", "code": "\ud800"},
        {"action_id": "0197a0c2-0000-7000-8000-000000000001", "code": "X", "context": []},
        {
            "action_id": "0197a0c2-0000-7000-8000-000000000001",
            "code": "X",
            "context": {"a": "b" * 9000},
        },
        {"action_id": "0197a0c2-0000-7000-8000-000000000001", "code": "X", "action": "DROP TABLE"},
    ],
)
def test_what_is_no_scan_is_a_clear_problem_and_leaves_nothing(packer, base, body):
    answer = send(packer, f"{base}palletise/scan/", body)
    assert (answer.status_code, answer.json()["code"]) == (400, "not_readable")
    many = body if isinstance(body, str) else {"scans": [body]}
    assert send(packer, f"{base}palletise/scans/", many).status_code == 400
    assert Scan.objects.count() == 0


@pytest.mark.parametrize("scans", [[], "x", None, [{}] * 201])
def test_kept_scans_come_in_reasonable_numbers(packer, base, scans):
    assert send(packer, f"{base}palletise/scans/", {"scans": scans}).status_code == 400


@pytest.mark.parametrize(
    ("sent", "stands"),
    [
        ("]C1OG1", "OG1"),
        ("OG1\r\n", "OG1"),
        ("\x02OG1\x03", "OG1"),
        ("  OG1 ", "OG1"),
        ("\x00OG1", "OG1"),
        ("]OG1", "]OG1"),
    ],
)
def test_what_a_scanner_puts_around_a_code_is_taken_off(packer, base, sent, stands):
    assert send(packer, f"{base}palletise/scan/", one(sent)).status_code == 200
    assert Scan.objects.get().code == stands


def test_an_odd_clock_of_the_scanner_does_not_matter(packer, base):
    for said in ("yesterday", "2026-13-45T99:00", "2026-02-04T10:00:00", 7, None):
        answer = send(packer, f"{base}palletise/scan/", one("X", device_at=said))
        assert answer.status_code == 200
    assert set(Scan.objects.values_list("device_at", flat=True)) == {None}


def test_kept_scans_are_taken_in_order_each_once_and_teach_the_next_one(packer, base, parcels):
    """A cut-off screen learns nothing: what one scan teaches is known to the next all the same."""
    kept = [
        one("CMD:PALLET=Nova Poshta"),
        one(parcels[0].code),
        one("CMD:OFF"),
        one(parcels[0].code),
        one(parcels[1].code),
        one("NOTHING"),
    ]
    for _time in range(2):
        answer = send(packer, f"{base}palletise/scans/", {"scans": kept}).json()
        assert [a["verdict"] for a in answer["answers"]] == ["ok"] * 5 + ["wrong"]
    states = dict(Outbound.everything.values_list("code", "state"))
    assert (states[parcels[0].code], states[parcels[1].code]) == (
        OutboundState.DISPATCHED,
        OutboundState.PALLETISED,
    )
    assert Scan.objects.count() == 6


def test_a_screen_nobody_knows_is_not_found(packer, base):
    assert packer.get(f"{base}juggle/").status_code == 404
    assert send(packer, f"{base}juggle/scan/", one("X")).status_code == 404
    assert packer.get("/floor/nowhere/palletise/").status_code == 404


def test_the_leads_screens_are_the_leads(client, packer, base, parcels):
    """R-002-38: a packer may neither open the override nor send its work through another screen."""
    assert packer.get(f"{base}force/").status_code == 403
    assert send(packer, f"{base}force/scan/", one("X")).status_code == 403
    answer = send(packer, f"{base}palletise/scan/", one(parcels[0].code, action="force")).json()
    assert (answer["verdict"], answer["code"], Scan.objects.count()) == ("wrong", "not_here", 0)
    client.force_login(member(Role.WAREHOUSE_LEAD))
    assert client.get(f"{base}force/").status_code == 200


def test_scans_need_a_csrf_token(dock, base, parcels):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(member(Role.WAREHOUSE_OPERATOR))
    assert send(strict, f"{base}palletise/scan/", one(parcels[0].code)).status_code == 403
    assert Scan.objects.count() == 0


def test_a_station_is_chosen_left_and_refused(client, base, dock):
    client.force_login(member(Role.WAREHOUSE_OPERATOR))
    assert client.post(f"{base}station/", {"code": "NOPE"}).status_code == 404
    assert "station" not in client.cookies
    answer = client.post(f"{base}station/", {"code": f"ST:{dock.code}"})
    assert (answer.json(), answer.cookies["station"].value) == (
        {"station": dock.code, "camera": "cam-dock"},
        dock.code,
    )
    assert client.post(f"{base}station/", {"code": ""}).cookies["station"].value == ""


def test_pages_of_the_floor_open_in_every_language(packer, base):
    for language in ("uk", "ru", "en", "zh-hans"):
        for page in ("", "palletise/", "handover/", "commands/", "worker.js"):
            answer = packer.get(base + page, headers={"accept-language": language})
            assert answer.status_code == 200


def test_the_sheet_of_commands_has_a_barcode_of_each_station(packer, base, dock):
    page = packer.get(f"{base}commands/").content.decode()
    assert f"ST:{dock.code}" in page and "CMD:UNDO" in page and page.count("<svg") >= 7


def test_the_map_of_the_docks_costs_the_same_with_many_pallets(packer, base, dock, parcels):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for parcel in parcels:
        send(packer, f"{base}palletise/scan/", one("CMD:PALLET=Nova Poshta"))
        send(packer, f"{base}palletise/scan/", one(parcel.code))
        send(packer, f"{base}palletise/scan/", one("CMD:CLOSE"))
        with CaptureQueriesContext(connection) as spent:
            packer.get(f"{base}palletise/")
        counts.append(len(spent))
    assert len(set(counts)) == 1

"""Scans over REST: a shop's own, once for each id, one or many."""

from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from sellers.models import ApiToken
from tests.factories.parcels import goods, parcel
from tests.factories.sellers import TokenFactory, secret_of
from tests.factories.warehouse import StationFactory
from warehouse.models import Outbound, Scan
from warehouse.services.pallets import open_pallet
from warehouse.states import OutboundState as O

pytestmark = pytest.mark.django_db


@pytest.fixture
def box(db):
    return parcel(O.WEIGHED)


def client_of(shop, scopes=("stock:write",)):
    client = APIClient()
    token = TokenFactory(shop=shop, scopes=list(scopes))
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret_of(token)}")
    return client


def send(client, body, path="/api/v1/scans/"):
    answer = client.post(path, body, format="json")
    return answer.status_code, answer.json()


def told(code, **more):
    return {"action_id": str(uuid4()), "action": "dispatch", "code": code, **more}


def test_r_002_21_a_shops_scanner_finishes_packing_once(box):
    client, body = client_of(box.shop), told(box.code)
    first, again = send(client, body), send(client, body)
    assert first == again
    assert (first[0], first[1]["verdict"], first[1]["parcel"]) == (200, "ok", str(box.pk))
    assert Outbound.everything.get(pk=box.pk).state == O.DISPATCHED
    assert send(client, told(box.code))[1]["code"] == "already_dispatched"


def test_an_id_that_was_another_scans_tells_nothing_of_it(box):
    body = told(box.code)
    send(client_of(box.shop), body)
    other = parcel(O.WEIGHED)
    status, answer = send(client_of(other.shop), body)
    assert (status, answer["code"], answer["parcel"]) == (200, "action_reused", "")
    same_id = {**body, "code": "OG404"}
    assert send(client_of(box.shop), same_id)[1]["code"] == "action_reused"


def test_another_shops_parcel_is_nobodys_and_stays(box):
    other = parcel(O.WEIGHED, goods(shop=None), external_id="X")
    Outbound.everything.filter(pk=other.pk).update(warehouse=box.warehouse)
    status, answer = send(client_of(box.shop), told(other.code))
    assert (status, answer["verdict"], answer["code"]) == (200, "wrong", "no_such_parcel")
    assert Outbound.everything.get(pk=other.pk).state == O.WEIGHED


def test_many_scans_get_an_answer_each_in_order(box):
    second = parcel(O.WEIGHED, goods(shop=box.shop))
    scans = [
        told(box.code),
        told("OG404"),
        told(second.code, device_at="2026-02-03T18:00:00+02:00"),
    ]
    status, answer = send(client_of(box.shop), {"scans": scans}, "/api/v1/scans/batch/")
    assert (status, [a["code"] for a in answer["answers"]]) == (
        200, ["dispatched", "no_such_parcel", "dispatched"],
    )  # fmt: skip
    assert [a["action_id"] for a in answer["answers"]] == [s["action_id"] for s in scans]
    again = send(client_of(box.shop), {"scans": scans[:1]}, "/api/v1/scans/batch/")
    assert (again[0], Scan.objects.count()) == (200, 3)


def test_a_token_that_only_reads_may_not_scan(box):
    status, _answer = send(client_of(box.shop, ["stock:read"]), told(box.code))
    assert (status, Scan.objects.count()) == (403, 0)


@pytest.mark.parametrize(
    "body",
    [{}, told("X", action="pick"), told(""), told("X", at="2026-02-03T18:00:00+02:00"),
     told("X", device_at="2026-02-03T18:00:00")],
)  # fmt: skip
def test_what_is_no_scan_is_refused(box, body):
    status, _answer = send(client_of(box.shop), body)
    assert (status, Scan.objects.count()) == (400, 0)


def weighing(box, grams, **more):
    return told(box.code, action="weigh", weight_g=grams, **more)


def test_r_002_20_a_sorter_weighs_a_parcel_once_in_one_scan(box):
    box = parcel(O.LABELLED, goods(shop=box.shop, weight_g=500))
    scale = StationFactory(warehouse=box.warehouse, code="SCALE-1", camera="cam-9")
    client = client_of(box.shop)
    [wrong] = [send(client, weighing(box, 5_000))[1]]
    assert (wrong["verdict"], wrong["code"]) == ("wrong", "weight_differs")
    assert Outbound.everything.get(pk=box.pk).state == O.LABELLED
    body = weighing(box, 500, station="SCALE-1")
    first, again = send(client, body), send(client, body)
    assert (first, first[1]["code"], first[1]["parcel"]) == (again, "weighed", str(box.pk))
    after = Outbound.everything.get(pk=box.pk)
    assert (after.state, after.weight_g) == (O.WEIGHED, 500)
    row = Scan.objects.get(action="weigh", verdict="ok")
    assert (row.station_id, row.camera) == (scale.pk, "cam-9")


def test_r_002_22_a_sorter_puts_parcels_on_the_docks_open_pallet(box):
    send(client_of(box.shop), told(box.code))
    box = Outbound.everything.get(pk=box.pk)
    dock = StationFactory(warehouse=box.warehouse, kind="dock", code="DOCK-1")
    client, body = client_of(box.shop), told(box.code, action="palletise", station="DOCK-1")
    assert send(client, body)[1]["code"] == "no_open_pallet"
    pallet = open_pallet(dock=dock, carrier=box.carrier, at=box.dispatched_at)
    body["action_id"] = str(uuid4())
    scans = {"scans": [body, told(box.code, action="palletise", station="DOCK-1")]}
    _status, answer = send(client, scans, "/api/v1/scans/batch/")
    assert [one["code"] for one in answer["answers"]] == ["", "already_on_pallet"]
    after = Outbound.everything.get(pk=box.pk)
    assert (after.state, after.pallet_id) == (O.PALLETISED, pallet.pk)


@pytest.mark.parametrize(
    ("made", "work", "more"),
    [(O.LABELLED, "weigh", {"weight_g": 500}), (O.WEIGHED, "palletise", {})],
)
def test_no_work_is_done_on_another_shops_parcel(box, made, work, more):
    other = parcel(made)
    if work == "palletise":
        send(client_of(other.shop), told(other.code))
    state = Outbound.everything.get(pk=other.pk).state
    Outbound.everything.filter(pk=other.pk).update(warehouse=box.warehouse)
    dock = StationFactory(warehouse=box.warehouse, kind="dock", code="DOCK-1")
    open_pallet(dock=dock, carrier=other.carrier, at=other.released_at)
    body = told(other.code, action=work, station="DOCK-1", **more)
    assert send(client_of(box.shop), body)[1]["code"] == "no_such_parcel"
    assert Outbound.everything.get(pk=other.pk).state == state


@pytest.mark.parametrize(
    "body",
    [told("X", action="weigh"), told("X", action="weigh", weight_g=0), told("X", weight_g=5),
     told("X", action="palletise"), told("CMD:CLOSE", action="palletise", station="D")],
)  # fmt: skip
def test_what_its_work_needs_goes_with_a_scan_and_commands_are_the_floors(box, body):
    status, _answer = send(client_of(box.shop), body)
    assert (status, Scan.objects.count()) == (400, 0)


def test_a_station_that_is_not_here_is_not_found(box):
    status, answer = send(client_of(box.shop), told(box.code, station="NOWHERE"))
    assert (status, answer["code"], Scan.objects.count()) == (404, "no_such_station", 0)


@pytest.mark.parametrize(
    ("text", "form", "refused"),
    [("{}", "text/plain", (415, "unsupported_media_type")), ("", "", (400, "invalid")),
     ("[1]", "application/json", (400, "not_json"))],
)  # fmt: skip
def test_a_body_that_is_no_object_is_a_problem_as_anywhere(box, text, form, refused):
    answer = client_of(box.shop).generic("POST", "/api/v1/scans/", text, content_type=form)
    assert (answer.status_code, answer.json()["code"]) == refused
    assert (answer["Content-Type"], Scan.objects.count()) == ("application/problem+json", 0)


def test_the_day_a_token_was_used_is_noted_at_scans_too(box):
    client = client_of(box.shop)
    send(client, told(box.code))
    assert ApiToken.everything.get(shop=box.shop).last_used_on is not None


def test_each_is_refused_in_the_words_of_their_own_language(box):
    client, body = client_of(box.shop), told("X" * 61)
    said = [
        client.post("/api/v1/scans/", body, format="json", HTTP_ACCEPT_LANGUAGE=language).json()
        for language in ("ru", "en")
    ]
    ru, en = (one["errors"][0]["message"] for one in said)
    assert (en, ru == en) == ("Ensure this field has no more than 60 characters.", False)

"""What Nova Poshta does when it is told to fail, and what really happened then."""

import json

import httpx
import pytest

from tests.contract.sandbox.nova_poshta.asking import BODY, NUMBER, OTHER, THIRD, refused


def test_a_refusal_with_any_code_comes_with_200(world, track, waybill):
    world.fail("nova_poshta", "refusal", code=20000100016, count=1)
    assert refused(track(NUMBER)) == ["20000100016"]
    assert track(NUMBER)["success"] is True


@pytest.mark.parametrize(
    ("kind", "how", "expected"),
    [
        ("missing", {}, 1),
        ("missing", {"target": NUMBER}, 2),
        ("doubled", {}, 6),
        ("doubled", {"target": NUMBER}, 4),
        ("turned", {}, 3),
    ],
)
def test_rows_are_left_out_doubled_or_turned(world, codes, waybill, kind, how, expected):
    numbers = (NUMBER, OTHER, THIRD)
    honest = codes(*numbers)
    world.fail("nova_poshta", kind, **how)
    told = codes(*numbers)
    assert (len(told), set(told) - set(honest)) == (expected, set())
    assert (told == honest[::-1]) == (kind == "turned")


def test_a_status_of_no_table(world, codes, waybill):
    world.fail("nova_poshta", "strange", target=NUMBER)
    assert sorted(codes(NUMBER, OTHER)) == [(NUMBER, "777"), (OTHER, "3")]
    world.heal()
    world.fail("nova_poshta", "strange", code=4242)
    assert codes(NUMBER) == [(NUMBER, "4242")]


def test_the_status_before_this_one(world, codes, waybill):
    for _ in range(2):
        world.call(world.nova_poshta.step, NUMBER)
    world.fail("nova_poshta", "stale", count=1)
    assert [codes(NUMBER), codes(NUMBER)] == [[(NUMBER, "4")], [(NUMBER, "5")]]


def test_a_success_that_did_not_happen(world, call, track, waybill):
    world.fail("nova_poshta", "lying")
    (made,) = call("InternetDocument.save", **BODY)["data"]
    assert [track(NUMBER)["success"], track(NUMBER)["data"]] == [True, []]
    gone = call("InternetDocument.delete", DocumentRefs=[waybill.ref])["data"]
    world.heal()
    assert gone == [{"Ref": waybill.ref}]
    assert [one.number for one in world.call(world.nova_poshta.all)] == [NUMBER]
    assert track(made["IntDocNumber"])["data"][0]["StatusCode"] == "3"
    assert waybill.last.code == "1"


@pytest.mark.parametrize(("when", "effects"), [("before", 0), ("after", 1)])
@pytest.mark.parametrize("kind", ["drop", "reset"])
def test_a_lost_reply_leaves_its_effect(world, call, kind, when, effects):
    """The order number finds it again."""
    world.fail("nova_poshta", kind, when=when, target="A-41", count=1)
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        call("InternetDocument.save", **BODY)
    found = call("InternetDocument.getDocumentList", InfoRegClientBarcodes="A-41")["data"]
    assert (len(found), len(world.journal.lines("nova_poshta", "waybill.made"))) == (
        effects,
        effects,
    )


def test_a_fault_of_one_number_or_method_spares_the_others(world, http, track, waybill):
    world.fail("nova_poshta", "status", status=503, target=OTHER)
    world.fail("nova_poshta", "status", status=502, operation="InternetDocument.save")
    assert track(NUMBER)["success"] is True
    told = {
        "apiKey": "k",
        "modelName": "TrackingDocumentGeneral",
        "calledMethod": "getStatusDocuments",
        "methodProperties": {"Documents": [{"DocumentNumber": OTHER}]},
    }
    assert http.post(world.nova_poshta_url, json=told).status_code == 503
    line = world.calls.lines("nova_poshta")[-1]
    assert (line.kind, line.key, line.detail["faults"]) == (
        "TrackingDocument.getStatusDocuments",
        OTHER,
        ["status before"],
    )


def test_half_of_the_json_and_a_redirect(world, http, waybill):
    world.fail("nova_poshta", "garbage", garbage="truncated", count=1)
    with pytest.raises(json.JSONDecodeError):
        http.post(world.nova_poshta_url, json={"apiKey": "k"}).json()
    world.fail("nova_poshta", "redirect", location=world.sms_url, status=307)
    reply = http.post(world.nova_poshta_url, json={"apiKey": "k"})
    assert (reply.status_code, reply.headers["Location"]) == (307, world.sms_url)

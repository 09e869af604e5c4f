"""What becomes of waybills: by the sandbox's clock, by hand, and over a restart."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from sandbox.nova_poshta.statuses import LIVES
from sandbox.server import running
from tests.contract.sandbox.nova_poshta.asking import HOUR, NUMBER, OTHER, PHONE

KYIV = ZoneInfo("Europe/Kyiv")


def _read(raw, form):
    return datetime.strptime(raw, form).replace(tzinfo=KYIV).astimezone(UTC)


@pytest.mark.parametrize("life", LIVES)
def test_a_life_goes_on_by_the_clock(world, codes, life):
    """A return is a waybill of its own, and ends where it began."""
    world.call(world.nova_poshta.enrol, NUMBER, life)
    lived = ["1", *(code for code, _hours in LIVES[life] if code.isdigit())]
    world.advance(40 * 24 * HOUR)
    assert codes(NUMBER) == [(NUMBER, lived[-1])]
    waybill = world.call(world.nova_poshta.find, NUMBER)
    assert [step.code for step in waybill.history] == lived
    assert bool(waybill.child) == (life in ("refused", "not collected"))
    if waybill.child:
        assert codes(waybill.child) == [(waybill.child, "9")]


def test_each_step_has_the_moment_at_which_it_was_due(world, track, waybill):
    """However late somebody asks."""
    world.advance(12 * HOUR)
    made, *_later = world.call(world.nova_poshta.find, NUMBER).history
    (row,) = track(NUMBER)["data"]
    told = _read(row["TrackingUpdateDate"], "%Y-%m-%d %H:%M:%S")
    born = _read(row["DateCreated"], "%d-%m-%Y %H:%M:%S")
    assert (row["StatusCode"], told - born) == ("5", timedelta(hours=11))
    assert made.code == "1"


def test_a_refusal_by_hand_brings_a_waybill_of_the_way_back(world, control, track, codes):
    """R-002-50: the refused number keeps its status; the goods travel under another."""
    control("post", "/nova_poshta/waybills", 201, number=NUMBER, barcode="A-41")
    path = f"/nova_poshta/waybills/{NUMBER}"
    for code in ("7", "103"):
        control("post", f"{path}/status", code=code, reason="Не підійшов розмір")
    (before,) = track(NUMBER)["data"]
    assert [before[name] for name in ("StatusCode", "LastCreatedOnTheBasisNumber")] == [
        "103",
        "",
    ]
    assert before["UndeliveryReasons"] == "Не підійшов розмір"
    told = control("post", f"{path}/step")
    (after,) = track(NUMBER)["data"]
    basis = [after[f"LastCreatedOnTheBasis{name}"] for name in ("Number", "DocumentType")]
    assert (basis, after["StatusCode"]) == ([told["child"], "CargoReturn"], "103")
    (back,) = track(told["child"])["data"]
    assert [back["OwnerDocumentNumber"], back["ClientBarcode"]] == [NUMBER, "A-41"]
    for _ in range(5):
        control("post", f"/nova_poshta/waybills/{told['child']}/step")
    assert codes(told["child"]) == [(told["child"], "9")]


def test_an_end_stops_the_clock(world, control, codes, waybill):
    control("post", f"/nova_poshta/waybills/{NUMBER}/status", code="9")
    world.advance(40 * 24 * HOUR)
    assert codes(NUMBER) == [(NUMBER, "9")]
    error = control("post", f"/nova_poshta/waybills/{NUMBER}/step", 422)["error"]
    assert error == f"{NUMBER} has come to its end: choose a status"


def test_steps_by_hand_never_share_a_second(world, waybill):
    for _ in range(3):
        world.call(world.nova_poshta.step, NUMBER)
    moments = [step.at for step in waybill.history]
    assert all(later - sooner >= timedelta(seconds=1) for sooner, later in pairwise(moments))


def test_unknown_numbers_are_taken_up_only_if_that_is_switched_on(world, control, codes):
    strange = "11111111111111"
    assert codes(NUMBER) == [(NUMBER, "3")]
    control("post", "/nova_poshta/settings", enrols=True)
    assert sorted(codes(NUMBER, strange)) == [(strange, "3"), (NUMBER, "1")]
    lines = world.journal.lines("nova_poshta", "waybill.enrolled")
    assert [line.key for line in lines] == [NUMBER]


def test_the_demo_takes_them_up_from_the_start(monkeypatch):
    monkeypatch.setenv("SANDBOX_NOVA_POSHTA_ENROLS", "1")
    with running() as world:
        assert world.call(world.nova_poshta.ask, NUMBER).last.code == "1"


def test_what_happened_stands_in_the_journal_once(world, codes, waybill):
    for _ in range(3):
        world.advance(3 * HOUR)
        codes(NUMBER)
    lines = world.journal.lines("nova_poshta", "status.reached", NUMBER)
    assert [line.detail["code"] for line in lines] == ["4"]


@pytest.mark.parametrize(
    ("path", "body", "words"),
    [
        ("waybills", {"number": "1"}, "a number has 14 digits"),
        ("waybills", {"number": NUMBER}, f"{NUMBER} is known already"),
        ("waybills", {"life": "eaten"}, "a life is one of"),
        (f"waybills/{NUMBER}/status", {"code": "777"}, "a status is one of"),
        (f"waybills/{OTHER}/step", {}, f"there is no waybill {OTHER}"),
        ("keys", {"key": "k", "state": "odd"}, "a key is one of"),
    ],
)
def test_what_makes_no_sense(control, waybill, path, body, words):
    error = control("post", f"/nova_poshta/{path}", 422, **body)["error"]
    assert error[: len(words)] == words


def test_waybills_outlive_a_restart(tmp_path):
    path = tmp_path / "sandbox.json"
    with running(memory_path=path) as before:
        book = before.nova_poshta
        before.call(book.enrol, NUMBER, "refused", phone=PHONE)
        for _ in range(6):
            before.call(book.step, NUMBER)
        kept = before.call(book.all)
    with running(memory_path=path) as after:
        assert after.call(after.nova_poshta.all) == kept
        assert after.call(after.nova_poshta.enrol).number != kept[0].number

"""Nova Poshta's words in ours (R-004-16b)."""

from datetime import UTC, datetime

import pytest

from logistics.clients.nova_poshta.codes import KINDS
from logistics.clients.nova_poshta.mapper import answer, question, read_moment
from logistics.states import Kind

NOW = datetime(2026, 2, 6, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "raw",
    ["2026-02-05 14:30:00", "05-02-2026 14:30:00", "05.02.2026 14:30:00", "14:30 05.02.2026"],
)
def test_each_of_their_ways_to_write_a_moment_is_of_kyivs_clock(raw):
    assert read_moment(raw) == datetime(2026, 2, 5, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "raw", ["", "0000-00-00", "0000-00-00 00:00:00", "soon", "31.02.2026 10:00:00"]
)
def test_no_moment_is_no_moment(raw):
    assert read_moment(raw) is None


def test_a_summer_moment_is_an_hour_earlier_in_utc():
    assert read_moment("2026-07-05 14:30:00") == datetime(2026, 7, 5, 11, 30, tzinfo=UTC)


def row(code, **more):
    return {"Number": "20450749477905", "StatusCode": code, "Status": "…", "DateScan": "0000-00-00",
            "TrackingUpdateDate": "2026-02-05 14:30:00", **more}  # fmt: skip


@pytest.mark.parametrize(("code", "kind"), sorted(KINDS.items()))
def test_every_code_of_the_table_has_its_meaning(code, kind):
    [one] = answer([row(code)], now=NOW).heard
    assert (one.kind, one.code, one.zone) == (kind, code, "Europe/Kyiv")


def test_a_code_that_nobody_knows_is_kept_as_it_is():
    """R-004-16b: unknown codes are kept raw."""
    [one] = answer([row("777", Status="Нове слово")], now=NOW).heard
    assert (one.kind, one.code, one.text) == (Kind.UNKNOWN, "777", "Нове слово")


def test_a_number_unknown_there_is_no_event():
    found = answer([row("3")], now=NOW)
    assert (found.heard, found.unknown) == ((), ("20450749477905",))


def test_goods_that_come_back_come_under_a_new_number():
    back = {
        "LastCreatedOnTheBasisNumber": "20450749999999",
        "LastCreatedOnTheBasisDocumentType": "CargoReturn",
    }
    assert answer([row("103", **back)], now=NOW).returns == (("20450749477905", "20450749999999"),)


def test_the_moment_of_delivery_is_the_recipients():
    [one] = answer([row("9", RecipientDateTime="05.02.2026 18:00:00")], now=NOW).heard
    assert one.at == datetime(2026, 2, 5, 16, tzinfo=UTC)


def test_told_again_it_is_the_same_event_and_a_status_without_moment_is_told_once():
    silent = row("6", TrackingUpdateDate="", DateScan="")
    [first], [again] = (
        answer([silent], now=NOW).heard,
        answer([silent], now=NOW.replace(hour=20)).heard,
    )
    assert first.key == again.key


def test_rows_that_cannot_be_read_are_left_out():
    assert answer([{}, {"Number": None, "StatusCode": 5}, row("")], now=NOW).heard == ()


def test_the_question_names_the_numbers():
    assert question(["1", "2"]) == {
        "Documents": [{"DocumentNumber": "1", "Phone": ""}, {"DocumentNumber": "2", "Phone": ""}]
    }

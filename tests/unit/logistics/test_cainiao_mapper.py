"""Cainiao's tracking in our words: actions, hours without zones, dashes, two kinds of push."""

import json
from datetime import UTC, datetime

import pytest

from logistics.clients.cainiao.codes import KINDS, kind_of, plain_action
from logistics.clients.cainiao.mapper import STATUS, TRACE, Unreadable, pushed, traced
from logistics.clients.cainiao.moments import read_moment
from logistics.clients.cainiao.wording import dispatch, out_order_id, shanghai
from logistics.states import Kind as K
from logistics.states import Source

NOW = datetime(2026, 2, 5, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("GWMS_ACCEPT", K.REGISTERED), ("LAST_MILE_ASN_NOTIFY", K.INFO), ("GWMS_PICK", K.INFO),
        ("GWMS_PACKAGE", K.PACKED), ("GWMS_OUTBOUND", K.DISPATCHED), ("GWMS_HANDOVER", K.ACCEPTED),
        ("GWMS_REJECT", K.PROBLEM), ("GWMS_CANCEL", K.CANCELLED), ("PU_PICKUP_SUCCESS", K.ACCEPTED),
        ("GOT", K.ACCEPTED), ("PU_PICKUP_FAILURE", K.PROBLEM), ("SC_OUTBOUND_FAILURE", K.IN_TRANSIT),
        ("SC_INBOUND_FAILURE", K.PROBLEM), ("LH_DEPART_FAILURE", K.PROBLEM),
        ("LH_POST_COLLECTION", K.PROBLEM), ("CC_IM_SUCCESS", K.CUSTOMS), ("CC_IM_FAILURE", K.PROBLEM),
        ("CUS_TAX", K.CUSTOMS), ("LH_ARRIVE", K.ARRIVED), ("GTMS_DO_DEPART", K.OUT_FOR_DELIVERY),
        ("GTMS_DEL_FAILURE", K.FAILED_ATTEMPT), ("GTMS_SIGN_FAILURE", K.PROBLEM),
        ("X_SIGN_FAIL", K.PROBLEM), ("GTMS_STA_SIGNED", K.AT_POINT), ("POSTMAN_POST", K.AT_POINT),
        ("GTMS_SIGNED", K.DELIVERED), ("GSTA_BUYER_SIGN", K.DELIVERED), ("RT_INBOUND", K.RETURNING),
        ("RT_WH_INBOUND", K.RETURNING), ("RT_TRANSWH_OUT", K.RETURNING), ("RETURNED", K.RETURNED),
        ("RT_WH_DESTROY", K.DESTROYED), ("GTMS_RELABEL", K.INFO), ("GTMS_STA_CHANGE", K.INFO),
        ("GTMS_STA_NEWADDRESS", K.ADDRESS_CHANGED), ("LM_OTHER", K.INFO), ("NEVER_SEEN", K.UNKNOWN),
    ],
)  # fmt: skip
def test_an_action_is_what_the_table_says(code, kind):
    assert kind_of(code) == kind


def test_the_pickup_point_that_signs_is_no_delivery():
    assert KINDS["GTMS_STA_SIGNED"] == K.AT_POINT


@pytest.mark.parametrize("told", ["gtms_signed", "GTMS SIGNED", "AE_GTMS_SIGNED", " Gtms-Signed "])
def test_a_code_is_known_however_it_is_written(told):
    assert plain_action(told) == "GTMS_SIGNED"


@pytest.mark.parametrize(
    ("raw", "zone", "at"),
    [
        ("2024-03-05 10:20:30", "+3", "2024-03-05T07:20:30"),
        ("2024-03-05 10-20-30", "+3", "2024-03-05T07:20:30"),
        ("2024-03-05 10:20:30", "", "2024-03-05T02:20:30"),
        ("2024-03-05 10:20:30", "Moon/Base", "2024-03-05T02:20:30"),
        ("2024-03-05 10:20:30", "8", "2024-03-05T02:20:30"),
        ("2024-03-05 10:20:30", "UTC+8", "2024-03-05T02:20:30"),
        ("2024-03-05 10:20:30", "GMT+02:00", "2024-03-05T08:20:30"),
        ("2024-03-05 10:20:30", "-5", "2024-03-05T15:20:30"),
        ("2024-07-05 10:20:30", "Europe/Kyiv", "2024-07-05T07:20:30"),
        ("1709608830000", "", "2024-03-05T03:20:30"),
    ],
)
def test_a_moment_is_read_with_its_zone_else_as_shanghais(raw, zone, at):
    assert read_moment(raw, zone) == datetime.fromisoformat(at).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "raw", ["", "soon", "2024-13-05 10:20:30", "2024-03-05", "0000-00-00 00:00:00"]
)
def test_no_moment_is_none(raw):
    assert read_moment(raw, "+3") is None


def trace(**more):
    detail = {
        "actionCode": "GTMS_DO_DEPART",
        "time": "2024-03-05 10:20:30",
        "timeZone": "+3",
    } | more
    return json.dumps({"mailNo": "LP00700000000017", "traceDetail": detail})


def test_a_push_is_one_event_and_the_customers_words_come_first():
    [heard] = pushed(
        TRACE, trace(standardDesc="a", customerizedDesc="b", location="Москва"), now=NOW
    )
    assert (heard.number, heard.kind, heard.text) == ("LP00700000000017", K.OUT_FOR_DELIVERY, "b")
    assert (heard.place, heard.source, heard.raw_at) == (
        "Москва",
        Source.PUSH,
        "2024-03-05 10:20:30",
    )


def test_the_second_kind_of_push():
    told = {
        "logisticsOrderCode": "LP1",
        "status": "gtms_signed",
        "occurTime": "2024-03-05 10:20:30",
        "timeZone": "UTC+8",
        "remark": "left at the door",
    }
    [heard] = pushed(STATUS, json.dumps(told), now=NOW)
    assert (heard.number, heard.kind, heard.text) == ("LP1", K.DELIVERED, "left at the door")


def test_r_002_51_the_same_event_asked_for_and_pushed_with_dashes_is_one():
    row = {"actionCode": "gtms_do_depart", "time": "2024-03-05 10:20:30", "timeZone": "+3"}
    [asked] = traced("LP00700000000017", [row], now=NOW)
    [told] = pushed(TRACE, trace(time="2024-03-05 10-20-30", location="Москва"), now=NOW)
    assert asked.key == told.key


EMPTY = [
    "",
    "[]",
    "{}",
    '{"mailNo":"LP1"}',
    '{"mailNo":"LP1","traceDetail":{}}',
    '{"traceDetail":{"actionCode":"X"}}',
]


@pytest.mark.parametrize("content", EMPTY)
def test_what_says_nothing_is_unreadable(content):
    with pytest.raises(Unreadable):
        pushed(TRACE, content, now=NOW)


def test_an_id_of_ours_has_only_letters_that_they_take():
    assert out_order_id("A-1041/б 7") == "A-1041-7"


def test_a_dispatch_is_told_in_their_hours_and_holds_no_foreign_markup():
    told = {
        "partner_code": "R<1>", "external_id": "A-1", "parcel": "P\x01&1", "tracking": "RS1",
        "weight_g": 512, "length_mm": None, "dispatched_at": "2026-02-05T14:59:59+00:00",
    }  # fmt: skip
    text = dispatch(told)
    assert "<orderConfirmTime>2026-02-05 22:59:59</orderConfirmTime>" in text
    assert "<ownerCode>R&lt;1&gt;</ownerCode>" in text
    assert "<packageCode>P\N{REPLACEMENT CHARACTER}&amp;1</packageCode>" in text
    assert "<weight>512</weight><length>0</length>" in text
    assert shanghai("2026-02-05T00:00:00+03:00") == "2026-02-05 05:00:00"

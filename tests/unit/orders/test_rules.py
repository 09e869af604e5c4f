"""What stands in the way of a move, in words."""

from datetime import UTC, date, datetime

import pytest

from orders.rules.moving import (
    Reason,
    blocks_to_verify,
    why_not_addressed,
    why_not_confirmable,
    why_not_for_pickup,
    why_not_receivable,
    why_not_shippable,
)

VISIT = datetime(2026, 2, 4, 13, tzinfo=UTC)
LACKS = Reason("not_verified", "address", "Enter it.")
FULL = {
    "quantities": [2],
    "names": ["Cup"],
    "address_lacks": None,
    "availability_checked": True,
}
NO_ROAD = {"carrier": "", "waybill": "", "visit_at": None, "courier_phone": ""}


@pytest.mark.parametrize(
    ("missing", "block"),
    [
        pytest.param({"quantities": []}, "quantity", id="no lines"),
        pytest.param({"quantities": [2, 0]}, "quantity", id="a line of none"),
        pytest.param({"names": ["Cup", ""]}, "specification", id="a line without a name"),
        pytest.param({"address_lacks": LACKS}, "address", id="half an address"),
        pytest.param({"availability_checked": False}, "stock", id="stock not checked"),
    ],
)
def test_each_of_the_four_blocks_must_be_filled_r_003_28(missing, block):
    blocks = blocks_to_verify(**{**FULL, **missing})
    reason = why_not_confirmable(blocks, overdue=False, contact_made=False, agreed_on=None)
    assert [b.name for b in blocks] == ["quantity", "specification", "address", "stock"]
    assert (reason.code, reason.field) == ("not_verified", block)


@pytest.mark.parametrize(
    ("contact_made", "agreed_on", "code"),
    [
        (False, None, "contact_needed"),
        (False, date(2026, 2, 5), "contact_needed"),
        (True, None, "date_needed"),
        (True, date(2026, 2, 5), None),
    ],
)
def test_an_overdue_order_needs_contact_and_a_new_date_r_004_35(contact_made, agreed_on, code):
    reason = why_not_confirmable(
        blocks_to_verify(**FULL), overdue=True, contact_made=contact_made, agreed_on=agreed_on
    )
    assert (reason.code if reason else None) == code


@pytest.mark.parametrize(
    ("method", "road", "code"),
    [
        ("carrier_door", {}, "carrier_needed"),
        ("carrier_point", {"carrier": "NP"}, "waybill_needed"),
        ("carrier_locker", {"carrier": "NP", "waybill": "2045"}, None),
        ("own_courier", {}, "visit_needed"),
        ("own_courier", {"visit_at": VISIT}, "courier_phone_needed"),
        ("own_courier", {"visit_at": VISIT, "courier_phone": "+380501234567"}, None),
        ("self_pickup", {"carrier": "NP", "waybill": "2045"}, "pickup_order"),
    ],
)
def test_what_leaves_must_be_findable_r_004_15_r_004_16(method, road, code):
    reason = why_not_shippable(method, **{**NO_ROAD, **road})
    assert (reason.code if reason else None) == code


def test_only_pickup_orders_wait_at_the_point_r_004_17():
    assert why_not_for_pickup("self_pickup") is None
    assert why_not_for_pickup("carrier_point").code == "not_a_pickup_order"


@pytest.mark.parametrize(
    ("by", "waybill", "overridden", "code"),
    [
        ("seller", "", False, None),
        ("seller", "2045", False, "tracked"),
        ("platform", "2045", True, None),
        ("buyer", "2045", False, None),
        ("integrator", "2045", False, None),
    ],
)
def test_received_by_hand_only_without_tracking_r_004_18(by, waybill, overridden, code):
    reason = why_not_receivable(by, waybill=waybill, overridden=overridden)
    assert (reason.code if reason else None) == code


@pytest.mark.parametrize(
    ("method", "lacking", "code"),
    [
        ("self_pickup", ("city", "address", "point_code", "phone"), None),
        ("carrier_door", ("point_code", "phone"), None),
        ("carrier_door", ("address",), "address_needed"),
        ("own_courier", ("address",), "address_needed"),
        ("carrier_point", ("address", "phone"), None),
        ("carrier_point", ("address", "point_code"), "point_needed"),
        ("carrier_locker", ("address",), None),
        ("carrier_locker", ("point_code",), "locker_needed"),
        ("carrier_locker", ("phone",), "locker_phone_needed"),
        ("carrier_door", ("city",), "city_needed"),
    ],
)
def test_each_way_of_delivery_needs_its_own_fields_r_002_40(method, lacking, code):
    known = {"city": "Kyiv", "address": "Main st. 1", "point_code": "12", "phone": "+380501112233"}
    reason = why_not_addressed(method, **{**known, **dict.fromkeys(lacking, "")})
    assert (reason.code if reason else None) == code

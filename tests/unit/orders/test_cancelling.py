"""Who may cancel when, for which reason, whose fault it is, and what becomes of the goods."""

from datetime import date

import pytest

from orders.rules.calls import Tally
from orders.rules.cancelling import (
    CONSEQUENCES,
    NOT_BUYERS_FAULT,
    Case,
    choices_for,
    clocks_that_count,
    detail_of,
    fault_of,
    may_buyer_cancel,
    why_enough,
    why_not_by_carrier,
    why_not_cancellable,
    why_not_corrected,
)
from orders.states import BEFORE_PACKING, BEFORE_SHIPPING, OPEN_STATES, CancelReason, OrderState

R, S = CancelReason, OrderState
TODAY = date(2026, 2, 10)


def case(state=S.NEEDS_AGREEMENT, **values):
    known = {"state": state, "method": "carrier_point", "waybill": "", "cancel_until": "received"}
    return Case(**{**known, **values})


def at_the_point(**values):
    return case(S.AWAITING_PICKUP, method="self_pickup", today=TODAY, **values)


def refusal(by, of, reason, comment=""):
    found = why_not_cancellable(by, of, reason=reason, comment=comment)
    return found.code if found else None


def shown(by, of):
    return {choice.reason: choice.missing and choice.missing.code for choice in choices_for(by, of)}


@pytest.mark.parametrize("state", sorted(OPEN_STATES))
def test_a_native_buyer_may_cancel_until_received_r_004_45_c_01(state):
    assert refusal("buyer", case(state), R.BUYER_REQUEST) is None


@pytest.mark.parametrize("state", sorted(OPEN_STATES))
def test_a_marketplace_buyer_may_cancel_until_packed_r_002_36_c_01(state):
    """C-02: the outbound dispatch scan is the end of packing; after it a return is asked for."""
    expected = None if state in BEFORE_PACKING else "too_late"
    of = case(state, cancel_until="packed")
    assert refusal("buyer", of, R.BUYER_REQUEST) == expected
    assert refusal("seller", of, R.BUYER_REQUEST) == expected
    assert may_buyer_cancel(state, cancel_until="packed") == (expected is None)


def test_the_late_buyer_is_told_to_ask_for_a_return_c_02():
    found = why_not_cancellable(
        "buyer", case(S.DELIVERING, cancel_until="packed"), reason=R.BUYER_REQUEST, comment=""
    )
    assert str(found.message).endswith("ask for a return.")


@pytest.mark.parametrize("by", ["seller", "integrator", "platform", "buyer"])
def test_no_reason_no_cancelling_r_004_19(by):
    assert refusal(by, case(), "") == "reason_needed"


@pytest.mark.parametrize(
    ("reason", "comment", "code"),
    [
        (R.OTHER, "", "comment_needed"),
        (R.OTHER, "  \n", "comment_needed"),
        (R.OTHER, "The cup is cracked", None),
        (R.BUYER_REQUEST, "", None),
        (R.BUYER_REQUEST, "Found it cheaper", None),
    ],
)
def test_only_another_reason_needs_a_comment_r_004_49(reason, comment, code):
    assert refusal("seller", case(), reason, comment) == code


@pytest.mark.parametrize(
    ("calls", "messages", "code"),
    [
        (0, 0, "calls_needed"),
        (1, 1, "calls_needed"),
        (2, 0, "messages_needed"),
        (2, 1, None),
        (5, 3, None),
    ],
)
def test_giving_up_needs_two_calls_and_a_message_r_004_52(calls, messages, code):
    of = case(tries=Tally(calls, messages))
    assert refusal("seller", of, R.NO_CONTACT) == code
    assert shown("seller", of)[R.NO_CONTACT] == code


@pytest.mark.parametrize(("least_calls", "least_messages"), [(0, 0), (1, 0), (3, 2)])
def test_how_many_tries_is_the_channels_word_r_004_52(least_calls, least_messages):
    policy = {"least_calls": least_calls, "least_messages": least_messages}
    enough = Tally(least_calls, least_messages)
    assert refusal("seller", case(tries=enough, **policy), R.NO_CONTACT) is None
    if least_calls:
        one_less = Tally(least_calls - 1, least_messages)
        assert refusal("seller", case(tries=one_less, **policy), R.NO_CONTACT) == "calls_needed"


def test_a_phone_nobody_serves_needs_no_tries_r_004_48_c_30():
    assert refusal("seller", case(phone_ok=False), R.NO_CONTACT) is None


def test_one_public_reason_has_two_sub_reasons_c_32():
    assert detail_of(R.NO_CONTACT, case(phone_ok=False)) == "foreign_phone"
    assert detail_of(R.NO_CONTACT, case(phone_ok=True)) == "no_answer"
    assert {detail_of(reason, case()) for reason in set(R) - {R.NO_CONTACT}} == {""}


@pytest.mark.parametrize("state", sorted(OPEN_STATES))
def test_a_changed_mind_is_for_the_pickup_point_r_004_53(state):
    of = case(state, method="self_pickup")
    expected = None if state == S.AWAITING_PICKUP else "not_at_the_point"
    assert shown("seller", of)[R.CHANGED_MIND] == expected
    assert refusal("seller", of, R.CHANGED_MIND) == expected


@pytest.mark.parametrize("reason", [R.CHANGED_MIND, R.NOT_COLLECTED])
def test_under_a_waybill_it_is_hidden_and_the_carriers_word_r_004_54(reason):
    of = case(S.DELIVERING, waybill="20450000000001")
    for by in ("seller", "integrator", "platform"):
        assert reason not in shown(by, of)
        assert refusal(by, of, reason) == "reason_not_allowed"
    assert why_not_by_carrier(of, reason=reason) is None
    assert why_not_by_carrier(case(S.DELIVERING), reason=reason).code == "reason_not_allowed"


@pytest.mark.parametrize("reason", sorted(set(R) - {R.CHANGED_MIND, R.NOT_COLLECTED}))
def test_a_carrier_says_nothing_else_r_004_54(reason):
    of = case(S.DELIVERING, waybill="20450000000001")
    assert why_not_by_carrier(of, reason=reason).code == "reason_not_allowed"


@pytest.mark.parametrize(
    ("known", "code"),
    [
        ({}, "still_waiting"),
        ({"is_uncollected": True}, None),
        ({"is_uncollected": True, "agreed_on": date(2026, 2, 12)}, "day_agreed"),
        ({"is_uncollected": True, "agreed_on": TODAY}, "day_agreed"),
        ({"is_uncollected": True, "agreed_on": date(2026, 2, 9)}, None),
    ],
)
def test_uncollected_after_three_days_and_no_agreed_day_r_004_55(known, code):
    assert refusal("seller", at_the_point(**known), R.NOT_COLLECTED) == code


@pytest.mark.parametrize("state", sorted(OPEN_STATES))
def test_out_of_stock_is_said_before_it_has_left_r_004_47(state):
    assert (R.OUT_OF_STOCK in shown("seller", case(state))) == (state in BEFORE_SHIPPING)


def test_reassigning_is_the_platforms_reason_and_a_wish_the_buyers_only_one_c_31():
    assert refusal("platform", case(S.NEW), R.OVERDUE_REASSIGNED) is None
    assert refusal("seller", case(S.NEW), R.OVERDUE_REASSIGNED) == "reason_not_allowed"
    assert list(shown("buyer", case(S.NEW))) == [R.BUYER_REQUEST]
    assert refusal("buyer", case(S.NEW), R.OUT_OF_STOCK) == "reason_not_allowed"


def test_each_reason_of_the_list_has_its_fault_r_004_46_c_31():
    faults = {reason.value: fault_of(reason, "seller") for reason in R}
    assert faults == {
        "out_of_stock": "seller",
        "no_contact": "buyer",
        "changed_mind": "buyer",
        "not_collected": "buyer",
        "overdue_reassigned": "seller",
        "buyer_request": "buyer",
        "other": "seller",
    }
    assert fault_of(R.OTHER, "platform") == "platform"
    assert {r for r in R if fault_of(r, "seller") != "buyer"} == NOT_BUYERS_FAULT


def test_what_follows_is_decided_by_where_the_goods_are_c_01():
    assert CONSEQUENCES == {
        "new": "release",
        "needs_agreement": "release",
        "confirmed": "put_back",
        "awaiting_shipment": "intercept",
        "delivering": "recall",
        "awaiting_pickup": "put_back",
    }


def test_the_clock_that_counts_is_of_the_state_itself_c_24():
    counted = {state.value: clocks_that_count(state) for state in S}
    assert counted == {
        "new": ("order.new",),
        "needs_agreement": ("order.agreement",),
        "confirmed": ("order.picking", "order.dispatch"),
        "awaiting_shipment": ("order.dispatch",),
        "delivering": ("order.shipping",),
        "awaiting_pickup": (),
        "received": (),
        "cancelled": (),
    }


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({}, "stock_needed"),
        ({"CUP-2": 0}, "stock_of_no_line"),
        ({"CUP-1": 0, "CUP-2": 0}, "stock_of_no_line"),
        ({"CUP-1": 0}, None),
    ],
)
def test_the_stock_is_said_of_lines_of_the_order_r_004_47(told, code):
    found = why_not_corrected({"CUP-1", "PLATE-7"}, set(told))
    assert (found.code if found else None) == code


@pytest.mark.parametrize(
    ("told", "code"),
    [({"CUP-1": 2}, "stock_suffices"), ({"CUP-1": 1}, None), ({"CUP-1": 5, "PLATE-7": 0}, None)],
)
def test_a_stock_that_suffices_is_not_out_of_stock_r_004_47(told, code):
    found = why_enough({"CUP-1": 2, "PLATE-7": 1}, told)
    assert (found.code if found else None) == code

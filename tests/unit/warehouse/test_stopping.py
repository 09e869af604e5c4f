"""What the red screen says of a parcel whose order was cancelled (C-01, R-002-37)."""

from datetime import timedelta

import pytest

from warehouse.rules.stopping import why_halted
from warehouse.states import BEFORE_PACKING, BOXED, OutboundState


def halted(state, *, cancelled=False, since=timedelta(minutes=7), forced=False):
    return why_halted(
        code="OG1", number="T-1", state=state, cancelled=cancelled, since=since, forced=forced
    )


@pytest.mark.parametrize("state", sorted(BEFORE_PACKING | BOXED | {OutboundState.HANDED_OVER}))
def test_a_parcel_of_a_living_order_goes_on(state):
    assert halted(state) is None


@pytest.mark.parametrize("state", sorted(BOXED | {OutboundState.INTERCEPTED}))
def test_a_boxed_one_is_taken_off_the_line(state):
    said = halted(state, cancelled=True)
    assert (said.title, said.text) == (
        "Do not send it",
        "Order T-1 was cancelled 7 minutes ago. Take parcel OG1 off the line, open “Take apart” "
        "and scan it there.",
    )


@pytest.mark.parametrize("state", sorted(BEFORE_PACKING | {OutboundState.PUT_BACK}))
def test_one_that_is_not_packed_goes_back_to_the_shelf(state):
    said = halted(state, cancelled=True, since=timedelta(hours=3))
    assert (said.title, said.text) == (
        "Back to the shelf",
        "Order T-1 was cancelled 3 hours ago. Set its goods aside, open “Put back” and scan the tote.",
    )


def test_one_forced_at_the_sellers_risk_goes_on():
    """R-002-38: the override is the seller's."""
    assert halted(OutboundState.PALLETISED, cancelled=True, forced=True) is None


def test_one_that_is_with_the_carrier_is_not_ours_to_stop():
    assert halted(OutboundState.HANDED_OVER, cancelled=True) is None


def test_one_taken_apart_is_no_more():
    assert halted(OutboundState.ENDED).title == "Taken apart"

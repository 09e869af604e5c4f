"""Whose promise to dispatch is the strictest, and who may travel together. Pure."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from orders.rules.promising import NO_PROMISE, DispatchPromise, promise_of_offers, strictest
from orders.rules.riding import Traveller, why_not_all_ready, why_not_one_road, why_not_together

ONE = Traveller(
    number="A-1",
    state="new",
    paid=True,
    shop_id=1,
    channel="native",
    buyer_ref="",
    phone="+380671234567",
    method="carrier_point",
    address=("UA", "Київ", "", "12"),
)


def test_the_fewest_days_win_and_of_equals_the_first_c_06():
    """C-06: the strictest applicable one."""
    channel, shop = DispatchPromise(2, "channel"), DispatchPromise(2, "shop")
    assert strictest(channel, shop, DispatchPromise(3, "platform")) == channel
    assert strictest(DispatchPromise(None, "channel"), shop) == shop
    assert strictest(DispatchPromise(None, "shop")) == strictest() == NO_PROMISE


def test_offers_promise_by_their_skus_c_06():
    """C-06: an offer without days leaves it to the others, one we do not know promises nothing."""
    offers = {
        sku: SimpleNamespace(sku=sku, handling_days=days)
        for sku, days in (("A", 3), ("B", 1), ("C", None))
    }
    lines = [SimpleNamespace(sku=sku) for sku in ("A", "B", "C", "D")]
    assert promise_of_offers(lines, offers) == DispatchPromise(1, "offer B")
    assert promise_of_offers(lines[2:], offers) == NO_PROMISE


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param({}, None, id="the same buyer and place"),
        pytest.param({"address": ("ua", " КИЇВ ", "", "12")}, None, id="typed otherwise"),
        pytest.param({"phone": "", "buyer_ref": ""}, "other_buyer", id="nobody known"),
        pytest.param({"phone": "+380670000000"}, "other_buyer", id="another phone"),
        pytest.param({"shop_id": 2}, "other_buyer", id="another shop"),
        pytest.param({"address": ("UA", "Київ", "", "13")}, "other_address", id="another point"),
        pytest.param({"method": "carrier_door"}, "other_address", id="another way"),
        pytest.param({"method": "self_pickup"}, "pickup_order", id="collected"),
        pytest.param({"state": "delivering"}, "too_late", id="on its way"),
        pytest.param({"state": "cancelled"}, "too_late", id="cancelled"),
        pytest.param({"paid": False}, "unpaid", id="not paid"),
    ],
)
def test_who_may_travel_together(change, code):
    reason = why_not_together(ONE, replace(ONE, number="A-2", **change))
    assert (reason and reason.code) == code
    assert reason is None or "A-2" in str(reason.message)


def test_the_channels_own_id_of_the_buyer_is_good_within_the_channel_only():
    one = replace(ONE, phone="", buyer_ref="ae-7")
    assert why_not_together(one, one) is None
    assert why_not_together(one, replace(one, channel="tmall")).code == "other_buyer"


def test_all_are_packed_and_who_is_not_is_named():
    packed = replace(ONE, state="awaiting_shipment")
    assert why_not_all_ready([packed, packed]) is None
    reason = why_not_all_ready([packed, replace(ONE, number="A-2"), replace(ONE, number="A-3")])
    assert (reason.code, "A-2, A-3" in str(reason.message)) == ("riders_not_ready", True)
    assert why_not_one_road(packed, packed) is None

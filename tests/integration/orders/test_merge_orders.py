"""Two unshipped orders of one buyer and one address leave in one dispatch, and stay two orders."""

from datetime import timedelta

import pytest

from kernel import history
from kernel.deadlines.models import Deadline
from kernel.errors import NotFound
from kernel.scope import PLATFORM, Scope
from orders import services
from orders.models import Order
from orders.rules.intake import BuyerDraft, DeliveryDraft
from orders.selectors.families import mergeable_with, travelling_with
from orders.services import NotTogether, OrderChanged, OrderNotReady
from orders.states import OrderState
from tests.factories.orders import SELLER, TUESDAY_18, place_order
from tests.factories.sellers import ShopFactory
from tests.racing import together

pytestmark = pytest.mark.django_db
T = TUESDAY_18
LATER = T + timedelta(minutes=30)
WAYBILL = {"carrier": "Nova Poshta", "waybill": "20450000000077"}


@pytest.fixture
def shop():
    return ShopFactory()


@pytest.fixture
def pair(shop):
    return place_order(shop), place_order(shop)


def again(order):
    rows = Order.objects.of(PLATFORM).select_related("contact")
    return rows.get(pk=order.pk)


def do(act, order, now=LATER, scope=None, **values):
    scope = scope or Scope.shop(order.shop_id)
    return act(order_id=order.pk, scope=scope, actor=SELLER, now=now, **values)


def merge(leader, rider, **values):
    return do(services.merge_orders, leader, with_order_id=rider.pk, **values)


def packed(*orders):
    for order in orders:
        do(services.open_order, order)
        do(services.confirm_order, order, availability_checked=True)
        do(services.make_order_ready, order)
    return orders


def rides(*orders):
    return [again(order).rides_with_id for order in orders]


def state(order):
    row = again(order)
    return (row.state, row.version, row.rides_with_id, history.of("order", order.pk).count())


def test_they_leave_together_and_both_are_credited_on_time(pair):
    """Shipping the leader ships the rider with the same waybill at the same instant, both clocks kept."""
    leader, rider = packed(*pair)
    merge(leader, rider)
    money = [(again(o).total_minor, again(o).number) for o in pair]
    do(services.ship_order, leader, now=LATER + timedelta(minutes=5), **WAYBILL)
    for order in pair:
        row = again(order)
        assert (row.state, row.waybill, row.carrier, row.shipped_at) == (
            OrderState.DELIVERING,
            "20450000000077",
            "Nova Poshta",
            LATER + timedelta(minutes=5),
        )
        clock = Deadline.objects.get(subject_id=order.pk, kind="order.dispatch")
        assert (clock.state, clock.ended_at) == ("kept", row.shipped_at)
        assert "20450000000077" in row.contact.search
    assert [(again(o).total_minor, again(o).number) for o in pair] == money


def test_they_stay_two_orders_with_their_own_states(pair):
    leader, rider = pair
    merge(leader, rider)
    do(services.open_order, rider)
    assert [again(o).state for o in pair] == [OrderState.NEW, OrderState.NEEDS_AGREEMENT]


def test_a_rider_is_not_sent_alone_and_the_reason_says_with_whom_it_rides(pair):
    leader, rider = packed(*pair)
    merge(leader, rider)
    before = [state(order) for order in pair]
    with pytest.raises(OrderNotReady) as refusal:
        do(services.ship_order, rider, **WAYBILL)
    assert refusal.value.code == "rides_with"
    assert leader.number in str(refusal.value)
    assert [state(order) for order in pair] == before


def test_all_are_packed_or_none_leaves_and_the_refusal_names_them(pair):
    leader, rider = pair
    packed(leader)
    merge(leader, rider)
    before = [state(order) for order in pair]
    with pytest.raises(OrderNotReady) as refusal:
        do(services.ship_order, leader, **WAYBILL)
    assert refusal.value.code == "riders_not_ready"
    assert rider.number in str(refusal.value)
    assert [state(order) for order in pair] == before


def test_an_address_that_changed_since_keeps_the_dispatch_at_home(pair):
    leader, rider = packed(*pair)
    merge(leader, rider)
    contact = again(rider).contact
    contact.point_code = "99"
    contact.save()
    with pytest.raises(OrderNotReady) as refusal:
        do(services.ship_order, leader, **WAYBILL)
    assert (refusal.value.code, again(leader).state) == ("other_address", "awaiting_shipment")


def test_separate_again_before_shipping(pair):
    leader, rider = pair
    merge(leader, rider)
    do(services.separate_order, rider)
    assert rides(*pair) == [None, None]
    merge(leader, rider)
    do(services.separate_order, leader)
    assert rides(*pair) == [None, None]
    with pytest.raises(NotTogether):
        do(services.separate_order, leader)
    actions = [line.action for line in history.of("order", rider.pk)]
    assert actions[-4:] == ["merge", "separate", "merge", "separate"]


def test_sent_together_they_cannot_be_parted_any_more(pair):
    leader, rider = packed(*pair)
    merge(leader, rider)
    do(services.ship_order, leader, **WAYBILL)
    with pytest.raises(OrderNotReady) as refusal:
        do(services.separate_order, rider)
    assert (refusal.value.code, rides(rider)) == ("too_late", [leader.pk])


def test_merged_again_nothing_changes(pair):
    leader, rider = pair
    merge(leader, rider)
    before = [state(order) for order in pair]
    assert merge(rider, leader).pk == leader.pk
    assert [state(order) for order in pair] == before


def test_what_rides_already_brings_its_whole_dispatch(shop, pair):
    leader, rider = pair
    third, fourth = place_order(shop), place_order(shop)
    merge(leader, rider)
    merge(third, fourth)
    merge(rider, fourth)
    assert rides(leader, rider, third, fourth) == [None, leader.pk, leader.pk, leader.pk]
    assert {o.pk for o in travelling_with(Scope.shop(shop.pk), again(rider))} == {
        leader.pk,
        third.pk,
        fourth.pk,
    }


@pytest.mark.parametrize("who", ["leader", "rider"])
def test_a_cancelled_one_leaves_the_merge(shop, pair, who):
    leader, rider = pair
    third = place_order(shop)
    merge(leader, rider)
    merge(leader, third)
    do(services.cancel_order, {"leader": leader, "rider": rider}[who], reason="buyer_request")
    expected = [None, None, rider.pk] if who == "leader" else [None, None, leader.pk]
    assert rides(leader, rider, third) == expected


@pytest.mark.parametrize(
    ("draft", "code"),
    [
        pytest.param(
            {"buyer": BuyerDraft(name="Another", phone="+380679999999")}, "other_buyer", id="buyer"
        ),
        pytest.param({"buyer": BuyerDraft(name="Nobody")}, "other_buyer", id="no phone"),
        pytest.param(
            {
                "delivery": DeliveryDraft(
                    method="carrier_point", country="UA", city="Львів", point_code="12"
                )
            },
            "other_address",
            id="city",
        ),
        pytest.param(
            {
                "delivery": DeliveryDraft(
                    method="carrier_locker", country="UA", city="Київ", point_code="12"
                )
            },
            "other_address",
            id="method",
        ),
        pytest.param(
            {"delivery": DeliveryDraft(method="self_pickup", country="UA")},
            "pickup_order",
            id="pickup",
        ),
        pytest.param({"paid_at": None}, "unpaid", id="unpaid"),
    ],
)
def test_another_buyer_or_another_address_is_refused(shop, draft, code):
    leader, other = place_order(shop), place_order(shop, **draft)
    before = [state(o) for o in (leader, other)]
    with pytest.raises(OrderNotReady) as refusal:
        merge(leader, other)
    assert (refusal.value.code, [state(o) for o in (leader, other)]) == (code, before)
    assert other.pk not in {o.pk for o in mergeable_with(Scope.shop(shop.pk), again(leader))}


def test_the_same_buyer_of_the_channel_needs_no_phone_and_typing_does_not_matter(shop):
    one = BuyerDraft(name="Wang", ref="ae-77")
    roads = [
        DeliveryDraft(method="carrier_door", country="RU", city=city, address=address)
        for city, address in (("Москва", "Арбат, 1"), ("МОСКВА", "арбат, 1"))
    ]
    orders = [place_order(shop, channel="aliexpress", buyer=one, delivery=r) for r in roads]
    assert [o.pk for o in mergeable_with(Scope.shop(shop.pk), again(orders[0]))] == [orders[1].pk]
    merge(*orders)
    assert rides(*orders) == [None, orders[0].pk]


def test_what_has_left_or_is_cancelled_cannot_join(shop, pair):
    leader, other = pair
    do(services.cancel_order, other, reason="buyer_request")
    with pytest.raises(OrderNotReady) as refusal:
        merge(leader, other)
    assert refusal.value.code == "too_late"


def test_of_another_shop_is_as_if_it_were_not_there(pair):
    with pytest.raises(NotFound):
        merge(pair[0], place_order())
    with pytest.raises(NotFound):
        merge(*pair, scope=Scope.shop(ShopFactory().pk))
    with pytest.raises(OrderNotReady) as refusal:
        merge(pair[0], pair[0])
    assert refusal.value.code == "same_order"


def test_another_version_is_refused(pair):
    with pytest.raises(OrderChanged):
        merge(*pair, expected_version=9)
    assert rides(*pair) == [None, None]


def test_suggestions_cost_one_query(shop, pair, django_assert_num_queries):
    scope, first = Scope.shop(shop.pk), again(pair[0])
    place_order(shop, buyer=BuyerDraft(phone="+380679999999"))
    place_order()  # another shop's, of the same buyer
    with django_assert_num_queries(1):
        assert [o.pk for o in mergeable_with(scope, first)] == [pair[1].pk]


@pytest.mark.django_db(transaction=True)
def test_merged_crosswise_at_once_one_of_them_leads():
    shop = ShopFactory()
    pair = [place_order(shop), place_order(shop)]
    results = together(lambda n: merge(pair[n], pair[1 - n]), 2)
    assert not [r for r in results if isinstance(r, Exception) and not isinstance(r, OrderChanged)]
    assert rides(*pair) in ([None, pair[0].pk], [pair[1].pk, None])


@pytest.mark.django_db(transaction=True)
def test_sent_while_it_is_cancelled_each_order_ends_in_one_way():
    shop = ShopFactory()
    leader, rider = packed(place_order(shop), place_order(shop))
    merge(leader, rider)
    together(
        lambda n: [
            lambda: do(services.ship_order, leader, **WAYBILL),
            lambda: do(services.cancel_order, rider, reason="buyer_request"),
        ][n](),
        2,
    )
    assert again(leader).state == OrderState.DELIVERING
    # Cancelled first it stayed behind; sent first it was cancelled on its way, and keeps its waybill.
    row = again(rider)
    assert row.state == OrderState.CANCELLED
    assert bool(row.waybill) == (row.shipped_at is not None)

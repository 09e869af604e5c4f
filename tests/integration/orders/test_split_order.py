"""An order parted in two: sums, clocks, links, history, one message (R-004-14, R-004-58..-60)."""

from datetime import timedelta

import pytest

from kernel import history
from kernel.deadlines.models import Deadline
from kernel.deadlines.sweeping import sweep
from kernel.errors import NotFound
from kernel.scope import PLATFORM, Scope
from notifications.models import Message
from orders import services
from orders.events import OrderWasSplit
from orders.models import Order, OrderSplit
from orders.rules.intake import BuyerDraft
from orders.selectors.families import family_of, splits_about
from orders.services import OrderChanged, OrderNotReady
from orders.states import OrderState
from tests.factories.orders import SELLER, TUESDAY_18, line_draft, place_order
from tests.factories.sellers import OfferFactory, ShopFactory
from tests.racing import together

pytestmark = pytest.mark.django_db
T = TUESDAY_18
LATER = T + timedelta(minutes=40)
NOT_THE_CLOCKS_OWN = {"id", "subject_id"}
LINES = (
    line_draft(quantity=3, unit_price_minor=15_000),
    line_draft(sku="PLATE-7", name="Plate", quantity=1, unit_price_minor=9_900),
    line_draft(sku="SPOON", name="Spoon", quantity=5, unit_price_minor=333),
)


@pytest.fixture
def order():
    return place_order(lines=LINES, delivery_minor=7_000, discount_minor=1_001)


def again(order):
    rows = Order.objects.of(PLATFORM).select_related("contact")
    return rows.get(pk=order.pk)


def split(order, lines, now=LATER, actor=SELLER, reason="places", **values):
    return services.split_order(
        order_id=order.pk,
        scope=values.pop("scope", Scope.shop(order.shop_id)),
        actor=actor,
        now=now,
        lines=lines,
        reason=reason,
        **values,
    )


def move(act, order, now=LATER, **values):
    return act(order_id=order.pk, scope=Scope.shop(order.shop_id), actor=SELLER, now=now, **values)


def goods_of(order):
    return [(line.position, line.sku, line.quantity) for line in order.lines.order_by("position")]


def sums_of(*orders):
    names = ("goods_minor", "delivery_minor", "discount_minor", "total_minor")
    return {name: sum(getattr(again(order), name) for order in orders) for name in names}


def clocks_of(order):
    names = [
        f.attname for f in Deadline._meta.concrete_fields if f.attname not in NOT_THE_CLOCKS_OWN
    ]
    return list(Deadline.objects.filter(subject_id=order.pk).order_by("kind").values(*names))


def everything_about(order):
    rows = [again(order), *order.lines.order_by("position")]
    fields = [{f.attname: getattr(r, f.attname) for f in r._meta.concrete_fields} for r in rows]
    lines = history.of("order", order.pk).count()
    return fields, clocks_of(order), lines, OrderSplit.everything.count()


def test_three_lines_become_two_and_one_r_004_14(order):
    """R-004-14: two orders, a link both ways, totals that add up to the original."""
    before = sums_of(order)
    part = split(order, {2: 1})
    assert (goods_of(order), goods_of(part)) == (
        [(1, "CUP-1", 3), (3, "SPOON", 5)],
        [(1, "PLATE-7", 1)],
    )
    assert sums_of(order, part) == before
    [link] = splits_about(Scope.shop(order.shop_id), order.pk)
    assert splits_about(Scope.shop(order.shop_id), part.pk) == [link]
    assert (link.order_id, link.part_id, link.reason, link.at) == (
        order.pk,
        part.pk,
        "places",
        LATER,
    )


def test_part_of_a_line_goes_and_money_is_shared_to_the_last_unit_c_20(order):
    """C-20, R-004-14: whole or partial lines; the sum over both orders does not change."""
    before = sums_of(order)
    part = split(order, {1: 1, 3: 2})
    assert (goods_of(order), goods_of(part)) == (
        [(1, "CUP-1", 2), (2, "PLATE-7", 1), (3, "SPOON", 3)],
        [(1, "CUP-1", 1), (2, "SPOON", 2)],
    )
    kept, given = again(order), again(part)
    # 40,899 to 15,666 of goods: 7,000 and 1,001 in that proportion, by largest remainder.
    assert (kept.goods_minor, kept.delivery_minor, kept.discount_minor) == (40_899, 5_061, 724)
    assert (given.goods_minor, given.delivery_minor, given.discount_minor) == (15_666, 1_939, 277)
    assert sums_of(order, part) == before


def test_the_part_is_an_order_like_the_other_r_004_58(order):
    """R-004-58: the same state, moments, buyer and channel; a number and a road of its own."""
    move(services.open_order, order)
    part = again(split(order, {2: 1}, now=LATER + timedelta(minutes=1)))
    order = again(order)
    assert (part.number, part.external_id) == (f"{order.number}-2", f"{order.external_id}-2")
    own = {"id", "number", "external_id", "goods_minor", "delivery_minor"}
    own |= {"discount_minor", "total_minor"}
    shared = [f.attname for f in Order._meta.concrete_fields if f.attname not in own]
    assert {n: getattr(part, n) for n in shared} == {n: getattr(order, n) for n in shared}
    copied = [f.attname for f in part.contact._meta.concrete_fields][1:-1]
    assert {n: getattr(part.contact, n) for n in copied} == {
        n: getattr(order.contact, n) for n in copied
    }
    assert part.contact.search == f"{part.number} Іван Ґудзь +380671234567 plate-7".lower()


def test_each_part_has_its_own_waybill_and_cancellation_c_26(order):
    """R-004-58, C-26: cancelling one leaves the other alive, and each has its own waybill."""
    for act, values in (
        (services.open_order, {}),
        (services.confirm_order, {"availability_checked": True}),
    ):
        move(act, order, **values)
    part = split(order, {2: 1})
    move(services.cancel_order, part, reason="buyer_request")
    assert (again(order).state, again(part).state) == (OrderState.CONFIRMED, OrderState.CANCELLED)
    other = split(order, {3: 1})
    for one, waybill in ((order, "20450000000001"), (other, "20450000000002")):
        move(services.make_order_ready, one)
        move(services.ship_order, one, carrier="Nova Poshta", waybill=waybill)
    assert [again(one).waybill for one in (order, other)] == ["20450000000001", "20450000000002"]


def test_running_clocks_are_inherited_with_no_second_won_c_27(order):
    """C-27: the part has the remaining time, its explanation and the warnings told, not a new clock."""
    sweep(now=T + timedelta(minutes=95))
    part = split(order, {2: 1}, now=T + timedelta(minutes=100))
    assert clocks_of(part) == clocks_of(order)
    assert [clock["kind"] for clock in clocks_of(part)] == ["order.dispatch", "order.new"]
    assert [clock["warned"] for clock in clocks_of(part)] == [0, 50]
    move(services.open_order, order, now=T + timedelta(minutes=110))
    states = {c["kind"]: c["state"] for c in clocks_of(part)}
    assert states == {"order.new": "running", "order.dispatch": "running"}


def test_a_missed_clock_stays_missed_and_the_part_is_overdue_too_c_27(order):
    """C-27: a split is no way out of an overdue order, also before its miss has been told to us."""
    due_at = Deadline.objects.get(subject_id=order.pk, kind="order.new").due_at
    sweep(now=due_at + timedelta(minutes=1))
    part = split(order, {2: 1}, now=due_at + timedelta(minutes=2))
    assert clocks_of(part) == clocks_of(order)
    assert again(part).overdue_since == due_at


def test_a_clock_that_is_over_is_not_handed_on(order):
    move(services.open_order, order)
    part = split(order, {2: 1})
    assert [c["kind"] for c in clocks_of(part)] == ["order.agreement", "order.dispatch"]


def test_a_part_may_be_split_again_and_takes_the_next_number_c_26(order):
    """C-26: exactly two each time, and again on a part; numbers go on in the family."""
    before = sums_of(order)
    second = split(order, {1: 2, 3: 3})
    third = split(second, {1: 1})
    fourth = split(order, {2: 1})
    assert [o.number for o in (second, third, fourth)] == [f"{order.number}-{n}" for n in (2, 3, 4)]
    assert sums_of(order, second, third, fourth) == before
    family = family_of(third.pk)
    assert (family.root, set(family.members)) == (
        order.pk,
        {o.pk for o in (order, second, third, fourth)},
    )


def test_a_number_that_the_channel_uses_already_is_passed_over(order):
    place_order(order.shop, external_id=f"{order.external_id}-2")
    assert split(order, {2: 1}).number == f"{order.number}-3"


def test_history_of_both_says_what_went_where(order):
    part = split(order, {1: 1, 2: 1}, reason="other", comment=" Two boxes ")
    [line] = history.of("order", order.pk).filter(action="split")
    assert (line.reason, line.comment, line.actor_label) == ("other", "Two boxes", "Olena")
    assert line.changes == {
        "part": [None, part.number],
        "goods": [None, "1 × Cup, white; 1 × Plate"],
        "total": ["625.64 UAH", "350.24 UAH"],
    }
    [line] = history.of("order", part.pk)
    assert (line.action, line.changes["split_from"]) == ("split_off", [None, order.number])


@pytest.mark.parametrize(
    ("lines", "reason", "comment", "code", "field"),
    [
        pytest.param({}, "places", "", "nothing_goes", "lines", id="nothing"),
        pytest.param({1: 0}, "places", "", "nothing_goes", "lines", id="none of a line"),
        pytest.param({1: 3, 2: 1, 3: 5}, "places", "", "nothing_stays", "lines", id="all"),
        pytest.param({1: 4}, "places", "", "bad_quantity", "lines", id="more than there is"),
        pytest.param({1: -1, 2: 1}, "places", "", "bad_quantity", "lines", id="less than none"),
        pytest.param({9: 1}, "places", "", "no_such_line", "lines", id="no such line"),
        pytest.param({2: 1}, "", "", "reason_needed", "reason", id="no reason"),
        pytest.param({2: 1}, "because", "", "reason_needed", "reason", id="no such reason"),
        pytest.param({2: 1}, "other", "  ", "comment_needed", "comment", id="other, no words"),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing_r_004_60(
    order, lines, reason, comment, code, field
):
    """R-004-60: one of five reasons, other needs text; C-26: neither part is empty."""
    before = everything_about(order)
    with pytest.raises(OrderNotReady) as refusal:
        split(order, lines, reason=reason, comment=comment)
    assert (refusal.value.code, refusal.value.field) == (code, field)
    assert everything_about(order) == before


def test_after_shipping_it_is_too_late_r_004_14(order):
    for act, values in (
        (services.open_order, {}),
        (services.confirm_order, {"availability_checked": True}),
        (services.make_order_ready, {}),
        (services.ship_order, {"carrier": "Nova Poshta", "waybill": "20450000000001"}),
    ):
        move(act, order, **values)
    before = everything_about(order)
    with pytest.raises(OrderNotReady) as refusal:
        split(order, {2: 1})
    assert (refusal.value.code, everything_about(order)) == ("too_late", before)


def test_an_unpaid_order_waits_for_its_payment_first():
    order = place_order(paid_at=None)
    with pytest.raises(OrderNotReady) as refusal:
        split(order, {2: 1})
    assert refusal.value.code == "unpaid"


def test_another_version_and_another_shop_are_refused(order):
    with pytest.raises(OrderChanged):
        split(order, {2: 1}, expected_version=7)
    with pytest.raises(NotFound):
        split(order, {2: 1}, scope=Scope.shop(ShopFactory().pk))
    assert OrderSplit.everything.count() == 0


def test_the_lines_keep_their_offers_so_that_reservations_can_follow_r_004_14(facts):
    """R-004-14: the fact says which goods went, and the lines keep what they were made from."""
    shop = ShopFactory()
    offers = [OfferFactory(shop=shop, sku=sku) for sku in ("CUP-1", "PLATE-7")]
    order = place_order(shop)
    part = split(order, {1: 1})
    assert [line.offer_id for line in part.lines.all()] == [offers[0].pk]
    assert {OrderWasSplit.from_payload(fact) for fact in facts(OrderWasSplit.topic)} == {
        OrderWasSplit(
            occurred_at=LATER,
            shop_id=shop.pk,
            order_id=order.pk,
            part_id=part.pk,
            reason="places",
            skus=("CUP-1",),
            quantities=(1,),
        )
    }


def test_the_buyer_is_told_once_of_both_numbers_r_004_59(order, deliver):
    """R-004-59: one message that names both numbers, none for the part by itself."""
    deliver()
    Message.everything.all().delete()
    part = split(order, {2: 1})
    deliver()
    [message] = Message.everything.filter(audience="buyer")
    assert (message.topic, message.channel, message.order_id) == ("buyer_split", "email", order.pk)
    assert f"{order.number}" in message.text.replace(part.number, "")
    assert part.number in message.text


def test_a_buyer_without_an_address_is_told_by_sms_and_one_of_the_marketplace_not_at_all(deliver):
    by_phone = place_order(buyer=BuyerDraft(name="Іван", phone="+380671234567"))
    split(by_phone, {2: 1})
    elsewhere = place_order(channel="aliexpress")
    split(elsewhere, {2: 1})
    deliver()
    told = Message.everything.filter(topic="buyer_split").values_list("channel", "order_id")
    assert list(told) == [("sms", by_phone.pk)]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_split_at_once_each_gets_a_number_of_its_own():
    order = place_order(lines=LINES)
    first = split(order, {1: 2})
    results = together(lambda n: split([order, first][n], {[3, 1][n]: 1}), 2)
    numbers = {getattr(result, "number", result) for result in results}
    assert numbers == {f"{order.number}-3", f"{order.number}-4"}


@pytest.mark.django_db(transaction=True)
def test_of_two_who_give_the_same_line_away_one_is_refused():
    order = place_order(lines=LINES)
    results = together(lambda _n: split(order, {2: 1}), 2)
    refused = [r for r in results if isinstance(r, OrderNotReady)]
    assert [r.code for r in refused] == ["no_such_line"]
    assert OrderSplit.everything.count() == 1


def test_a_split_costs_the_same_whatever_the_number_of_lines(django_assert_max_num_queries):
    small = place_order()
    big = place_order(lines=tuple(line_draft(sku=f"S-{n}", quantity=2) for n in range(60)))
    for order, lines in ((small, {1: 1}), (big, dict.fromkeys(range(1, 51), 1))):
        with django_assert_max_num_queries(22):
            split(order, lines)

"""The call desk and the dialog of cancelling on the order page, and whom to call on Today."""

import html
import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from kernel import history
from kernel.deadlines.models import Deadline
from kernel.scope import Scope
from orders import services
from orders.models import ContactAttempt, Order
from orders.rules.intake import BuyerDraft, DeliveryDraft
from orders.selectors.together import bought_together, forget_together
from sellers.models import Offer
from tests.factories.orders import SELLER, line_draft, place_order
from tests.factories.sellers import OfferFactory, ShopFactory, member

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Target": "order"}
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _counted_anew():
    forget_together()


@pytest.fixture
def shop():
    shop = ShopFactory(name="Good Shop")
    OfferFactory(shop=shop, sku="CUP-1", name="Cup, white", stock_said=1, category="kitchen")
    OfferFactory(shop=shop, sku="PLATE-7", name="Plate", category="table")
    return shop


@pytest.fixture
def seller(client, shop):
    client.force_login(member(shop=shop, name="Olena"))
    return client


def recent(shop, opened=True, ago=MINUTE, **draft):
    order = place_order(shop, placed_at=timezone.now() - ago, **draft)
    if opened:
        do(services.open_order, order)
    return order


def do(act, order, now=None, **values):
    now = now or timezone.now()
    return act(order_id=order.pk, scope=Scope.shop(order.shop_id), actor=SELLER, now=now, **values)


def url(order, act=""):
    return f"/s/{order.shop.slug}/orders/{order.pk}/{act}"


def page(client, order):
    return words(client.get(url(order)))


def words(answer):
    text = html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))
    return re.sub(r"\s+", " ", text)


def fresh(order):
    return Order.everything.get(pk=order.pk)


def english(**values):
    return BuyerDraft(**{"name": "Ivan", "phone": "+380671234567", "language": "en", **values})


# --- the script


def test_the_page_says_the_whole_script_filled_from_the_order_r_004_09_r_004_56(seller, shop):
    order = recent(shop, buyer=english(), delivery_minor=7_000)
    said = page(seller, order)
    for part in [
        f"Hello, Ivan! My name is Olena, I am calling from the shop Good Shop. It is about your"
        f" order {order.number}.",
        "Is it convenient for you to talk now?",
        "You have ordered: Cup, white × 2, Plate × 1.",
        "Delivery: carrier, to a pick-up point, Київ, 12. Is that right?",
        "Thank you for your order!",
        "please leave a review of our shop and of the goods.",
    ]:
        assert part in said


def test_delivery_that_costs_is_named_with_the_final_sum_r_004_11(seller, shop):
    order = recent(shop, buyer=english(), delivery_minor=7_000)
    assert "Delivery costs about 70 UAH, and all together it is 469 UAH." in page(seller, order)


def test_the_script_ends_with_the_review_and_goes_with_the_agreement_r_004_57(seller, shop):
    order = recent(shop, buyer=english())
    assert "leave a review" in page(seller, order)
    do(services.confirm_order, order, availability_checked=True)
    text = seller.get(url(order)).content.decode()
    assert ("leave a review" in text, 'id="calls"' in text) == (False, False)


def test_what_was_agreed_is_saved_to_the_order_with_the_buyers_word_r_004_11(seller, shop):
    order = recent(shop)
    day = (timezone.now() + timedelta(days=2)).date()
    told = {
        "version": fresh(order).version,
        "agreed_delivery_on": day.isoformat(),
        "delivery_method": "carrier_locker",
        "delivery_cost": "70.50",
    }
    assert seller.post(url(order, "agreed/"), told, headers=HTMX).status_code == 200
    now = fresh(order)
    assert (now.agreed_delivery_on, now.delivery_method, now.delivery_minor) == (
        day,
        "carrier_locker",
        7_050,
    )
    assert now.total_minor == 39_900 + 7_050


@pytest.mark.parametrize("cost", ["-1", "1.005", "much"])
def test_a_price_that_is_none_is_refused_and_nothing_is_saved_r_004_11(seller, shop, cost):
    order = recent(shop)
    told = {"delivery_cost": cost, "delivery_method": "carrier_locker"}
    before = Order.everything.filter(pk=order.pk).values().get()
    assert seller.post(url(order, "agreed/"), told, headers=HTMX).status_code == 422
    assert Order.everything.filter(pk=order.pk).values().get() == before


# --- what goes with it


def together(shop, times=2):
    """Sell cups with saucers so many times, saucers being no part of what is looked at."""
    OfferFactory(shop=shop, sku="SAUCER", name="Saucer", price_minor=5_000)
    both = (line_draft(quantity=1), line_draft(sku="SAUCER", name="Saucer", quantity=1))
    for _ in range(times):
        place_order(shop, lines=both)


def offer_ids(shop, *skus):
    ids = dict(Offer.everything.filter(shop=shop).values_list("sku", "pk"))
    return [ids[sku] for sku in skus]


def test_what_is_often_taken_together_is_offered_r_004_10(seller, shop):
    together(shop)
    said = page(seller, recent(shop, buyer=english()))
    assert "People who take this often also take: Saucer (50 UAH). Shall I add something?" in said
    assert "Often taken together" in said


def test_once_is_chance_and_other_shops_do_not_count_r_004_10(shop):
    together(shop, times=1)
    stranger = ShopFactory()
    OfferFactory(shop=stranger, sku="CUP-1")
    together(stranger, times=3)
    assert bought_together(shop.pk, offer_ids(shop, "CUP-1")) == []
    assert bought_together(stranger.pk, offer_ids(stranger, "CUP-1")) == offer_ids(
        stranger, "SAUCER"
    )


def test_the_commonest_comes_first_and_what_is_in_the_order_is_left_out_r_004_10(shop):
    for sku, times in (("SPOON", 2), ("SAUCER", 4), ("FORK", 3)):
        OfferFactory(shop=shop, sku=sku)
        for _ in range(times):
            place_order(shop, lines=(line_draft(), line_draft(sku=sku, name=sku)))
    assert bought_together(shop.pk, offer_ids(shop, "CUP-1")) == offer_ids(
        shop, "SAUCER", "FORK", "SPOON"
    )
    assert bought_together(shop.pk, offer_ids(shop, "CUP-1", "FORK")) == offer_ids(
        shop, "SAUCER", "SPOON"
    )


@pytest.mark.parametrize(
    "change", [{"paused_at": datetime(2026, 2, 3, tzinfo=UTC)}, {"stock_said": 0}]
)
def test_what_cannot_be_sold_is_not_offered_r_004_10(seller, shop, change):
    together(shop)
    Offer.everything.filter(shop=shop, sku="SAUCER").update(**change)
    assert "Saucer" not in page(seller, recent(shop, buyer=english()))


def test_an_accepted_one_becomes_a_line_of_the_order_r_004_10(seller, shop):
    together(shop)
    order = recent(shop)
    told = {"version": fresh(order).version, "add": ["SAUCER"]}
    assert seller.post(url(order, "agreed/"), told, headers=HTMX).status_code == 200
    lines = [(line.sku, line.quantity) for line in fresh(order).lines.order_by("position")]
    assert lines == [("CUP-1", 2), ("PLATE-7", 1), ("SAUCER", 1)]
    assert fresh(order).goods_minor == 39_900 + 5_000


def test_after_the_agreement_nothing_can_be_added_r_004_10(seller, shop):
    together(shop)
    order = recent(shop)
    do(services.confirm_order, order, availability_checked=True)
    before = Order.everything.filter(pk=order.pk).values().get()
    answer = seller.post(url(order, "agreed/"), {"add": ["SAUCER"]}, headers=HTMX)
    assert (answer.status_code, answer.json()["code"]) == (409, "not_editable_now")
    assert Order.everything.filter(pk=order.pk).values().get() == before


# --- stock, contacts, tries


def test_the_agreement_screen_shows_stock_by_line_and_the_check_is_kept_r_004_07(seller, shop):
    order = recent(shop)
    said = page(seller, order)
    assert "2 × Cup, white only 1 in stock" in said
    assert "1 × Plate stock not said" in said
    told = {"version": fresh(order).version, "availability_checked": "on"}
    seller.post(url(order, "confirm/"), told, headers=HTMX)
    line = history.of("order", order.pk).filter(action="confirm").get()
    assert line.changes["availability"] == ["", "checked"]


def test_messengers_are_opened_by_phone_on_demand_and_the_look_is_kept_r_004_51(seller, shop):
    order = recent(shop)
    assert "380671234567" not in seller.get(url(order)).content.decode()
    answer = seller.post(url(order, "contacts/"), headers={"HX-Request": "true"})
    links = re.findall(r'<a [^>]*href="([^"]+)"', answer.content.decode())
    assert links == [
        "tel:+380671234567",
        "viber://chat?number=%2B380671234567",
        "https://t.me/+380671234567",
        "https://wa.me/380671234567",
    ]
    assert history.of("order", order.pk).last().action == "reveal_contact"


def test_a_phone_that_cannot_be_read_opens_nothing_r_004_51(seller, shop):
    order = recent(shop, buyer=english(phone='12" onload="x'))
    answer = seller.post(url(order, "contacts/"), headers={"HX-Request": "true"}).content.decode()
    assert ("href" in answer, "cannot be read" in answer, 'onload="x' in answer) == (
        False,
        True,
        False,
    )


def test_a_try_is_written_down_and_counted_on_the_page_r_004_08_r_004_50(seller, shop):
    order = recent(shop)
    told = {"way": "call", "result": "no_answer", "again_in": "15", "note": "Long ringing"}
    said = words(seller.post(url(order, "attempts/"), told, headers=HTMX))
    assert "Not reached so far: 1 of 2 calls, 0 of 1 messages." in said
    assert "phone call : no answer Long ringing" in said
    assert Deadline.objects.filter(subject_id=order.pk, kind="order.call_again").count() == 1


def test_a_try_that_makes_no_sense_comes_back_with_its_reason(seller, shop):
    order = recent(shop)
    told = {"way": "viber", "result": "busy"}
    answer = seller.post(url(order, "attempts/"), told, headers=HTMX)
    assert (answer.status_code, ContactAttempt.everything.count()) == (422, 0)
    assert "This way of contact has no such result." in words(answer)


@pytest.mark.parametrize("act", ["attempts/", "contacts/", "agreed/", "cancel/"])
def test_another_shops_desk_is_not_found_d_06(seller, act):
    order = recent(ShopFactory())
    version = fresh(order).version
    told = {"way": "call", "result": "busy", "reason": "buyer_request"}
    assert seller.post(url(order, act), told, headers=HTMX).status_code == 404
    assert (fresh(order).version, ContactAttempt.everything.count()) == (version, 0)


# --- the dialog of cancelling


def reasons(client, order):
    """Return the reasons of the dialog: which can be chosen."""
    _before, dialog = client.get(url(order)).content.decode().split('id="cancel"')
    text = dialog[: dialog.index("</dialog>")]
    found = re.findall(r'name="reason" value="(\w+)"( disabled)?', text)
    return {value: not disabled for value, disabled in found}


def test_reasons_that_lack_something_are_shown_and_say_what_r_004_52(seller, shop):
    order = recent(shop)
    assert reasons(seller, order) == {
        "out_of_stock": True,
        "no_contact": False,
        "buyer_request": True,
        "other": True,
    }
    assert "Call the buyer 2 times more and write it down." in page(seller, order)


def test_a_foreign_phone_is_flagged_and_its_reason_open_r_004_48_c_30(seller, shop):
    order = recent(shop, buyer=english(phone="+14155552671"))
    assert reasons(seller, order)["no_contact"] is True
    assert "No operator of this channel’s countries serves this phone." in page(seller, order)


def test_a_pickup_order_names_what_will_fit_later_r_004_53_r_004_55(seller, shop):
    order = recent(shop, delivery=DeliveryDraft(method="self_pickup", country="UA"))
    assert {name: reasons(seller, order)[name] for name in ("changed_mind", "not_collected")} == {
        "changed_mind": False,
        "not_collected": False,
    }
    do(services.confirm_order, order, availability_checked=True)
    do(services.make_order_ready, order)
    do(services.offer_order_for_pickup, order)
    found = reasons(seller, order)
    assert (found["changed_mind"], found["not_collected"]) == (True, False)


def test_under_a_waybill_a_changed_mind_is_hidden_r_004_54(seller, shop):
    order = recent(shop)
    do(services.confirm_order, order, availability_checked=True)
    do(services.make_order_ready, order)
    do(services.ship_order, order, carrier="Nova Poshta", waybill="20450000000001")
    assert list(reasons(seller, order)) == ["no_contact", "buyer_request", "other"]


def test_out_of_stock_asks_for_the_stock_and_offers_alternatives_r_004_47(seller, shop):
    OfferFactory(shop=shop, sku="MUG-1", name="Mug", category="kitchen")
    OfferFactory(shop=shop, sku="MUG-2", name="Mug gone", category="kitchen", stock_said=0)
    OfferFactory(sku="MUG-3", name="Mug of others", category="kitchen")
    order = recent(shop)
    said = page(seller, order)
    assert "Offer the buyer instead Mug MUG-1" in said
    assert ("Mug gone" in said, "Mug of others" in said) == (False, False)
    bare = seller.post(url(order, "cancel/"), {"reason": "out_of_stock"}, headers=HTMX)
    assert (bare.status_code, fresh(order).state) == (422, "needs_agreement")
    assert "For each missing line, say how many pieces there really are." in words(bare)
    told = {"reason": "out_of_stock", "in_stock_1": "0", "version": fresh(order).version}
    assert seller.post(url(order, "cancel/"), told, headers=HTMX).status_code == 200
    cup = Offer.everything.get(shop=shop, sku="CUP-1")
    assert (fresh(order).cancel_reason, cup.stock_said, cup.on_sale) == ("out_of_stock", 0, False)


def test_stock_said_for_another_reason_corrects_nothing_r_004_47(seller, shop):
    order = recent(shop)
    told = {"reason": "buyer_request", "in_stock_1": "0"}
    assert seller.post(url(order, "cancel/"), told, headers=HTMX).status_code == 200
    assert Offer.everything.get(shop=shop, sku="CUP-1").stock_said == 1


TUESDAY_18 = datetime(2026, 2, 3, 16, tzinfo=UTC)


@pytest.mark.parametrize(("after", "is_warned"), [(60, False), (60 * 24, True)])
def test_the_fee_is_named_before_cancelling_a_late_order_r_004_30_c_24(
    client, shop, after, is_warned
):
    order = place_order(shop, placed_at=TUESDAY_18)
    with time_machine.travel(TUESDAY_18 + timedelta(minutes=after), tick=False):
        client.force_login(member(shop=shop))
        said = page(client, order)
    warned = "fee will be charged as if the order had been fulfilled: the time to accept ran out"
    assert (warned in said) == is_warned


@pytest.mark.parametrize("count", [1, 4])
def test_the_page_is_a_constant_number_of_queries(
    seller, shop, count, django_assert_max_num_queries
):
    together(shop, times=3)
    lines = [line_draft(sku=sku, name=sku) for sku in ("CUP-1", "PLATE-7", "X", "Y")][:count]
    order = recent(shop, lines=tuple(lines))
    for minute in range(count):
        now = timezone.now() + minute * 2 * MINUTE
        do(services.log_attempt, order, now, way="call", result="no_answer")
    seller.get(url(order))
    with django_assert_max_num_queries(32):
        seller.get(url(order))


# --- Today


def today(client, shop, why):
    text = client.get(f"/s/{shop.slug}/today/").content.decode()
    return len(re.findall(f'data-call="{why}"', text))


@pytest.mark.parametrize("count", [1, 3])
def test_today_shows_whom_to_call_again_in_as_many_queries_r_004_50(
    seller, shop, count, django_assert_max_num_queries
):
    for _ in range(count):
        do(services.log_attempt, recent(shop), way="call", result="busy")
    assert today(seller, shop, "again") == count
    with django_assert_max_num_queries(17):
        seller.get(f"/s/{shop.slug}/today/")


def test_today_hints_at_fridays_orders_on_saturday_only_r_004_24(client, shop):
    friday = datetime(2026, 2, 6, 16, tzinfo=UTC)
    place_order(shop, placed_at=friday)
    person, seen = member(shop=shop), []
    for days in (0, 1, 2, 3):
        with time_machine.travel(friday + timedelta(days=days, minutes=5), tick=False):
            client.force_login(person)
            seen.append(today(client, shop, "weekend"))
    assert seen == [1, 1, 0, 0]


def test_today_shows_what_nobody_collects_from_the_fourth_day_r_004_55(client, shop):
    to_point = DeliveryDraft(method="self_pickup", country="UA")
    order = place_order(shop, placed_at=TUESDAY_18, delivery=to_point)
    for act, values in [
        (services.open_order, {}),
        (services.confirm_order, {"availability_checked": True}),
        (services.make_order_ready, {}),
        (services.offer_order_for_pickup, {}),
    ]:
        do(act, order, TUESDAY_18 + MINUTE, **values)
    person, seen = member(shop=shop), []
    for days in (2, 4):
        with time_machine.travel(TUESDAY_18 + timedelta(days=days), tick=False):
            client.force_login(person)
            seen.append(today(client, shop, "uncollected"))
    assert seen == [0, 1]

"""The dispatch plan, and splitting and merging through the page and the API: doors to the same use cases."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from kernel.deadlines.reading import nearest_open
from kernel.scope import Scope
from orders import services
from orders.models import Order, OrderSplit
from orders.selectors.plan import plan_of
from tests.factories.orders import SELLER, TUESDAY_18, line_draft, place_order
from tests.factories.sellers import ShopFactory, TokenFactory, member, secret_of
from tests.moments import kyiv

pytestmark = pytest.mark.django_db
T = TUESDAY_18
HTMX = {"HX-Request": "true", "HX-Target": "order"}


@pytest.fixture
def shop():
    return ShopFactory()


@pytest.fixture
def seller(client, shop):
    client.force_login(member(shop=shop))
    return client


@pytest.fixture
def token(shop):
    return TokenFactory(shop=shop)


@pytest.fixture
def api(token):
    return Client(headers={"Authorization": f"Bearer {secret_of(token)}"})


def post(api, order, act, body, **headers):
    path = f"/api/v1/orders/{order.pk}/{act}/"
    return api.post(path, body, content_type="application/json", headers=headers)


def url(order, act=""):
    return f"/s/{order.shop.slug}/orders/{order.pk}/{act}"


def recent(shop, **draft):
    return place_order(shop, placed_at=timezone.now() - timedelta(minutes=1), **draft)


def fresh(order):
    return Order.everything.get(pk=order.pk)


def promised(days, at):
    return place_order(ShopFactory(handling_days=days), placed_at=at)


def columns(shop, now):
    found = plan_of(Scope.shop(shop.pk), now=now, zone="Europe/Kyiv")
    return {c.name: (c.total, [row["number"] for row in c.rows]) for c in found}


def test_the_plan_sorts_by_dispatch_deadline_r_003_19():
    """R-003-19: late, today, tomorrow, later, each by the dispatch deadline, whatever else runs."""
    shop = ShopFactory(handling_days=1)
    monday, friday = kyiv(2026, 2, 2, 10), kyiv(2026, 2, 6, 12)
    late = place_order(shop, placed_at=kyiv(2026, 1, 29, 12))
    today = [place_order(shop, placed_at=monday + timedelta(hours=n)) for n in (0, 1)]
    tomorrow = place_order(shop, placed_at=T)
    later = place_order(shop, placed_at=friday)
    assert columns(shop, kyiv(2026, 2, 3, 18)) == {
        "late": (1, [late.number]),
        "today": (2, [order.number for order in today]),
        "tomorrow": (1, [tomorrow.number]),
        "later": (1, [later.number]),
    }


def test_what_has_left_is_in_the_plan_no_more_r_003_19():
    """R-003-19: sent or cancelled, it needs no dispatch."""
    order = promised(1, T)
    scope = Scope.shop(order.shop_id)
    services.cancel_order(
        order_id=order.pk, scope=scope, actor=SELLER, now=T, reason="buyer_request"
    )
    assert [total for total, _rows in columns(order.shop, T).values()] == [0, 0, 0, 0]


@pytest.mark.parametrize("count", [1, 3])
def test_the_plan_page_is_a_constant_number_of_queries_r_003_19(
    seller, shop, count, django_assert_max_num_queries
):
    """R-003-19: the board "late, today, tomorrow, later", with the same cost for any number of orders."""
    for _ in range(count):
        recent(shop)
    seller.get(f"/s/{shop.slug}/plan/")
    with django_assert_max_num_queries(14):
        page = seller.get(f"/s/{shop.slug}/plan/").content.decode()
    assert page.count("data-row=") == count
    assert [page.count(f'id="plan-{n}"') for n in ("late", "today", "tomorrow", "later")] == [1] * 4


def test_another_shop_has_a_plan_of_its_own(seller, shop):
    place_order()
    assert "data-row=" not in seller.get(f"/s/{shop.slug}/plan/").content.decode()


def test_every_accepted_order_has_a_visible_dispatch_deadline_r_003_12(seller, shop):
    """R-003-12: stored at payment and shown on the page as a promise of its own."""
    order = recent(shop)
    page = seller.get(url(order)).content.decode()
    assert '<td class="promise">dispatch' in page


def test_the_page_shows_the_nearest_effective_deadline_c_05():
    """C-05: both run; of an order paid shortly before 18:00 the nearest is shown, whichever it is."""
    order = place_order(ShopFactory(handling_days=1), placed_at=kyiv(2026, 2, 3, 17, 50))
    now, scope = kyiv(2026, 2, 3, 17, 55), Scope.shop(order.shop_id)
    assert nearest_open(scope, [order.pk], now=now)[order.pk].kind == "order.new"
    for act, more in (
        (services.open_order, {}),
        (services.confirm_order, {"availability_checked": True}),
    ):
        act(order_id=order.pk, scope=scope, actor=SELLER, now=now, **more)
    nearest = nearest_open(scope, [order.pk], now=now)[order.pk]
    assert (nearest.kind, nearest.due_at) == ("order.dispatch", kyiv(2026, 2, 5))


def test_the_dialog_shows_both_sides_with_running_sums_and_writes_nothing(seller, shop):
    order = recent(shop, delivery_minor=1_330)
    before = OrderSplit.everything.count(), fresh(order).version
    answer = seller.get(url(order, "split/"), {"goes_1": 1})
    sides = answer.content.decode()
    assert [sides.count(text) for text in ("Stays: ", "Goes to a new order")] == [1, 1]
    # 249.00 of 399.00 of goods stay with 8.30 of 13.30 for delivery; 150.00 go with 5.00.
    text = sides.replace("\xa0", " ").replace("&nbsp;", " ")
    assert [text.count(sum_) for sum_ in ("257.30", "155.00")] == [1, 1]
    assert (OrderSplit.everything.count(), fresh(order).version) == before


def test_split_on_the_page_and_both_pages_lead_to_the_other_r_004_14(seller, shop):
    """R-004-14: the link stands on both pages."""
    order = recent(shop)
    answer = seller.post(
        url(order, "split/"),
        {"goes_1": 1, "goes_2": "", "reason": "times", "version": order.version},
        headers=HTMX,
    )
    assert answer.status_code == 200
    part = OrderSplit.everything.get().part
    pages = [seller.get(url(one)).content.decode() for one in (order, part)]
    assert [f"{part.pk}/" in pages[0], f"{order.pk}/" in pages[1]] == [True, True]


@pytest.mark.parametrize(
    ("form", "text"),
    [
        pytest.param({"reason": "times"}, "Choose what goes to the new order.", id="nothing"),
        pytest.param({"goes_2": 1}, "Say why the order is split.", id="no reason"),
        pytest.param(
            {"goes_2": 1, "reason": "other"}, "For another reason write a comment.", id="no words"
        ),
    ],
)
def test_a_refused_split_comes_back_open_with_its_reason(seller, shop, form, text):
    order = recent(shop)
    answer = seller.post(url(order, "split/"), form, headers=HTMX)
    page = answer.content.decode()
    assert (answer.status_code, page.count('id="split"'), text in page) == (422, 1, True)
    assert OrderSplit.everything.count() == 0


def test_merge_and_separate_on_the_page(seller, shop):
    first, second = recent(shop), recent(shop)
    assert "Send together" in seller.get(url(first)).content.decode()
    answer = seller.post(url(first, "merge/"), {"with_order_id": second.pk}, headers=HTMX)
    assert (answer.status_code, fresh(second).rides_with_id) == (200, first.pk)
    assert second.number in seller.get(url(first)).content.decode()
    seller.post(url(second, "separate/"), {}, headers=HTMX)
    assert fresh(second).rides_with_id is None


def test_the_order_page_costs_the_same_in_a_big_family(seller, shop, django_assert_max_num_queries):
    lines = tuple(line_draft(sku=f"S-{n}", quantity=2) for n in range(6))
    order = recent(shop, lines=lines)
    for place in range(1, 5):
        services.split_order(
            order_id=order.pk,
            scope=Scope.shop(shop.pk),
            actor=SELLER,
            now=timezone.now(),
            lines={place: 1},
            reason="places",
        )
    seller.get(url(order))
    with django_assert_max_num_queries(30):
        seller.get(url(order))


def test_split_over_the_api_answers_with_both_r_004_14(api, shop):
    """R-004-14: the same act for integrators; links both ways, positions of lines are told."""
    order = place_order(shop)
    body = {"reason": "waybill", "lines": [{"position": 1, "quantity": 1}]}
    answer = post(api, order, "split", body, **{"If-Match": '"1"'}).json()
    kept, part = answer["order"], answer["part"]
    assert (kept["parts"], part["split_from"]) == ([part["id"]], kept["id"])
    assert (kept["version"], part["number"]) == (2, f"{order.number}-2")
    assert [(ln["position"], ln["quantity"]) for ln in kept["lines"]] == [(1, 1), (2, 1)]
    assert post(api, order, "split", body, **{"If-Match": '"1"'}).status_code == 412


@pytest.mark.parametrize(
    ("body", "field"),
    [
        pytest.param(
            {"reason": "why", "lines": [{"position": 1, "quantity": 1}]}, "reason", id="reason"
        ),
        pytest.param({"reason": "places", "lines": []}, "lines", id="no line"),
        pytest.param(
            {"reason": "places", "lines": [{"position": 1, "quantity": 1}] * 2}, "lines", id="twice"
        ),
        pytest.param(
            {"reason": "places", "lines": [{"position": 1, "quantity": 0}]},
            "lines[0].quantity",
            id="none of it",
        ),
    ],
)
def test_what_the_api_cannot_read_is_named_by_its_field(api, shop, body, field):
    answer = post(api, place_order(shop), "split", body)
    assert answer.json()["errors"][0]["field"].startswith(field)


def test_merge_and_separate_over_the_api(api, shop):
    first, second = place_order(shop), place_order(shop)
    merged = post(api, first, "merge", {"with_order_id": str(second.pk)})
    assert (merged.status_code, fresh(second).rides_with_id) == (200, first.pk)
    left = post(api, second, "separate", {})
    assert (left.status_code, left.json()["rides_with"]) == (200, None)
    again = post(api, second, "separate", {})
    assert (again.status_code, again.json()["code"]) == (409, "not_merged")


def test_another_shops_order_is_not_there_for_any_of_them(api, shop):
    mine, theirs = place_order(shop), place_order()
    bodies = {
        "split": {"reason": "places", "lines": [{"position": 1, "quantity": 1}]},
        "merge": {"with_order_id": str(mine.pk)},
        "separate": {},
    }
    answers = [post(api, theirs, act, body) for act, body in bodies.items()]
    answers.append(post(api, mine, "merge", {"with_order_id": str(theirs.pk)}))
    assert [(a.status_code, a.json()["code"]) for a in answers] == [(404, "order_not_found")] * 4
    assert OrderSplit.everything.count() == 0


def test_an_offer_tells_its_days_in_the_feed_r_003_10(api):
    """R-003-10: what the seller states on the product page is published with the offer."""
    body = {"name": "Lamp", "price_minor": 100, "handling_days": 2}
    put = api.put("/api/v1/offers/LMP-1/", body, content_type="application/json")
    assert (put.status_code, put.json()["handling_days"]) == (201, 2)
    [row] = api.get("/api/v1/offers/").json()["results"]
    assert row["handling_days"] == 2


@pytest.mark.parametrize(("days", "status"), [("", 302), ("2", 302), ("0", 422), ("4", 422)])
def test_the_settings_page_takes_one_to_three_days_r_003_09(seller, shop, days, status):
    """R-003-09: handling time of a shop accepts 1 to 3 working days, or none."""
    form = {"name": shop.name, "language": "uk", "handling_days": days}
    answer = seller.post(f"/s/{shop.slug}/settings/", form)
    shop.refresh_from_db()
    expected = int(days) if status == 302 and days else None
    assert (answer.status_code, shop.handling_days) == (status, expected)

"""The cabinet's pages of orders: they show, they act, they never write on GET, and know no other shop."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook

from kernel import history
from kernel.deadlines.models import Deadline
from orders.models import Comment, Order, SavedView
from orders.rules.intake import BuyerDraft, DeliveryDraft
from tests.factories.orders import line_draft, place_many, place_order
from tests.factories.sellers import ShopFactory, member

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Target": "order"}


@pytest.fixture
def shop():
    return ShopFactory()


@pytest.fixture
def seller(client, shop):
    client.force_login(member(shop=shop))
    return client


def url(order, act=""):
    return f"/s/{order.shop.slug}/orders/{order.pk}/{act}"


def fresh(order):
    return Order.everything.get(pk=order.pk)


def recent(shop, **draft):
    return place_order(shop, placed_at=timezone.now() - timedelta(minutes=1), **draft)


@pytest.mark.parametrize("count", [1, 3])
def test_today_is_a_constant_number_of_queries(seller, shop, count, django_assert_max_num_queries):
    for _ in range(count):
        recent(shop)
    seller.get(f"/s/{shop.slug}/today/")
    with django_assert_max_num_queries(17):
        page = seller.get(f"/s/{shop.slug}/today/").content.decode()
    assert page.count("data-row=") == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_is_a_constant_number_of_queries(
    seller, shop, count, django_assert_max_num_queries
):
    place_many(2)  # another shop's
    place_many(count, shop)
    seller.get(f"/s/{shop.slug}/orders/")
    with django_assert_max_num_queries(14):
        page = seller.get(f"/s/{shop.slug}/orders/").content.decode()
    assert page.count("data-row=") == count


def test_looking_at_an_order_changes_nothing_c_28(seller, shop):
    order = recent(shop)
    lines = history.of("order", order.pk).count()
    page = seller.get(url(order)).content.decode()
    asks = f'hx-post="{url(order, "open/")}" hx-trigger="load"'
    assert asks in page  # the page itself asks to open it, by POST
    seller.head(url(order))
    assert (fresh(order).state, history.of("order", order.pk).count()) == ("new", lines)


def test_the_page_opens_it_once_and_a_second_look_is_no_error_r_004_06(seller, shop):
    order = recent(shop)
    first = seller.post(url(order, "open/"), {"version": 1}, headers=HTMX)
    assert (first.status_code, fresh(order).state) == (200, "needs_agreement")
    asks = f'hx-post="{url(order, "open/")}" hx-trigger="load"'
    assert asks not in seller.get(url(order)).content.decode()
    again = seller.post(url(order, "open/"), headers=HTMX)
    assert (again.status_code, "HX-Trigger" in again.headers) == (200, False)
    assert "Needs agreement" in again.content.decode()
    from_a_list = seller.post(url(order, "open/"), headers={"HX-Request": "true"})
    assert (from_a_list.status_code, from_a_list.json()["code"]) == (409, "move_refused")
    opened = [line for line in history.of("order", order.pk) if line.action == "open"]
    assert [(line.actor_kind, line.source) for line in opened] == [("seller", "cabinet")]


def test_both_examples_are_explained_on_the_order_page_r_004_22_r_004_23(seller, shop):
    tuesday = place_order(shop)
    friday = place_order(shop, placed_at=tuesday.placed_at + timedelta(days=3))
    assert "<li>2 h Tue 18:00-20:00</li><li>1 h Wed 09:00-10:00</li>" in _squeezed(
        seller.get(url(tuesday))
    )
    assert "<li>2 h Fri 18:00-20:00</li><li>1 h Mon 09:00-10:00</li>" in _squeezed(
        seller.get(url(friday))
    )


def _squeezed(answer):
    return "".join(part.strip() for part in answer.content.decode().splitlines())


def test_confirming_asks_for_the_four_blocks_r_003_28(seller, shop):
    order = recent(shop)
    seller.post(url(order, "open/"), headers=HTMX)
    refused = seller.post(url(order, "confirm/"), {"version": 2}, headers=HTMX)
    assert (refused.status_code, fresh(order).state) == (422, "needs_agreement")
    assert "Check that every line is in stock" in refused.content.decode()
    done = seller.post(
        url(order, "confirm/"), {"version": 2, "availability_checked": "on"}, headers=HTMX
    )
    assert (done.status_code, fresh(order).state) == (200, "confirmed")


def test_a_stale_tab_is_told_so_and_moves_nothing(seller, shop):
    order = recent(shop)
    seller.post(url(order, "open/"), {"version": 1}, headers=HTMX)
    stale = seller.post(
        url(order, "cancel/"), {"version": 1, "reason": "out_of_stock"}, headers=HTMX
    )
    assert (stale.status_code, stale.json()["code"]) == (412, "order_changed")
    assert fresh(order).state == "needs_agreement"


def test_a_courier_needs_time_and_phone_in_the_shops_zone_r_004_15(seller, shop):
    order = recent(
        shop,
        delivery=DeliveryDraft(
            method="own_courier", country="UA", city="Київ", address="Хрещатик 1"
        ),
    )
    for act, body in (("open/", {}), ("confirm/", {"availability_checked": "on"}), ("ready/", {})):
        seller.post(url(order, act), body, headers=HTMX)
    refused = seller.post(url(order, "ship/"), {"visit_at": "2026-02-05T15:00"}, headers=HTMX)
    assert (refused.status_code, fresh(order).state) == (422, "awaiting_shipment")
    seller.post(
        url(order, "ship/"),
        {"visit_at": "2026-02-05T15:00", "courier_phone": "+380501112233"},
        headers=HTMX,
    )
    assert (fresh(order).state, fresh(order).visit_at.isoformat()) == (
        "delivering",
        "2026-02-05T13:00:00+00:00",
    )


def test_cancelling_offers_only_reasons_that_fit_and_wants_one_r_004_19(seller, shop):
    order = recent(shop)
    nothing = seller.post(url(order, "cancel/"), {"version": 1}, headers=HTMX)
    changed_mind = seller.post(url(order, "cancel/"), {"reason": "changed_mind"}, headers=HTMX)
    assert (nothing.status_code, changed_mind.status_code, fresh(order).state) == (422, 422, "new")
    seller.post(url(order, "cancel/"), {"reason": "other", "comment": "Broken"}, headers=HTMX)
    assert (fresh(order).state, fresh(order).cancel_comment) == ("cancelled", "Broken")


def test_the_buyers_phone_is_masked_until_asked_for_and_the_look_is_kept(seller, shop):
    order = recent(shop)
    assert "+380671234567" not in seller.get(url(order)).content.decode()
    shown = seller.post(url(order, "reveal/phone/"), headers=HTMX).content.decode()
    assert "+380671234567" in shown
    assert history.of("order", order.pk).last().action == "reveal_contact"


def test_a_comment_is_kept_and_shown_as_private_r_004_44(seller, shop):
    order = recent(shop)
    empty = seller.post(url(order, "comments/"), {"text": "   "}, headers=HTMX)
    assert (empty.status_code, Comment.everything.count()) == (422, 0)
    page = seller.post(url(order, "comments/"), {"text": "Ring <b>twice</b>"}, headers=HTMX)
    assert "Ring &lt;b&gt;twice&lt;/b&gt;" in page.content.decode()


def test_many_are_accepted_at_once_with_one_note(seller, shop):
    paid, unpaid = recent(shop), recent(shop, paid_at=None)
    answer = seller.post(
        f"/s/{shop.slug}/orders/accept/", {"ids": [paid.pk, unpaid.pk, "junk"]}, headers=HTMX
    )
    note = json.loads(answer["HX-Trigger"])["toast"]
    assert (fresh(paid).state, fresh(unpaid).state) == ("needs_agreement", "new")
    assert note["level"] == "warning"
    assert note["text"].startswith("1 order accepted. 1 refused")


def test_a_plain_form_works_without_scripts(seller, shop):
    order = recent(shop)
    answer = seller.post(url(order, "open/"), {"version": 1})
    assert (answer.status_code, answer["Location"]) == (302, url(order))
    assert fresh(order).state == "needs_agreement"


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_exports_hold_text_never_formulas_i2(seller, shop, form):
    recent(
        shop,
        external_id="=1+1",
        buyer=BuyerDraft(name="@SUM(A1)", phone="", email="", language="uk"),
        lines=(line_draft(name="+cmd|' /C calc'!A0"),),
    )
    answer = seller.get(f"/s/{shop.slug}/orders/export.{form}")
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if form == "csv":
        rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    else:
        rows = CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python()
    assert (rows[1][0], rows[1][6], rows[1][8]) == ("'=1+1", "'@SUM(A1)", "'+cmd|' /C calc'!A0")
    assert "attachment" in answer["Content-Disposition"]


def test_views_are_kept_shown_and_forgotten(seller, shop):
    where = f"/s/{shop.slug}/orders/"
    seller.post(f"{where}views/", {"name": "Late ones", "query": "overdue=1&evil=%00"})
    assert "Late ones" in seller.get(where).content.decode()
    view = SavedView.everything.get()
    assert view.query == "overdue=True"
    gone = seller.post(f"{where}views/{view.pk}/delete/", headers=HTMX)
    assert (gone.status_code, SavedView.everything.count()) == (200, 0)
    assert (
        seller.post(f"{where}views/", {"name": " ", "query": ""}, headers=HTMX).status_code == 422
    )


@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        "q=%25%5C_",
        "state=lost",
        "cursor=zzz",
        "cursor=%F0%9F%99%82",
        "delivery=teleport",
        "q=" + "x" * 900,
    ],
)
def test_an_address_that_makes_no_sense_is_still_a_page(seller, shop, query):
    assert seller.get(f"/s/{shop.slug}/orders/?{query}").status_code == 200


def test_a_late_order_asks_for_contact_and_a_new_date_r_004_35(seller, shop, deliver):
    order = place_order(shop)
    seller.post(url(order, "open/"), headers=HTMX)
    assert Deadline.objects.get(subject_id=order.pk, kind="order.new").state == "missed"
    deliver(timezone.now())
    page = seller.get(url(order)).content.decode()
    assert "The clock ran out" in page
    refused = seller.post(url(order, "confirm/"), {"availability_checked": "on"}, headers=HTMX)
    assert (refused.status_code, fresh(order).state) == (422, "needs_agreement")
    seller.post(
        url(order, "confirm/"),
        {"availability_checked": "on", "contact_made": "on", "agreed_delivery_on": "2026-12-01"},
        headers=HTMX,
    )
    assert (fresh(order).state, fresh(order).overdue_since) == ("confirmed", None)

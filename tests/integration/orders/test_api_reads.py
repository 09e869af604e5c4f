"""Orders over REST: pages, details, history, named acts; never another shop's (D-06)."""

from datetime import timedelta

import pytest
from django.test import Client

from orders.models import Order
from tests.factories.orders import TUESDAY_18, place_many, place_order
from tests.factories.sellers import ShopFactory, TokenFactory, secret_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def token():
    return TokenFactory()


@pytest.fixture
def api(token):
    return Client(headers={"Authorization": f"Bearer {secret_of(token)}"})


def get(api, path, **query):
    return api.get(f"/api/v1/{path}", query)


def post(api, path, body=None, **headers):
    return api.post(f"/api/v1/{path}", body or {}, content_type="application/json", headers=headers)


def numbers(answer):
    return [row["number"] for row in answer.json()["results"]]


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_is_two_queries_however_many_rows(
    api, token, count, django_assert_num_queries, settings
):
    place_many(2)  # another shop's
    mine = place_many(count, token.shop)
    get(api, "orders/")  # the token's first use of the day is noted once
    with django_assert_num_queries(2):  # the token, the page
        answer = get(api, "orders/")
    assert numbers(answer) == [order.number for order in reversed(mine)]


def test_a_row_says_what_its_serializer_says(api, token):
    from orders.api.serializers import OrderRowOut

    order = place_order(token.shop)
    [row] = get(api, "orders/").json()["results"]
    assert list(row) == list(OrderRowOut().fields)
    assert (row["id"], row["total_minor"], row["units"], row["lines"]) == (
        str(order.pk),
        39_900,
        3,
        2,
    )
    assert row["clock"] == {
        "kind": "order.new",
        "good_at": "2026-02-03T17:00:00Z",
        "due_at": "2026-02-04T08:00:00Z",
    }


def test_pages_follow_one_another_without_gap_or_repeat(api, token):
    mine = [order.number for order in place_many(7, token.shop)]
    seen, cursor = [], None
    while True:
        page = get(api, "orders/", limit=3, **({"cursor": cursor} if cursor else {})).json()
        seen += [row["number"] for row in page["results"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == mine[::-1]


def test_filters_find_by_state_channel_text_and_due(api, token):
    cup = place_order(token.shop, channel="aliexpress")
    tea = place_order(token.shop, external_id="TEA-77")
    post(api, f"orders/{tea.pk}/open/")
    assert numbers(get(api, "orders/", state="new")) == [cup.number]
    assert numbers(get(api, "orders/", state=["new", "needs_agreement"])) == [
        tea.number,
        cup.number,
    ]
    assert numbers(get(api, "orders/", channel="aliexpress")) == [cup.number]
    assert numbers(get(api, "orders/", q="tea-7")) == ["TEA-77"]
    assert numbers(get(api, "orders/", q="100%")) == []
    before = (TUESDAY_18 + timedelta(minutes=1)).isoformat()
    assert numbers(get(api, "orders/", due_before=before)) == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"state": "lost"}, "state"),
        ({"limit": "0"}, "limit"),
        ({"limit": "1000000000"}, "limit"),
        ({"due_before": "yesterday"}, "due_before"),
        ({"sort": "total"}, "sort"),
        ({"overdue": "perhaps"}, "overdue"),
    ],
)
def test_a_query_that_makes_no_sense_names_its_field(api, query, field):
    answer = get(api, "orders/", **query)
    assert answer.status_code == 400
    assert [e["field"] for e in answer.json()["errors"]] == [field]


@pytest.mark.parametrize("cursor", ["x", "AAAA", "🙂", "a" * 64, "=" * 8])
def test_a_cursor_of_somebody_elses_making_is_a_problem(api, cursor):
    answer = get(api, "orders/", cursor=cursor)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_cursor")


def test_the_detail_has_lines_contact_and_its_version_as_etag(api, token):
    order = place_order(token.shop)
    answer = get(api, f"orders/{order.pk}/")
    body = answer.json()
    assert (answer["ETag"], body["contact"]["phone"], [x["sku"] for x in body["lines"]]) == (
        '"1"',
        "+380671234567",
        ["CUP-1", "PLATE-7"],
    )


def test_another_shops_order_is_byte_for_byte_absent(api):
    foreign = place_order(ShopFactory())
    absent = "00000000-0000-7000-8000-000000000000"
    for path in ("", "history/"):
        theirs = get(api, f"orders/{foreign.pk}/{path}")
        nobodys = get(api, f"orders/{absent}/{path}")
        assert (theirs.status_code, theirs.content) == (404, nobodys.content)
    refused = post(api, f"orders/{foreign.pk}/open/")
    assert (refused.status_code, refused.content) == (
        404,
        post(api, f"orders/{absent}/open/").content,
    )
    assert Order.everything.get(pk=foreign.pk).state == "new"


def test_an_act_moves_the_order_and_a_second_one_is_a_conflict(api, token):
    order = place_order(token.shop)
    first, second = (post(api, f"orders/{order.pk}/open/") for _ in range(2))
    assert (first.status_code, first.json()["state"], first["ETag"]) == (
        200,
        "needs_agreement",
        '"2"',
    )
    assert (second.status_code, second.json()["code"], second.json()["version"]) == (
        409,
        "move_refused",
        2,
    )
    history = get(api, f"orders/{order.pk}/history/").json()
    assert [(line["action"], line["actor_kind"]) for line in history] == [
        ("place", "platform"),
        ("open", "integrator"),
    ]


def test_if_match_holds_an_act_to_what_was_seen(api, token):
    order = place_order(token.shop)
    stale = post(api, f"orders/{order.pk}/open/", **{"If-Match": '"7"'})
    assert (stale.status_code, stale.json()["code"]) == (412, "order_changed")
    assert Order.everything.get(pk=order.pk).state == "new"
    nonsense = post(api, f"orders/{order.pk}/open/", **{"If-Match": "latest"})
    assert nonsense.status_code == 400
    assert post(api, f"orders/{order.pk}/open/", **{"If-Match": '"1"'}).status_code == 200


def test_a_missing_waybill_names_its_field_r_004_16(api, token):
    order = place_order(token.shop)
    for act, body in (
        ("open", {}),
        ("confirm", {"availability_checked": True}),
        ("make-ready", {}),
    ):
        assert post(api, f"orders/{order.pk}/{act}/", body).status_code == 200
    answer = post(api, f"orders/{order.pk}/ship/", {"carrier": "Nova Poshta"})
    assert (answer.status_code, answer.json()["code"]) == (422, "waybill_needed")
    assert answer.json()["errors"][0]["field"] == "waybill"


def test_a_field_we_do_not_know_is_named_and_nothing_moves(api, token):
    order = place_order(token.shop)
    answer = post(api, f"orders/{order.pk}/open/", {"state": "received"})
    assert (answer.status_code, answer.json()["errors"]) == (
        400,
        [{"field": "state", "code": "unknown_field", "message": "There is no such field."}],
    )
    assert Order.everything.get(pk=order.pk).state == "new"


def test_many_are_accepted_with_a_verdict_each(api, token):
    fresh, opened = place_order(token.shop), place_order(token.shop)
    foreign = place_order(ShopFactory())
    post(api, f"orders/{opened.pk}/open/")
    answer = post(
        api, "orders/accept/", {"order_ids": [str(o.pk) for o in (fresh, opened, foreign)]}
    )
    assert [(row["accepted"], row["code"]) for row in answer.json()] == [
        (True, ""),
        (False, "move_refused"),
        (False, "order_not_found"),
    ]


def test_deadlines_come_by_due_time_and_explain_themselves_r_004_22(api, token):
    order = place_order(token.shop)
    page = get(api, "deadlines/", kind="order.new").json()
    [clock] = page["results"]
    assert (clock["order_id"], clock["due_at"], clock["explain"]) == (
        str(order.pk),
        "2026-02-04T08:00:00Z",
        ["2 h Tue 18:00-20:00", "1 h Wed 09:00-10:00"],
    )
    assert get(api, "deadlines/", cursor="nonsense").status_code == 400


def test_deadline_pages_follow_one_another(api, token):
    place_many(4, token.shop)
    seen, query = [], {"kind": "order.new", "limit": 3}
    while True:
        page = get(api, "deadlines/", **query).json()
        seen += [row["id"] for row in page["results"]]
        if page["next_cursor"] is None:
            break
        query["cursor"] = page["next_cursor"]
    assert (len(seen), len(set(seen))) == (4, 4)

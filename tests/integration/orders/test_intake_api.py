"""Intake over REST: one order, a thousand, a payment; and everything hostile that can be posted."""

import copy
import json

import pytest
import time_machine
from django.test import Client

from kernel.deadlines.models import Deadline
from kernel.history import History
from orders.api import intake_schema as schema
from orders.api.bodies import BULK_CAP, SINGLE_CAP
from orders.models import Order
from orders.rules.reading import ORDER_FIELDS
from orders.services.place_orders import MOST
from sellers.states import TokenScope
from tests.factories.orders import place_order
from tests.factories.sellers import ShopFactory, TokenFactory, bearer

pytestmark = pytest.mark.django_db
ORDERS, BULK = "/api/v1/orders/", "/api/v1/orders/bulk/"
NOW = "2026-02-03T16:01:00Z"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def shop(db):
    return ShopFactory()


@pytest.fixture
def post(shop):
    token = TokenFactory(shop=shop)

    def send(url, body, *, token=token, raw=None, **headers):
        return Client().post(
            url,
            raw if raw is not None else json.dumps(body),
            content_type="application/json",
            headers={**bearer(token), **headers},
        )

    return send


def order(**changes):
    body = {**copy.deepcopy(schema.ORDER_EXAMPLE), **changes}
    return {name: value for name, value in body.items() if value is not ...}


def problem(response):
    body = response.json()
    return (
        response.status_code,
        body["code"],
        [(e["field"], e["code"]) for e in body.get("errors", [])],
    )


def nothing_stored():
    return (Order.everything.count(), Deadline.objects.count(), History.objects.count()) == (
        0,
        0,
        0,
    )


def test_an_order_is_created_and_told_again_unchanged(post, shop):
    """R-000-12."""
    first, again = post(ORDERS, order()), post(ORDERS, order())
    stored = Order.everything.get()
    answer = {"order_id": str(stored.pk), "external_id": "10421", "errors": [], "missing": []}
    assert (first.status_code, first.json()) == (201, {"outcome": "created", **answer})
    assert (again.status_code, again.json()) == (200, {"outcome": "unchanged", **answer})
    assert first["Location"] == again["Location"] == f"/api/v1/orders/{stored.pk}/"
    assert (stored.shop_id, stored.channel_id, stored.total_minor) == (shop.pk, "api", 79_000)
    line = History.objects.get()
    assert (line.actor_kind, line.source) == ("integrator", "api")


def test_an_unpaid_order_waits_until_its_payment_is_posted(post):
    """R-002-07, R-003-27."""
    created = post(ORDERS, schema.UNPAID_EXAMPLE).json()
    assert Deadline.objects.count() == 0
    url = f"/api/v1/orders/{created['order_id']}/paid/"
    answers = [post(url, {"paid_at": "2026-02-03T18:00:30+02:00"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [422, 422]
    with time_machine.travel("2026-02-03T16:30:00Z", tick=False):
        answers = [post(url, {"paid_at": "2026-02-03T18:25:00+02:00"}), post(url, {})]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert {answer.json()["paid_at"] for answer in answers} == {"2026-02-03T16:25:00Z"}
    assert Deadline.objects.count() == 2


def test_a_payment_of_another_shops_order_is_not_found(post):
    foreign = place_order(paid_at=None)
    answer = post(f"/api/v1/orders/{foreign.pk}/paid/", {})
    assert problem(answer)[0] == 404
    assert Order.everything.get().paid_at is None


def test_bulk_gives_a_verdict_for_each_in_the_order_sent(post):
    """W1b: one bad order does not sink the batch."""
    bodies = [
        order(external_id="1"),
        order(external_id="2", currency=...),
        order(external_id="3", lines=[{"sku": "A", "quantity": 0, "unit_price_minor": 1}]),
        7,
        order(external_id="1"),
    ]
    answer = post(BULK, {"channel": "native", "orders": bodies})
    body = answer.json()
    assert (answer.status_code, body["created"], body["unchanged"], body["refused"]) == (
        200,
        1,
        1,
        3,
    )
    assert [(r["index"], r["outcome"], r["external_id"]) for r in body["results"]] == [
        (0, "created", "1"),
        (1, "refused", "2"),
        (2, "refused", "3"),
        (3, "refused", ""),
        (4, "unchanged", "1"),
    ]
    assert [[e["field"] for e in r["errors"]] for r in body["results"]] == [
        [],
        ["currency"],
        ["lines[0].quantity"],
        [""],
        [],
    ]


def test_a_key_gives_the_first_answer_to_every_repeat(post):
    """A8."""
    first = post(ORDERS, order(), **{"Idempotency-Key": "k1"})
    again = post(ORDERS, order(), **{"Idempotency-Key": "k1"})
    assert (again.status_code, again.json()) == (201, first.json())
    assert (first.get("Idempotent-Replayed"), again["Idempotent-Replayed"]) == (None, "true")
    assert Order.everything.count() == 1


def test_a_key_used_for_another_order_is_refused(post):
    """A8."""
    post(ORDERS, order(), **{"Idempotency-Key": "k1"})
    answer = post(ORDERS, order(external_id="other"), **{"Idempotency-Key": "k1"})
    assert problem(answer)[:2] == (422, "idempotency_key_reused")
    assert Order.everything.count() == 1


def test_a_refused_order_leaves_its_key_free(post):
    """A8: the caller mends the order and tries again."""
    bad = order(currency="XXX")
    assert post(ORDERS, bad, **{"Idempotency-Key": "k1"}).status_code == 422
    assert post(ORDERS, order(), **{"Idempotency-Key": "k1"}).status_code == 201


def test_keys_of_two_shops_do_not_meet(post):
    """A8, X2."""
    post(ORDERS, order(), **{"Idempotency-Key": "k1"})
    other = post(ORDERS, order(external_id="o"), token=TokenFactory(), **{"Idempotency-Key": "k1"})
    assert other.status_code == 201


@pytest.mark.parametrize("key", ["", "x" * 256, "a\tb"])
def test_a_key_must_be_visible_and_short(post, key):
    answer = post(ORDERS, order(), **{"Idempotency-Key": key})
    assert (problem(answer)[:2], nothing_stored()) == ((400, "bad_idempotency_key"), True)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (order(external_id=...), (400, "invalid", [("external_id", "required")])),
        (order(colour="red"), (400, "invalid", [("colour", "unknown_field")])),
        (order(placed_at="2026-02-03"), (400, "invalid", [("placed_at", "not_a_moment")])),
        (order(channel=7), (400, "invalid", [("channel", "not_text")])),
        (order(channel="ebay"), (422, "unknown_channel", [("channel", "unknown_channel")])),
        (order(channel="\x00"), (422, "unknown_channel", [("channel", "unknown_channel")])),
        (order(currency="XXX"), (422, "order_refused", [("currency", "unknown_currency")])),
        (order(external_id="a\x00b"), (422, "order_refused", [("external_id", "bad_character")])),
        (
            order(buyer={"name": "\ud800"}),
            (422, "order_refused", [("buyer.name", "bad_character")]),
        ),
        (
            order(lines=[{"sku": "A", "quantity": -1, "unit_price_minor": 5}]),
            (422, "order_refused", [("lines[0].quantity", "out_of_range")]),
        ),
        (
            order(lines=[{"sku": "A", "quantity": 10**30, "unit_price_minor": 5}]),
            (400, "invalid", [("lines[0].quantity", "not_a_whole_number")]),
        ),
        ([], (400, "not_json", [])),
        (None, (400, "not_json", [])),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_stored(post, body, expected):
    assert (problem(post(ORDERS, body)), nothing_stored()) == (expected, True)


@pytest.mark.parametrize(
    "raw",
    [
        b" ",
        b"{",
        b"\xef\xbb\xbf{}",
        b"\xff\xfe{\x00}\x00",
        b'{"external_id": "\xc3\x28"}',
        b'{"external_id": 1, "external_id": 2}',
        b'{"external_id": NaN}',
        b'{"external_id": 1e400}',
        b'{"lines": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        b"[" + b"1" * 5_000 + b"]",
        b'"' + b"\\ud800" * 1000 + b'"',
    ],
    ids=range(12),
)
def test_a_hostile_body_is_refused_and_never_a_fault_of_ours(post, raw):
    """A1, W7."""
    answer = post(ORDERS, None, raw=raw)
    assert (answer.status_code, nothing_stored()) == (400, True)
    assert answer["Content-Type"] == "application/problem+json"


def test_lone_surrogates_never_come_back_as_an_error_of_ours(post):
    body = {"orders": [order(external_id="\ud800"), {"external_id": "\ud800", "\udfff": 1}]}
    answer = post(BULK, body)
    assert (answer.status_code, answer.json()["refused"], nothing_stored()) == (200, 2, True)


@pytest.mark.parametrize(("url", "cap"), [(ORDERS, SINGLE_CAP), (BULK, BULK_CAP)])
def test_a_body_is_capped_before_it_is_read(post, url, cap):
    """A1: at the limit it is read (and is no order), one past it is too large."""
    assert post(url, None, raw=b" " * cap).status_code == 400
    assert problem(post(url, None, raw=b" " * (cap + 1)))[:2] == (413, "body_too_large")


def test_another_media_type_is_refused(shop):
    answer = Client().post(ORDERS, {"external_id": "1"}, headers=bearer(TokenFactory(shop=shop)))
    assert (answer.status_code, nothing_stored()) == (415, True)


def test_a_thousand_at_once_is_the_most(post):
    bodies = [order(external_id=str(n)) for n in range(MOST + 1)]
    assert problem(post(BULK, {"orders": bodies})) == (400, "invalid", [("orders", "too_many")])
    assert nothing_stored()
    assert post(BULK, {"orders": bodies[:MOST]}).json()["created"] == MOST


@pytest.mark.parametrize(
    ("body", "field"), [({}, "orders"), ({"orders": []}, "orders"), ({"orders": [], "x": 1}, "x")]
)
def test_a_batch_must_be_a_list_of_orders(post, body, field):
    assert [f for f, _code in problem(post(BULK, body))[2]] == [field]


@pytest.mark.parametrize(
    "field", ["shop", "shop_id", "state", "version", "id", "import_job", "number"]
)
def test_fields_of_our_own_cannot_be_assigned(post, field):
    """A6."""
    assert field not in ORDER_FIELDS
    assert problem(post(ORDERS, order(**{field: "1"})))[2] == [(field, "unknown_field")]


@pytest.mark.parametrize("url", [ORDERS, BULK])
def test_a_reading_token_may_not_write(shop, post, url):
    """D-07."""
    token = TokenFactory(shop=shop, scopes=[TokenScope.ORDERS_READ])
    answer = post(url, order(), token=token)
    assert (problem(answer)[:2], nothing_stored()) == ((403, "scope_missing"), True)


@pytest.mark.parametrize("url", [ORDERS, BULK])
def test_without_a_token_nobody_writes(url):
    answer = Client().post(url, "{}", content_type="application/json")
    assert problem(answer)[:2] == (401, "not_authenticated")


def test_the_single_intake_is_at_most_eight_statements(post, django_assert_max_num_queries):
    """W1a: the token, then eight: key, offers, order, history, calendar, clocks, fact, answer.

    Four more are the test's own savepoints around them.
    """
    post(ORDERS, order(external_id="warm"))
    with django_assert_max_num_queries(1 + 8 + 4):
        assert post(ORDERS, order(), **{"Idempotency-Key": "k"}).status_code == 201

"""Bodies that no honest client sends, at every operation that takes one: a problem, never a 5xx."""

import json

import pytest
from django.test import Client

from tests.contract.api.operations import served
from tests.factories.orders import place_order

pytestmark = pytest.mark.django_db
PROBLEM = "application/problem+json"
ORDER = {
    "external_id": "M-1",
    "placed_at": "2026-02-03T17:58:00+02:00",
    "paid_at": "2026-02-03T18:00:00+02:00",
    "currency": "UAH",
    "lines": [{"sku": "CUP-300", "name": "Cup", "quantity": 2, "unit_price_minor": 15000}],
    "delivery": {"method": "carrier_point", "country": "UA", "city": "Київ", "point_code": "12"},
}
AGREED = {"with_whom": "buyer", "how": "phone", "at": "2026-02-03T18:00:00+02:00"}
SCAN = {
    "action_id": "0197d4a0-51f0-7cc0-8a44-6f0f6d3c2b11",
    "action": "dispatch",
    "code": "OG0000001K",
    "device_at": "2026-02-03T18:00:00+02:00",
}
GOOD = {
    "scans_take": SCAN,
    "scans_take_many": {"scans": [SCAN]},
    "inbounds_announce": {
        "number": "PO-1",
        "expected_on": "2026-02-05",
        "note": "text",
        "lines": [{"sku": "SKU-KNOWN", "quantity": 4}],
    },
    "offers_put": {"name": "Lamp", "price_minor": 129000, "currency": "UAH"},
    "calendars_due": {"start": "2026-02-03T18:00:00+02:00", "minutes": 180},
    "orders_create": ORDER,
    "orders_create_bulk": {"orders": [ORDER]},
    "orders_paid": {"paid_at": "2026-02-03T18:00:00+02:00"},
    "orders_accept_many": {"order_ids": ["0197d4a0-51f0-7cc0-8a44-6f0f6d3c2b11"]},
    "orders_confirm": {"availability_checked": True},
    "orders_ship": {"carrier": "nova-poshta", "waybill": "20450000000000"},
    "orders_receive": {"at": "2026-02-03T18:00:00+02:00"},
    "orders_cancel": {"reason": "other", "comment": "text"},
    "orders_delivery_date": {"agreed_delivery_on": "2026-02-05", "agreement": AGREED},
    "orders_edit": {
        "lines": [{"sku": "SKU-KNOWN", "quantity": 1, "unit_price_minor": 100}],
        "city": "Київ",
        "recipient_phone": "+380671234567",
        "agreed_delivery_on": "2026-02-05",
        "payment_terms": "on_delivery",
        "delivery_minor": 100,
        "discount_minor": 0,
        "agreement": AGREED,
    },
    "orders_split": {
        "reason": "other",
        "comment": "text",
        "lines": [{"position": 1, "quantity": 1}],
    },
    "orders_merge": {"with_order_id": "0197d4a0-51f0-7cc0-8a44-6f0f6d3c2b11"},
    "orders_log_attempt": {
        "way": "call",
        "result": "no_answer",
        "note": "text",
        "again_in": 20,
    },
}
EMPTY = {"orders_open", "orders_make_ready", "orders_offer_pickup", "orders_separate"}
BODILESS = {"inbounds_cancel", "offers_pause", "offers_resume"}


def writing():
    """Return id, method and path of every operation that changes something."""
    return [
        (operation["operationId"], method, path)
        for path, methods in served()["paths"].items()
        for method, operation in methods.items()
        if method != "get"
    ]


TAKING = [row for row in writing() if row[0] not in BODILESS]
by_operation = pytest.mark.parametrize(
    ("name", "method", "path"), TAKING, ids=[row[0] for row in TAKING]
)


def with_value(body, value):
    """Yield the JSON of ``body`` with each of its leaves in turn replaced by raw JSON text."""
    marker = '"@@"'

    def replaced(node):
        if isinstance(node, dict) and node:
            for key in node:
                for inner in replaced(node[key]):
                    yield {**node, key: inner}
        elif isinstance(node, list) and node:
            for inner in replaced(node[0]):
                yield [inner, *node[1:]]
        yield "@@"

    for changed in replaced(body):
        if changed != "@@":
            yield json.dumps(changed).replace(marker, value)


VALUES = {
    "nul": r'"a\u0000b"',
    "lone surrogate": r'"\ud800"',
    "huge integer": "9" * 400,
    "over 64 bits": str(2**63),
    "negative": "-1",
    "huge float": "1e400",
    "null": "null",
    "true": "true",
    "deep": "[" * 3_000 + "]" * 3_000,
    "deep objects": '{"a":' * 3_000 + "1" + "}" * 3_000,
    "rather deep": "[" * 400 + "]" * 400,
    "object": '{"$ne": 1}',
    "empty text": '""',
    "spaces": '"   "',
    "direction": '"\\u202egnp.exe"',
    "long text": '"' + "ж" * 20_000 + '"',
    "date with no day": '"2026-02-30T00:00:00Z"',
    "last moment": '"9999-12-31T23:59:59-12:00"',
    "first moment": '"0001-01-01T00:00:00+12:00"',
    "naive moment": '"2026-02-03T18:00:00"',
    "Arabic digits": '"٢٠٢٦"',
}


@pytest.fixture
def order(shop):
    return place_order(shop)


@pytest.fixture
def ask(bearer, order):
    """Return a way to send raw bytes to an operation, at a thing that exists."""
    client = Client(headers=bearer, raise_request_exception=False)

    def asked(method, path, raw, content_type="application/json"):
        path = path.format(order_id=order.pk, sku="SKU-KNOWN", code="ua-orders")
        return client.generic(method.upper(), path, raw, content_type=content_type)

    return asked


def refused(answer):
    """Tell whether the answer is a refusal that says why."""
    known = answer.status_code < 500 and answer.headers["Content-Type"] == PROBLEM
    return known and answer.json()["status"] == answer.status_code


def test_each_operation_that_writes_is_known_here():
    assert {row[0] for row in writing()} == {*GOOD, *EMPTY, *BODILESS}


@by_operation
def test_a_strange_value_in_any_field_is_no_fault_of_ours(ask, name, method, path):
    """Each leaf in turn. Some values are fine in some fields; where they are not, a problem says so."""
    complaints = []
    for what, value in VALUES.items():
        for raw in with_value(GOOD.get(name, {"unknown": 1}), value):
            answer = ask(method, path, raw)
            if answer.status_code >= 300 and not refused(answer):
                complaints.append((what, raw[:200], answer.status_code, answer.content[:200]))
    assert complaints == []


NOT_JSON = {
    "NaN": b'{"a": NaN}',
    "Infinity": b"[Infinity]",
    "cut": b'{"a": ',
    "two values": b"{} {}",
    "comment": b"{} // a",
    "single quotes": b"{'a': 1}",
    "not UTF-8": b'{"a": "\xff\xfe"}',
    "UTF-16": '{"a": 1}'.encode("utf-16"),
    "BOM": b"\xef\xbb\xbf{}",
    "bare NUL": b"\0",
    "list": b"[]",
    "text": b'"text"',
    "number": b"1",
    "null": b"null",
}


@by_operation
@pytest.mark.parametrize("raw", NOT_JSON.values(), ids=NOT_JSON)
def test_what_is_no_json_object_is_refused(ask, name, method, path, raw):
    answer = ask(method, path, raw)
    if raw in (b"", b"null") and name in {
        *EMPTY,
        "orders_paid",
        "orders_receive",
        "orders_confirm",
    }:
        assert answer.status_code < 500
    elif raw == b"" and name == "orders_ship":
        assert answer.status_code in (409, 422)
    else:
        assert (answer.status_code, refused(answer)) == (400, True), answer.content


@by_operation
def test_a_field_that_stands_twice_is_refused(ask, name, method, path):
    """Two readers of such a body may see two values: neither is taken."""
    body = GOOD.get(name, {"unknown": 1})
    [first, *_] = body
    twin = json.dumps({first: body[first]})[1:-1]
    answer = ask(method, path, json.dumps(body)[:-1] + f", {twin}}}")
    assert (answer.json()["code"], refused(answer)) == ("not_json", True)


TYPES = ["text/plain", "application/xml", "multipart/form-data; boundary=x", "text/json", "x", ""]


@by_operation
def test_another_content_type_is_refused(ask, name, method, path):
    raw = json.dumps(GOOD.get(name, {}))
    answers = {kind: ask(method, path, raw, kind) for kind in TYPES}
    found = {kind: (answer.status_code, refused(answer)) for kind, answer in answers.items()}
    assert found == dict.fromkeys(TYPES, (415, True))


@by_operation
def test_two_megabytes_are_refused_before_they_are_read(ask, name, method, path):
    """A batch may be that long; there they are read, and make no sense."""
    answer = ask(method, path, b'{"a": "' + b"x" * 2_000_000 + b'"}')
    expected = 400 if name == "orders_create_bulk" else 413
    assert (answer.status_code, refused(answer)) == (expected, True), answer.content


QUERIES = [
    "limit=0", "limit=201", "limit=-1", "limit=x", "limit=9" + "9" * 400, "limit=", "limit=%00",
    "cursor=x", "cursor=%00", "cursor=" + "A" * 22, "cursor=" + "A" * 64, "cursor=%D9%A1",
    "unknown=1", "state=x", "due_before=2026-02-03", "due_before=2026-02-03T18:00:00", "q=%00",
    "%00=1", "due_before=9999-12-31T23:59:59-12:00", "due_before=0001-01-01T00:00:00%2B12:00",
]  # fmt: skip


READABLE = {"orders": {"cursor=" + "A" * 22}}  # the id 0: the page after it is empty


@pytest.mark.parametrize("path", ["orders", "deadlines", "offers"])
def test_a_query_that_makes_no_sense_is_refused(bearer, path):
    client = Client(headers=bearer, raise_request_exception=False)
    readable = READABLE.get(path, set())
    answers = {query: client.get(f"/api/v1/{path}/?{query}") for query in QUERIES}
    found = {query: answer.status_code for query, answer in answers.items()}
    assert found == {query: 200 if query in readable else 400 for query in QUERIES}
    assert all(refused(answer) for query, answer in answers.items() if query not in readable)


@pytest.mark.parametrize("version", ["x", "-1", '"1', "1,2", "9" * 30, "W/1", "٣", "\x7f"])
@pytest.mark.parametrize("path", ["orders/{}/open/", "offers/SKU-KNOWN/"])
def test_a_version_that_is_none_is_refused(bearer, order, path, version):
    client = Client(headers=bearer, raise_request_exception=False)
    method = client.put if path.startswith("offers") else client.post
    body = GOOD["offers_put"] if path.startswith("offers") else {}
    answer = method(
        "/api/v1/" + path.format(order.pk),
        body,
        content_type="application/json",
        headers={"If-Match": version.encode().decode("latin-1")},
    )
    known = {'"1': (200, 409, 412)}.get(version, (400,))
    assert answer.status_code in known, answer.content


@pytest.mark.parametrize("path", ["", "no/such/", "orders/1/", "orders/%00/", "offers/%FF/"])
def test_an_address_that_leads_nowhere_is_a_problem_too(bearer, path):
    answer = Client(headers=bearer, raise_request_exception=False).get(f"/api/v1/{path}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, PROBLEM)

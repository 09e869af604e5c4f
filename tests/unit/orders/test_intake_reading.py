import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orders.api import intake_schema as schema
from orders.rules import reading
from orders.rules.reading import FAULTS_MOST, Unreadable, read_moment, read_order


def told(**changes):
    order = {
        "external_id": " A-1 ",
        "placed_at": "2026-02-03T18:00:00+02:00",
        "currency": "UAH",
        "lines": [{"sku": "CUP-1", "quantity": 2, "unit_price_minor": 15000}],
        "delivery": {"method": "self_pickup"},
    }
    order.update(changes)
    return {name: value for name, value in order.items() if value is not ...}


def faults(value):
    with pytest.raises(Unreadable) as caught:
        read_order(value)
    return [(fault.field, fault.code) for fault in caught.value.faults]


def test_an_order_is_read_whole():
    draft = read_order(schema.ORDER_EXAMPLE)
    assert draft.placed_at == datetime(2026, 2, 3, 15, 58, tzinfo=UTC)
    assert (draft.external_id, draft.currency, draft.delivery_minor) == ("10421", "UAH", 7000)
    assert [(ln.sku, ln.quantity, ln.unit_price_minor) for ln in draft.lines] == [
        ("CUP-300", 2, 15000),
        ("TEA-OOLONG", 1, 42000),
    ]
    assert (draft.buyer.name, draft.delivery.method, draft.delivery.point_code) == (
        "Олена Ґудзь",
        "carrier_point",
        "12",
    )


def test_text_is_trimmed_and_what_is_left_out_is_empty():
    draft = read_order(told())
    assert (draft.external_id, draft.paid_at, draft.buyer.phone) == ("A-1", None, "")


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        (None, ("", "not_an_object")),
        ([], ("", "not_an_object")),
        (told(state="received"), ("state", "unknown_field")),
        (told(shop_id=2), ("shop_id", "unknown_field")),
        (told(external_id=...), ("external_id", "required")),
        (told(external_id="  "), ("external_id", "required")),
        (told(external_id=7), ("external_id", "not_text")),
        (told(placed_at=...), ("placed_at", "required")),
        (told(placed_at="2026-02-03T18:00:00"), ("placed_at", "not_a_moment")),
        (told(placed_at="2026-02-30T18:00:00Z"), ("placed_at", "not_a_moment")),
        (told(placed_at=1770134400), ("placed_at", "not_a_moment")),
        (told(paid_at="yesterday"), ("paid_at", "not_a_moment")),
        (told(lines=...), ("lines", "required")),
        (told(lines={}), ("lines", "not_a_list")),
        (told(lines=[7]), ("lines[0]", "not_an_object")),
        (told(lines=[{"sku": "A"}]), ("lines[0].quantity", "required")),
        (
            told(lines=[{"sku": "A", "quantity": True, "unit_price_minor": 1}]),
            ("lines[0].quantity", "not_a_whole_number"),
        ),
        (
            told(lines=[{"sku": "A", "quantity": 1.0, "unit_price_minor": 1}]),
            ("lines[0].quantity", "not_a_whole_number"),
        ),
        (
            told(lines=[{"sku": "A", "quantity": 2**64, "unit_price_minor": 1}]),
            ("lines[0].quantity", "not_a_whole_number"),
        ),
        (
            told(lines=[{"sku": "A", "quantity": 1, "unit_price_minor": 1, "price": 1}]),
            ("lines[0].price", "unknown_field"),
        ),
        (told(buyer={"fax": "1"}), ("buyer.fax", "unknown_field")),
        (told(delivery=...), ("delivery", "required")),
        (told(delivery={}), ("delivery.method", "required")),
        (told(delivery_minor="70"), ("delivery_minor", "not_a_whole_number")),
        (told(ціна=1), ("\\u0446\\u0456\\u043d\\u0430", "unknown_field")),
    ],
)
def test_a_wrong_shape_is_named_by_its_path(value, fault):
    assert fault in faults(value)


def test_a_thousand_faults_are_told_as_fifty():
    assert len(faults(told(**{f"x{n}": n for n in range(1000)}))) == FAULTS_MOST


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-02-03T18:00:00+02:00", datetime(2026, 2, 3, 16, tzinfo=UTC)),
        ("2026-02-03T16:00Z", datetime(2026, 2, 3, 16, tzinfo=UTC)),
        ("2026-02-03 16:00:00.250Z", datetime(2026, 2, 3, 16, 0, 0, 250_000, tzinfo=UTC)),
        ("2026-02-03T18:00:00", None),
        ("2026-02-03", None),
        ("20260203T160000Z", None),
        ("2026-W06-2T16:00:00Z", None),
        ("2026-13-03T16:00:00Z", None),
        (None, None),
    ],
)
def test_a_moment_needs_its_offset(text, moment):
    assert read_moment(text) == moment


@given(st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=30))])))
def test_every_moment_we_write_is_read_back(moment):
    assert read_moment(moment.isoformat()) == moment


_text = st.text("aЖ\x00\ud800 -", max_size=6)
_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | _text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_text, inner, max_size=3),
    max_leaves=8,
)
_fields = st.sampled_from([*reading.ORDER_FIELDS, *reading.LINE_FIELDS, *reading.DELIVERY_FIELDS])


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(_fields, _json, max_size=6))
def test_any_json_is_read_or_refused(changes):
    try:
        read_order({**told(), **changes})
    except Unreadable as unreadable:
        assert 0 < len(unreadable.faults) <= FAULTS_MOST


def _shape(serializer):
    required = {name for name, field in serializer.fields.items() if field.required}
    return set(serializer.fields), required


def test_the_schema_says_what_the_reader_reads():
    """The documented shape and the read one are the same, field by field."""
    order, line = schema.OrderBody(), schema.LineIn()
    assert _shape(order)[0] == set(reading.ORDER_FIELDS)
    assert _shape(line)[0] == set(reading.LINE_FIELDS)
    assert _shape(schema.BuyerIn())[0] == set(reading.BUYER_FIELDS)
    assert _shape(schema.DeliveryIn())[0] == set(reading.DELIVERY_FIELDS)
    assert {field for field, code in faults({}) if code == "required"} == _shape(order)[1]
    empty_line = faults(told(lines=[{}]))
    assert {field for field, code in empty_line if code == "required"} == {
        f"lines[0].{name}" for name in _shape(line)[1]
    }


@pytest.mark.parametrize("example", [schema.ORDER_EXAMPLE, schema.UNPAID_EXAMPLE])
def test_every_example_is_read_and_fits_the_schema(example):
    body = {name: value for name, value in example.items() if name != "channel"}
    assert read_order(json.loads(json.dumps(body))).external_id == example["external_id"]
    serializer = schema.OrderIn(data=example)
    assert serializer.is_valid(), serializer.errors

"""What intake takes and answers, for the schema; `orders.rules.reading` does the reading.

A test holds the two equal: same fields, same required ones, and every example here is read.
"""

from typing import Any

from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiTypes
from rest_framework import serializers

from orders.rules.intake import (
    BUYER_LENGTHS,
    DELIVERY_LENGTHS,
    ID_LENGTH,
    LINES_MOST,
    NAME_LENGTH,
    PRICE_MOST,
    QUANTITY_MOST,
    SKU_LENGTH,
    VARIANT_LENGTH,
)
from orders.services.place_orders import MOST, Outcome
from orders.states import DeliveryMethod

IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="A repeat under the same key gets the first answer; another body under it is refused.",
)


def _text(longest: int, **more: Any) -> serializers.CharField:
    return serializers.CharField(
        max_length=longest, **{"required": False, "allow_blank": True, **more}
    )


class LineIn(serializers.Serializer[Any]):
    """So many of one thing at one price."""

    sku = serializers.CharField(max_length=SKU_LENGTH)
    name = _text(NAME_LENGTH, help_text="Empty: the name of the offer with this SKU.")
    variant = _text(VARIANT_LENGTH)
    quantity = serializers.IntegerField(min_value=1, max_value=QUANTITY_MOST)
    unit_price_minor = serializers.IntegerField(
        min_value=0, max_value=PRICE_MOST, help_text="Minor units of the order's currency."
    )


class BuyerIn(serializers.Serializer[Any]):
    """Who bought; left out for a guest."""

    name = _text(BUYER_LENGTHS["name"])
    phone = _text(BUYER_LENGTHS["phone"], help_text="As written; E.164 is best.")
    email = _text(BUYER_LENGTHS["email"])
    ref = _text(BUYER_LENGTHS["ref"], help_text="The channel's own id of the buyer.")
    language = _text(BUYER_LENGTHS["language"])


class DeliveryIn(serializers.Serializer[Any]):
    """How and where to."""

    method = serializers.ChoiceField(choices=DeliveryMethod.choices)
    country = serializers.RegexField("^[A-Z]{2}$", required=False, help_text="ISO 3166 alpha-2")
    region = _text(DELIVERY_LENGTHS["region"])
    city = _text(DELIVERY_LENGTHS["city"])
    address = _text(DELIVERY_LENGTHS["address"])
    postcode = _text(DELIVERY_LENGTHS["postcode"])
    point_code = _text(DELIVERY_LENGTHS["point_code"])
    recipient = _text(DELIVERY_LENGTHS["recipient"])
    recipient_phone = _text(DELIVERY_LENGTHS["recipient_phone"])
    note = _text(DELIVERY_LENGTHS["note"])


class OrderBody(serializers.Serializer[Any]):
    """One order of a batch."""

    external_id = serializers.CharField(
        max_length=ID_LENGTH, help_text="The order's number in its channel."
    )
    placed_at = serializers.DateTimeField(help_text="With its offset.")
    paid_at = serializers.DateTimeField(
        required=False, allow_null=True, help_text="Without it the order awaits payment."
    )
    currency = serializers.RegexField("^[A-Z]{3}$", help_text="ISO 4217")
    lines = LineIn(many=True, allow_empty=False, max_length=LINES_MOST)  # type: ignore[call-arg]
    buyer = BuyerIn(required=False, allow_null=True)
    delivery = DeliveryIn()
    delivery_minor = serializers.IntegerField(
        required=False, default=0, min_value=0, max_value=PRICE_MOST
    )
    discount_minor = serializers.IntegerField(
        required=False, default=0, min_value=0, max_value=PRICE_MOST
    )


class OrderIn(OrderBody):
    """One order as its channel tells it."""

    channel = serializers.CharField(
        required=False, default="api", max_length=20, help_text="Where it was sold."
    )


class BulkIn(serializers.Serializer[Any]):
    """Orders of one channel."""

    channel = serializers.CharField(required=False, default="api", max_length=20)
    orders = OrderBody(many=True, allow_empty=False, max_length=MOST)  # type: ignore[call-arg]


class FaultOut(serializers.Serializer[Any]):
    """One thing wrong with an order."""

    field = serializers.CharField(help_text="Its path, e.g. lines[2].quantity.", allow_blank=True)
    code = serializers.CharField()
    message = serializers.CharField()


class PlacedOut(serializers.Serializer[Any]):
    """What became of the order."""

    outcome = serializers.ChoiceField(choices=[Outcome.CREATED.value, Outcome.UNCHANGED.value])
    order_id = serializers.UUIDField()
    external_id = serializers.CharField()
    errors = FaultOut(many=True)  # type: ignore[assignment]
    missing = FaultOut(
        many=True,
        help_text="What the way of delivery still needs before the order can be confirmed.",
    )


class VerdictOut(serializers.Serializer[Any]):
    """What became of one order of a batch."""

    index = serializers.IntegerField(help_text="Its place in the list that was sent, from 0.")
    outcome = serializers.ChoiceField(choices=[outcome.value for outcome in Outcome])
    order_id = serializers.UUIDField(allow_null=True)
    external_id = serializers.CharField(allow_blank=True)
    errors = FaultOut(many=True)  # type: ignore[assignment]
    missing = FaultOut(
        many=True,
        help_text="What the way of delivery still needs before the order can be confirmed.",
    )


class BulkOut(serializers.Serializer[Any]):
    """The verdicts, in the order of the list that was sent."""

    created = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    refused = serializers.IntegerField()
    results = VerdictOut(many=True)


ORDER_EXAMPLE = {
    "external_id": "10421",
    "placed_at": "2026-02-03T17:58:00+02:00",
    "paid_at": "2026-02-03T18:00:00+02:00",
    "currency": "UAH",
    "lines": [
        {"sku": "CUP-300", "name": "Cup, 300 ml", "quantity": 2, "unit_price_minor": 15000},
        {"sku": "TEA-OOLONG", "quantity": 1, "unit_price_minor": 42000, "variant": "100 g"},
    ],
    "buyer": {"name": "Олена Ґудзь", "phone": "+380671234567", "language": "uk"},
    "delivery": {"method": "carrier_point", "country": "UA", "city": "Київ", "point_code": "12"},
    "delivery_minor": 7000,
}
UNPAID_EXAMPLE = {
    "channel": "native",
    "external_id": "10422",
    "placed_at": "2026-02-03T18:05:00+02:00",
    "currency": "UAH",
    "lines": [{"sku": "CUP-300", "quantity": 1, "unit_price_minor": 15000}],
    "delivery": {"method": "self_pickup"},
}
SINGLE_EXAMPLES = [
    OpenApiExample("Paid", value=ORDER_EXAMPLE, request_only=True),
    OpenApiExample("Awaiting payment", value=UNPAID_EXAMPLE, request_only=True),
    OpenApiExample(
        "Taken in",
        value={
            "outcome": "created",
            "order_id": "0197d4a0-51f0-7cc0-8a44-6f0f6d3c2b11",
            "external_id": "10421",
            "errors": [],
        },
        response_only=True,
        status_codes=["201"],
    ),
]
BULK_EXAMPLES = [
    OpenApiExample(
        "Two orders",
        value={
            "channel": "aliexpress",
            "orders": [ORDER_EXAMPLE, {**ORDER_EXAMPLE, "external_id": "10423"}],
        },
        request_only=True,
    )
]

"""What integrators send to edit an order, and get when it changed meanwhile: shapes only."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from kernel.rest import Moment, ProblemOut, Strict
from orders.rules.edits import TABLE, Agreement
from orders.rules.intake import DELIVERY_LENGTHS, LINES_MOST, PRICE_MOST, QUANTITY_MOST, SKU_LENGTH
from orders.rules.line_edits import LineEdit
from orders.states import AgreedHow, AgreedWith, DeliveryMethod, PaymentTerms


class AgreementIn(Strict):
    """That the buyer agreed to it: with whom, how and when (R-004-39)."""

    with_whom = serializers.ChoiceField(choices=AgreedWith.choices, default=AgreedWith.BUYER)
    how = serializers.ChoiceField(choices=AgreedHow.choices)
    at = Moment()

    def to_internal_value(self, data: Any) -> Any:
        """Return an Agreement."""
        return Agreement(**super().to_internal_value(data))


class LineEditIn(Strict):
    """One wish: `line` with its new `quantity` (0 takes it out), or a new line of `sku`."""

    line = serializers.IntegerField(required=False, min_value=1, help_text="As in the order.")
    sku = serializers.CharField(required=False, max_length=SKU_LENGTH)
    quantity = serializers.IntegerField(min_value=0, max_value=QUANTITY_MOST)
    unit_price_minor = serializers.IntegerField(
        required=False,
        min_value=0,
        max_value=PRICE_MOST,
        help_text="As the offer says if left out.",
    )

    def validate(self, attrs: dict[str, Any]) -> Any:
        """Ask for one of line and SKU; the price of a line that stands is not edited."""
        if ("line" in attrs) == ("sku" in attrs):
            raise serializers.ValidationError("Say either line or sku.", code="line_or_sku")
        if "line" in attrs and "unit_price_minor" in attrs:
            raise serializers.ValidationError(
                {"unit_price_minor": ["Only a new line takes a price."]}, code="price_stands"
            )
        return LineEdit(**attrs)


def _text(field: str) -> serializers.CharField:
    longest = DELIVERY_LENGTHS[field]
    return serializers.CharField(required=False, allow_blank=True, max_length=longest)


def _minor() -> serializers.IntegerField:
    return serializers.IntegerField(required=False, min_value=0, max_value=PRICE_MOST)


def _never() -> serializers.CharField:
    says = "The buyer's own: never edited, refused with `buyers_own` (R-004-40)."
    return serializers.CharField(required=False, allow_blank=True, max_length=254, help_text=says)


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Another address",
            value={
                "city": "Львів",
                "point_code": "44",
                "agreement": {"how": "phone", "at": "2026-02-03T18:20:00+02:00"},
            },
            request_only=True,
        ),
        OpenApiExample(
            "Three instead of two, and one thing more",
            value={
                "lines": [{"line": 1, "quantity": 3}, {"sku": "CASE-1", "quantity": 1}],
                "agreement": {"how": "messenger", "at": "2026-02-03T18:20:00+02:00"},
            },
            request_only=True,
        ),
    ]
)
class EditIn(Strict):
    """The fields to change, each as it is to be; what is left out stays."""

    lines = serializers.ListField(child=LineEditIn(), required=False, max_length=LINES_MOST)
    delivery_method = serializers.ChoiceField(choices=DeliveryMethod.choices, required=False)
    country = serializers.RegexField(
        r"^[A-Z]{2}$", required=False, allow_blank=True, help_text="ISO 3166, e.g. UA."
    )
    region = _text("region")
    city = _text("city")
    address = _text("address")
    postcode = _text("postcode")
    point_code = _text("point_code")
    recipient = _text("recipient")
    recipient_phone = _text("recipient_phone")
    note = _text("note")
    agreed_delivery_on = serializers.DateField(required=False, allow_null=True)
    payment_terms = serializers.ChoiceField(choices=PaymentTerms.choices, required=False)
    delivery_minor = _minor()
    discount_minor = _minor()
    name = _never()
    phone = _never()
    email = _never()
    agreement = AgreementIn(required=False)


class FieldOut(serializers.Serializer[Any]):
    """One field of the edit matrix, for this order and this caller now."""

    field = serializers.ChoiceField(choices=list(TABLE))
    section = serializers.CharField(help_text="goods, delivery, payment or buyer")
    editable = serializers.BooleanField()
    code = serializers.CharField(allow_blank=True, help_text="Why not; empty when editable.")
    message = serializers.CharField(allow_blank=True)


class DifferenceOut(serializers.Serializer[Any]):
    """One field that changed meanwhile; people's data are masked."""

    field = serializers.CharField()
    before = serializers.JSONField(allow_null=True)
    after = serializers.JSONField(allow_null=True)
    actor_kind = serializers.CharField()
    actor = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    at = serializers.DateTimeField()


@extend_schema_serializer(component_name="OrderChanged")
class OrderChangedOut(ProblemOut):
    """The order is not the one you saw: what changed since your version."""

    version = serializers.IntegerField()
    changes = DifferenceOut(many=True)

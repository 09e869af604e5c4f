"""What integrators send and get about offers, calendars and themselves: shapes only."""

from datetime import datetime
from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from kernel.money import LARGEST_MINOR
from kernel.rest import Moment, Strict
from sellers.rules.offers import HANDLING_DAYS, HEAVIEST_G, LONGEST_MM
from sellers.states import OfferFlag, TokenScope

CARD = {
    "name": "Desk lamp, white",
    "price_minor": 129000,
    "currency": "UAH",
    "barcode": "2001010012906",
    "category": "light",
    "length_mm": 180,
    "width_mm": 180,
    "height_mm": 420,
    "weight_g": 1450,
    "flags": ["fragile"],
    "handling_days": 2,
}
SHOWN = {
    "sku": "LMP-011",
    **CARD,
    "on_sale": True,
    "paused_at": None,
    "version": 3,
    "updated_at": "2026-02-03T10:00:00Z",
}


def measure(most: int) -> serializers.IntegerField:
    """Return a field for one measure of a thing, which may be left out."""
    return serializers.IntegerField(
        min_value=1, max_value=most, allow_null=True, required=False, default=None
    )


@extend_schema_serializer(examples=[OpenApiExample("A lamp", value=CARD, request_only=True)])
class OfferIn(Strict):
    """All that a shop says about one SKU: what is left out is emptied."""

    name = serializers.CharField(max_length=300)
    price_minor = serializers.IntegerField(
        min_value=0, max_value=LARGEST_MINOR, help_text="Minor units of the currency."
    )
    currency = serializers.RegexField(
        r"^[A-Z]{3}$", required=False, help_text="ISO 4217; the shop's own unless said."
    )
    barcode = serializers.CharField(max_length=64, allow_blank=True, required=False, default="")
    category = serializers.CharField(max_length=60, allow_blank=True, required=False, default="")
    length_mm = measure(LONGEST_MM)
    width_mm = measure(LONGEST_MM)
    height_mm = measure(LONGEST_MM)
    weight_g = measure(HEAVIEST_G)
    flags = serializers.ListField(
        child=serializers.ChoiceField(choices=OfferFlag.choices),
        max_length=len(OfferFlag),
        required=False,
        default=list,
    )
    handling_days = serializers.IntegerField(
        min_value=min(HANDLING_DAYS),
        max_value=max(HANDLING_DAYS),
        allow_null=True,
        required=False,
        default=None,
        help_text="Working days from payment to dispatch; null leaves it to the shop.",
    )


@extend_schema_serializer(examples=[OpenApiExample("A lamp", value=SHOWN, response_only=True)])
class OfferOut(serializers.Serializer[Any]):
    """What a shop sells."""

    sku = serializers.CharField()
    name = serializers.CharField()
    price_minor = serializers.IntegerField(help_text="Minor units of the currency.")
    currency = serializers.CharField(help_text="ISO 4217")
    barcode = serializers.CharField(allow_blank=True)
    category = serializers.CharField(allow_blank=True)
    length_mm = serializers.IntegerField(allow_null=True)
    width_mm = serializers.IntegerField(allow_null=True)
    height_mm = serializers.IntegerField(allow_null=True)
    weight_g = serializers.IntegerField(allow_null=True)
    flags = serializers.ListField(child=serializers.CharField())
    handling_days = serializers.IntegerField(
        allow_null=True, help_text="Working days from payment to dispatch (R-003-10)."
    )
    on_sale = serializers.BooleanField()
    paused_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField(help_text="Send it back as If-Match to change what you saw.")
    updated_at = serializers.DateTimeField()


class OfferPageOut(serializers.Serializer[Any]):
    """One page by SKU; `next_cursor` is null at the end."""

    results = OfferOut(many=True)
    next_cursor = serializers.CharField(allow_null=True)


class OfferQuery(Strict):
    """Parameters of the list of offers."""

    sku = serializers.CharField(required=False, max_length=64, help_text="Exactly this SKU.")
    q = serializers.CharField(
        required=False, max_length=100, help_text="Part of the SKU, the name or the barcode."
    )
    on_sale = serializers.BooleanField(required=False, allow_null=True, default=None)
    cursor = serializers.CharField(required=False, max_length=400)
    limit = serializers.IntegerField(required=False, min_value=1, max_value=200, default=50)


class CalendarOut(serializers.Serializer[Any]):
    """A calendar of working time."""

    code = serializers.CharField()
    title = serializers.CharField()
    zone = serializers.CharField(help_text="IANA time zone")
    country = serializers.CharField(allow_blank=True, help_text="Whose public holidays it keeps.")
    weekly_hours = serializers.DictField(
        child=serializers.ListField(child=serializers.ListField(child=serializers.CharField())),
        help_text='{"0": [["09:00", "20:00"]]}: 0 is Monday.',
    )
    version = serializers.IntegerField(help_text="Grows with every change of what is counted.")


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Three hours, begun at 18:00",
            value={"start": "2026-02-03T18:00:00+02:00", "minutes": 180},
            request_only=True,
        )
    ]
)
class DueIn(Strict):
    """A question of working time."""

    start = Moment(help_text="With its offset.")
    minutes = serializers.IntegerField(min_value=0, max_value=5_256_000)


class LocalMoment(serializers.DateTimeField):
    """A moment shown in the zone it is counted in."""

    def to_representation(self, value: datetime) -> str:
        """Return it with its own offset."""
        return value.isoformat()


class CountedOut(serializers.Serializer[Any]):
    """A time of work that was counted."""

    opens = LocalMoment()
    closes = LocalMoment()
    seconds = serializers.IntegerField()
    words = serializers.CharField()


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Due the next morning",
            value={
                "calendar": "ua-orders",
                "version": 1,
                "due": "2026-02-04T10:00:00+02:00",
                "explain": [
                    {
                        "opens": "2026-02-03T18:00:00+02:00",
                        "closes": "2026-02-03T20:00:00+02:00",
                        "seconds": 7200,
                        "words": "2 h Tue 2026-02-03 18:00-20:00",
                    },
                    {
                        "opens": "2026-02-04T09:00:00+02:00",
                        "closes": "2026-02-04T10:00:00+02:00",
                        "seconds": 3600,
                        "words": "1 h Wed 2026-02-04 09:00-10:00",
                    },
                ],
            },
            response_only=True,
        )
    ]
)
class DueOut(serializers.Serializer[Any]):
    """When it falls due, and how that was counted."""

    calendar = serializers.CharField()
    version = serializers.IntegerField()
    due = LocalMoment()
    explain = CountedOut(many=True)


class OwnShopOut(serializers.Serializer[Any]):
    """The shop a token belongs to."""

    slug = serializers.CharField()
    name = serializers.CharField()
    currency = serializers.CharField()
    zone = serializers.CharField()
    calendar = serializers.CharField()
    language = serializers.CharField()


class OwnTokenOut(serializers.Serializer[Any]):
    """The token that asks."""

    label = serializers.CharField()  # type: ignore[assignment]
    prefix = serializers.CharField()
    scopes = serializers.ListField(child=serializers.ChoiceField(choices=TokenScope.choices))
    expires_at = serializers.DateTimeField(allow_null=True)


class MeOut(serializers.Serializer[Any]):
    """Who is asking, for whom."""

    shop = OwnShopOut()
    token = OwnTokenOut()

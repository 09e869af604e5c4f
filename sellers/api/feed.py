"""The feed: what can be bought of a shop now, for its site and the marketplaces."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.rest import Strict, cursor_after, key_of, problems
from sellers import selectors


class FeedQuery(Strict):
    """Parameters of the feed."""

    cursor = serializers.CharField(required=False, max_length=400)
    limit = serializers.IntegerField(required=False, min_value=1, max_value=500, default=200)


class FeedOfferOut(serializers.Serializer[Any]):
    """One offer on sale."""

    sku = serializers.CharField()
    name = serializers.CharField()
    barcode = serializers.CharField(allow_blank=True)
    category = serializers.CharField(allow_blank=True)
    price_minor = serializers.IntegerField(help_text="Minor units of the currency.")
    currency = serializers.CharField(help_text="ISO 4217")
    stock = serializers.IntegerField(
        source="stock_said", allow_null=True, help_text="As the shop says; null: not said."
    )
    handling_days = serializers.IntegerField(
        source="dispatched_in",
        allow_null=True,
        help_text="Working days from payment to dispatch, of the offer or else of the shop.",
    )
    updated_at = serializers.DateTimeField()


class FeedOut(serializers.Serializer[Any]):
    """One page of the feed; a suspended shop has an empty one."""

    suspended = serializers.BooleanField(help_text="Whether the shop is off sale as a whole.")
    results = FeedOfferOut(many=True)
    next_cursor = serializers.CharField(allow_null=True)


class OfferFeed(APIView):
    """What is on sale now: nothing paused, nothing of a suspended shop."""

    @extend_schema(
        operation_id="offers_feed", parameters=[FeedQuery], responses={200: FeedOut, **problems()}
    )
    def get(self, request: Any) -> Response:
        """Return one page by SKU, as it is this moment; what is gone from it may not be sold (R-004-37)."""
        query = FeedQuery(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        limit, cursor = query.validated_data["limit"], query.validated_data.get("cursor")
        rows = selectors.page_of_offers(
            selectors.feed_of(request.scope),
            after=key_of(cursor) if cursor else "",
            limit=limit + 1,
        )
        page = rows[:limit]
        following = cursor_after(page[-1].sku) if len(rows) > limit else None
        return Response(
            {
                "suspended": request.shop.suspended,
                "results": FeedOfferOut(page, many=True).data,
                "next_cursor": following,
            }
        )

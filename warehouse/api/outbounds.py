"""Parcels-to-be over REST: how far each is."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.rest import Strict, problems
from warehouse.selectors.order_panel import outbounds_page
from warehouse.states import OutboundState


class OutboundQuery(Strict):
    """Parameters of the list."""

    state = serializers.ChoiceField(choices=OutboundState.choices, required=False, default="")
    order_id = serializers.UUIDField(required=False)
    after = serializers.UUIDField(required=False, help_text="`next_after` of a page.")
    limit = serializers.IntegerField(required=False, min_value=1, max_value=200, default=50)


class OutboundLineOut(serializers.Serializer[Any]):
    """One kind of goods in a parcel; ``order_id`` differs for an order that travels with another."""

    order_id = serializers.UUIDField()
    sku = serializers.CharField()
    name = serializers.CharField()
    quantity = serializers.IntegerField()
    picked = serializers.IntegerField()
    packed = serializers.IntegerField()
    put_back = serializers.IntegerField()


class OutboundOut(serializers.Serializer[Any]):
    """A parcel-to-be; grams, moments in UTC."""

    id = serializers.UUIDField()
    code = serializers.CharField(help_text="The barcode on its label.")
    order_id = serializers.UUIDField()
    order_number = serializers.CharField(source="order.number")
    place = serializers.IntegerField(help_text="1 unless the order goes in several parcels.")
    warehouse = serializers.CharField(source="warehouse.code")
    state = serializers.ChoiceField(choices=OutboundState.choices)
    carrier = serializers.CharField(allow_blank=True)
    dispatch_by = serializers.DateTimeField(allow_null=True)
    weight_g = serializers.IntegerField(allow_null=True)
    released_at = serializers.DateTimeField()
    picked_at = serializers.DateTimeField(allow_null=True)
    packed_at = serializers.DateTimeField(allow_null=True)
    dispatched_at = serializers.DateTimeField(allow_null=True, help_text="Packing finished.")
    handed_over_at = serializers.DateTimeField(allow_null=True)
    stopped_at = serializers.DateTimeField(allow_null=True)
    lines = OutboundLineOut(many=True)


class OutboundPageOut(serializers.Serializer[Any]):
    """One page of parcels-to-be."""

    results = OutboundOut(many=True)
    next_after = serializers.UUIDField(allow_null=True)


class OutboundList(APIView):
    """The shop's parcels-to-be in the warehouse."""

    @extend_schema(
        operation_id="outbounds_list",
        parameters=[OutboundQuery],
        responses={200: OutboundPageOut, **problems()},
    )
    def get(self, request: Any) -> Response:
        """Return one page, newest first; `next_after` leads to the following one."""
        query = OutboundQuery(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        rows, following = outbounds_page(
            request.scope,
            state=asked["state"],
            order_id=asked.get("order_id"),
            after=asked.get("after"),
            size=asked["limit"],
        )
        return Response({"results": OutboundOut(rows, many=True).data, "next_after": following})

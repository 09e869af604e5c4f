"""Splitting and merging over REST: two orders of one, and two orders in one dispatch."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.rest import IF_MATCH, Strict, expected_version, problems
from orders import services
from orders.api import serializers as s
from orders.api.views import move
from orders.rules.intake import LINES_MOST, QUANTITY_MOST
from orders.selectors import whole_order
from orders.states import SplitReason


class SplitLineIn(Strict):
    """So many of one line."""

    position = serializers.IntegerField(min_value=1, max_value=32_767)
    quantity = serializers.IntegerField(min_value=1, max_value=QUANTITY_MOST)


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "One of the first line, from another warehouse",
            value={"reason": "places", "lines": [{"position": 1, "quantity": 1}]},
            request_only=True,
        )
    ]
)
class SplitIn(Strict):
    """What goes into the new order, and why (R-004-60); another reason needs a comment."""

    reason = serializers.ChoiceField(choices=SplitReason.choices)
    comment = serializers.CharField(required=False, allow_blank=True, max_length=2000)
    lines = SplitLineIn(many=True, allow_empty=False, max_length=LINES_MOST)  # type: ignore[call-arg]

    def validate_lines(self, lines: list[dict[str, int]]) -> dict[int, int]:
        """Return quantities by position; a line named twice is refused."""
        taken = {line["position"]: line["quantity"] for line in lines}
        if len(taken) < len(lines):
            raise serializers.ValidationError("Name each line once.", code="named_twice")
        return taken


class SplitOut(serializers.Serializer[Any]):
    """Both orders as they are now."""

    order = s.OrderOut()
    part = s.OrderOut()


class MergeIn(Strict):
    """Which order is to ride with this one."""

    with_order_id = serializers.UUIDField()


class OrderSplitting(APIView):
    """Two orders of one."""

    @extend_schema(
        operation_id="orders_split",
        request=SplitIn,
        parameters=[IF_MATCH],
        responses={200: SplitOut, **problems(404, 409, 412, 413, 415, 422)},
    )
    def post(self, request: Any, order_id: UUID) -> Response:
        """Split an order that has not left into exactly two (R-004-14)."""
        body = SplitIn(data=request.data)
        body.is_valid(raise_exception=True)
        part = services.split_order(
            order_id=order_id,
            scope=request.scope,
            actor=request.actor,
            now=timezone.now(),
            expected_version=expected_version(request),
            **body.validated_data,
        )
        both = {
            "order": whole_order(request.scope, order_id),
            "part": whole_order(request.scope, part.pk),
        }
        return Response(SplitOut(both).data)


MergeView = move(
    "merge",
    services.merge_orders,
    MergeIn,
    "Have another unshipped order of the same buyer and address leave in one dispatch with this one.",
)
SeparateView = move(
    "separate", services.separate_order, s.EmptyIn, "Let it travel by itself again."
)

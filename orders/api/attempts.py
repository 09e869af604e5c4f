"""Tries to reach a buyer over REST: what was done, and what came of it."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.rest import Strict, problems
from orders import services
from orders.rules.calls import WAITS
from orders.selectors import whole_order
from orders.selectors.calls import attempts_of
from orders.states import ContactResult, ContactWay


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "No answer",
            value={"way": "call", "result": "no_answer", "again_in": 15},
            request_only=True,
        )
    ]
)
class AttemptIn(Strict):
    """One try; after a call in vain the next one is remembered (R-004-50)."""

    way = serializers.ChoiceField(choices=ContactWay.choices)
    result = serializers.ChoiceField(choices=ContactResult.choices)
    note = serializers.CharField(required=False, allow_blank=True, max_length=500)
    again_in = serializers.ChoiceField(
        choices=WAITS,
        required=False,
        help_text="Minutes of the shop's working time; 20 if left out.",
    )


class AttemptOut(serializers.Serializer[Any]):
    """One try as it was written down."""

    way = serializers.ChoiceField(choices=ContactWay.choices)
    result = serializers.ChoiceField(choices=ContactResult.choices)
    note = serializers.CharField(allow_blank=True)
    by = serializers.CharField(source="author_label")
    at = serializers.DateTimeField()


class OrderAttempts(APIView):
    """The tries to reach the buyer of one order."""

    @extend_schema(
        operation_id="orders_attempts",
        responses={200: AttemptOut(many=True), **problems(404)},
    )
    def get(self, request: Any, order_id: UUID) -> Response:
        """Return them, oldest first (R-004-08)."""
        order = whole_order(request.scope, order_id)
        return Response(AttemptOut(attempts_of(request.scope, order.pk), many=True).data)

    @extend_schema(
        operation_id="orders_log_attempt",
        request=AttemptIn,
        responses={201: AttemptOut, **problems(404, 413, 415, 422)},
    )
    def post(self, request: Any, order_id: UUID) -> Response:
        """Write one down (R-004-50, R-004-51). Told again within a minute, it is the same try."""
        body = AttemptIn(data=request.data)
        body.is_valid(raise_exception=True)
        attempt = services.log_attempt(
            order_id=order_id,
            scope=request.scope,
            actor=request.actor,
            now=timezone.now(),
            **body.validated_data,
        )
        return Response(AttemptOut(attempt).data, status=201)

"""Edit an order over REST, and ask beforehand what may be edited (R-004-38..-42)."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.rest import IF_MATCH, expected_version, problems
from orders import services
from orders.api.edit_bodies import EditIn, FieldOut, OrderChangedOut
from orders.api.serializers import OrderOut
from orders.api.views import shown
from orders.rules.edits import TABLE, why_not_editable
from orders.selectors import whole_order

CHANGED: dict[Any, type[OrderChangedOut]] = {(412, "application/problem+json"): OrderChangedOut}


class OrderEdit(APIView):
    """What was agreed with the buyer, changed."""

    @extend_schema(
        operation_id="orders_edit",
        request=EditIn,
        parameters=[IF_MATCH],
        responses={200: OrderOut, **problems(404, 409, 413, 415, 422), **CHANGED},
    )
    def post(self, request: Any, order_id: UUID) -> Response:
        """Change the named fields as agreed with the buyer, all of them or none (R-004-38..-42).

        `agreement` is needed unless nothing differs. 409 `not_editable_now` where the order's state allows
        it no more or not yet, 412 `order_changed` with the difference when If-Match is of an older version.
        """
        body = EditIn(data=request.data)
        body.is_valid(raise_exception=True)
        changes = dict(body.validated_data)
        services.edit_order(
            order_id=order_id,
            scope=request.scope,
            actor=request.actor,
            now=timezone.now(),
            agreement=changes.pop("agreement", None),
            changes=changes,
            expected_version=expected_version(request),
        )
        return shown(whole_order(request.scope, order_id))


class OrderEditable(APIView):
    """The edit matrix for one order."""

    @extend_schema(
        operation_id="orders_editable",
        responses={200: FieldOut(many=True), **problems(404)},
    )
    def get(self, request: Any, order_id: UUID) -> Response:
        """Say of each field whether it may be edited now, and if not, why (R-004-40..-42)."""
        order = whole_order(request.scope, order_id)
        rows = []
        for field, row in TABLE.items():
            why = why_not_editable(
                field, order.state, by=request.actor.kind, settled=order.channel.settles
            )
            told = (
                {"code": why.code, "message": why.message} if why else {"code": "", "message": ""}
            )
            rows.append({"field": field, "section": row.section, "editable": why is None, **told})
        return Response(FieldOut(rows, many=True).data)

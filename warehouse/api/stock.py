"""Stock over REST: what lies in the warehouse, and every change of it (R-001-03)."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.rest import Strict, cursor_after, key_of, problems
from warehouse.rules.goods import GoodsType
from warehouse.selectors.movements import movements_of
from warehouse.selectors.statement import SHOWN, Asked, stock_page
from warehouse.states import CellKind, Condition, MovementKind

LARGEST_ID = 2**63 - 1


class StockQuery(Strict):
    """Parameters of the statement."""

    q = serializers.CharField(required=False, max_length=100, default="", help_text="SKU or name.")
    show = serializers.ChoiceField(choices=SHOWN, required=False, default="all")
    cursor = serializers.CharField(required=False, max_length=200, default="")
    limit = serializers.IntegerField(required=False, min_value=1, max_value=200, default=50)


class StockOut(serializers.Serializer[Any]):
    """One kind of goods; pieces."""

    sku = serializers.CharField()
    name = serializers.CharField()
    types = serializers.ListField(
        child=serializers.ChoiceField(choices=[one.value for one in GoodsType])
    )
    on_hand = serializers.IntegerField(help_text="Good pieces.")
    reserved = serializers.IntegerField(help_text="Of them, what orders hold.")
    free = serializers.IntegerField(help_text="Good, on a shelf, held by nobody.")
    moving = serializers.IntegerField(help_text="Good, at the door or in totes.")
    quarantine = serializers.IntegerField()
    defective = serializers.IntegerField()
    short = serializers.IntegerField(help_text="What orders lack.")
    since = serializers.DateTimeField(
        allow_null=True, help_text="When the oldest of them came into storage."
    )


class StockPageOut(serializers.Serializer[Any]):
    """One page of the statement."""

    results = StockOut(many=True)
    next_cursor = serializers.CharField(allow_null=True)


class MovementQuery(Strict):
    """Parameters of the journal."""

    before = serializers.IntegerField(
        required=False, min_value=1, max_value=LARGEST_ID, help_text="`next_before` of a page."
    )
    limit = serializers.IntegerField(required=False, min_value=1, max_value=200, default=50)


class MovementOut(serializers.Serializer[Any]):
    """One change of one place; what goes from cell to cell is two of one `act`."""

    id = serializers.IntegerField()
    act = serializers.UUIDField()
    at = serializers.DateTimeField()
    kind = serializers.ChoiceField(choices=MovementKind.choices)
    sku = serializers.CharField()
    delta = serializers.IntegerField()
    cell = serializers.CharField()
    place = serializers.ChoiceField(choices=CellKind.choices)
    condition = serializers.ChoiceField(choices=Condition.choices)
    lot = serializers.CharField(allow_blank=True)
    expires_on = serializers.DateField(allow_null=True)
    reason = serializers.CharField(
        allow_blank=True, help_text="Why they were written off, as the warehouse wrote it."
    )


class MovementPageOut(serializers.Serializer[Any]):
    """One page of the journal."""

    results = MovementOut(many=True)
    next_before = serializers.IntegerField(allow_null=True)


class StockList(APIView):
    """What lies in the warehouse, by SKU."""

    @extend_schema(
        operation_id="stock_list",
        parameters=[StockQuery],
        responses={200: StockPageOut, **problems()},
    )
    def get(self, request: Any) -> Response:
        """Return one page; `next_cursor` leads to the following one."""
        query = StockQuery(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        after = key_of(asked["cursor"]) if asked["cursor"] else ""
        page = stock_page(
            request.scope,
            Asked(text=asked["q"], show=asked["show"], after=after, size=asked["limit"]),
        )
        following = cursor_after(page.after) if page.after is not None else None
        return Response({"results": StockOut(page.rows, many=True).data, "next_cursor": following})


class MovementList(APIView):
    """Every change of stock, newest first."""

    @extend_schema(
        operation_id="stock_movements",
        parameters=[MovementQuery],
        responses={200: MovementPageOut, **problems()},
    )
    def get(self, request: Any) -> Response:
        """Return one page; `next_before` leads to the following one."""
        query = MovementQuery(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        page = movements_of(request.scope, before=asked.get("before"), size=asked["limit"])
        return Response(
            {"results": MovementOut(page.rows, many=True).data, "next_before": page.before}
        )

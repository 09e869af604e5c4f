"""Deliveries over REST: announced by an integrator's own number, watched until they are in (R-001-22)."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.rest import Strict, cursor_after, key_of, problems
from kernel.scope import Scope
from warehouse.models import Inbound
from warehouse.selectors.deliveries import deliveries_of, delivery_lines, refusals_of
from warehouse.services.inbounds import (
    LONGEST_NUMBER,
    MOST_LINES,
    MOST_PIECES,
    AnnouncedLine,
    NoSuchInbound,
    announce_inbound,
    cancel_inbound,
)
from warehouse.states import InboundState

EXAMPLE = {
    "number": "PO-2026-0042",
    "expected_on": "2026-02-05",
    "note": "",
    "lines": [{"sku": "LMP-011", "quantity": 40}],
}


class InboundLineIn(Strict):
    """So many pieces of one SKU."""

    sku = serializers.CharField(max_length=64)
    quantity = serializers.IntegerField(min_value=1, max_value=MOST_PIECES)


class InboundIn(Strict):
    """A delivery that is on its way."""

    number = serializers.CharField(max_length=LONGEST_NUMBER, help_text="Your own; no slash in it.")
    expected_on = serializers.DateField(required=False, allow_null=True, default=None)
    note = serializers.CharField(max_length=2000, allow_blank=True, required=False, default="")
    lines = serializers.ListField(
        child=InboundLineIn(), min_length=1, max_length=MOST_LINES, help_text="A row for each SKU."
    )


class InboundLineOut(serializers.Serializer[Any]):
    """What was announced of one SKU and what came; pieces."""

    sku = serializers.CharField()
    name = serializers.CharField()
    expected = serializers.IntegerField()
    received = serializers.IntegerField()
    damaged = serializers.IntegerField(help_text="Of the received ones.")
    put_away = serializers.IntegerField(help_text="On a shelf: these can be sold.")
    missing = serializers.IntegerField()
    extra = serializers.IntegerField()


class RefusalOut(serializers.Serializer[Any]):
    """Goods that were not let in, and by which rule."""

    what = serializers.CharField()
    quantity = serializers.IntegerField()
    rule = serializers.CharField(help_text="perishable_food, jewellery or too_large.")


class InboundHeadOut(serializers.Serializer[Any]):
    """A delivery."""

    number = serializers.CharField()
    state = serializers.ChoiceField(choices=InboundState.choices)
    is_blind = serializers.BooleanField(help_text="Nobody announced it.")
    expected_on = serializers.DateField(allow_null=True)
    created_at = serializers.DateTimeField()
    begun_at = serializers.DateTimeField(allow_null=True)
    received_at = serializers.DateTimeField(allow_null=True)


class InboundOut(InboundHeadOut):
    """A delivery with its lines, and what the door refused of it."""

    note = serializers.CharField(allow_blank=True)
    lines = InboundLineOut(many=True)
    refusals = RefusalOut(many=True)


class InboundPageOut(serializers.Serializer[Any]):
    """One page, the newest first; `next_cursor` is null at the end."""

    results = InboundHeadOut(many=True)
    next_cursor = serializers.CharField(allow_null=True)


class InboundQuery(Strict):
    """Parameters of the list."""

    state = serializers.ChoiceField(choices=InboundState.choices, required=False)
    cursor = serializers.CharField(required=False, max_length=200)
    limit = serializers.IntegerField(required=False, min_value=1, max_value=200, default=50)


class InboundList(APIView):
    """A shop's deliveries."""

    @extend_schema(
        operation_id="inbounds_list",
        parameters=[InboundQuery],
        responses={200: InboundPageOut, **problems()},
    )
    def get(self, request: Any) -> Response:
        """Return one page; `next_cursor` leads to the following one."""
        query = InboundQuery(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        found = list(_asked(request.scope, asked)[: asked["limit"] + 1])
        page = found[: asked["limit"]]
        following = cursor_after(str(page[-1].pk)) if len(found) > len(page) else None
        shown = InboundHeadOut(page, many=True).data
        return Response({"results": shown, "next_cursor": following})

    @extend_schema(
        operation_id="inbounds_announce",
        request=InboundIn,
        responses={200: InboundOut, 201: InboundOut, **problems(409, 413, 415, 422)},
        examples=[OpenApiExample("Forty lamps", value=EXAMPLE, request_only=True)],
    )
    def post(self, request: Any) -> Response:
        """Announce a delivery. The same number with the same goods again is answered by the first one.

        Wrong rows are all named in `rows`, and nothing is announced.
        """
        body = InboundIn(data=request.data)
        body.is_valid(raise_exception=True)
        given = body.validated_data
        inbound, is_new = announce_inbound(
            shop_id=request.shop.id,
            number=given["number"],
            lines=[AnnouncedLine(**line) for line in given["lines"]],
            expected_on=given["expected_on"],
            note=given["note"],
            actor=request.actor,
            at=timezone.now(),
        )
        return _shown(inbound, 201 if is_new else 200)


class InboundDetail(APIView):
    """One delivery, known by its number."""

    @extend_schema(operation_id="inbounds_get", responses={200: InboundOut, **problems(404)})
    def get(self, request: Any, number: str) -> Response:
        """Return the delivery with its lines: announced, received, damaged, put away."""
        inbound = deliveries_of(request.scope).filter(number=number).first()
        if inbound is None:
            raise NoSuchInbound(_("There is no such delivery in this shop."))
        return _shown(inbound)


class InboundCancel(APIView):
    """Taking an announcement back."""

    @extend_schema(
        operation_id="inbounds_cancel",
        request=None,
        responses={200: InboundOut, **problems(404, 409)},
    )
    def post(self, request: Any, number: str) -> Response:
        """Say that a delivery does not come, while it does not stand at the door. Safe to repeat."""
        inbound = cancel_inbound(
            scope=request.scope, number=number, actor=request.actor, at=timezone.now()
        )
        return _shown(inbound)


def _asked(scope: Scope, asked: dict[str, Any]) -> "QuerySet[Inbound]":
    rows = deliveries_of(scope)
    if state := asked.get("state"):
        rows = rows.filter(state=state)
    if cursor := asked.get("cursor"):
        key = key_of(cursor)
        rows = rows.filter(pk__lt=int(key) if key.isdigit() and len(key) < 19 else 0)
    return rows


def _shown(inbound: Inbound, status: int = 200) -> Response:
    head = {str(name): getattr(inbound, str(name)) for name in InboundHeadOut().fields}
    body = {
        **head,
        "note": inbound.note,
        "lines": delivery_lines(inbound),
        "refusals": refusals_of(inbound),
    }
    return Response(InboundOut(body).data, status=status)

"""Pallets and handovers over REST: which of the shop's parcels stand on which, and with what they left."""

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.rest import Strict, problems
from warehouse.models import Handover, Pallet
from warehouse.selectors.handovers import (
    handovers_with_parcels_of,
    pallets_with_parcels_of,
    parcels_of_scope,
)
from warehouse.states import HandoverState, PalletState, SealState


class PalletQuery(Strict):
    """Parameters of the list."""

    state = serializers.ChoiceField(choices=PalletState.choices, required=False, default="")
    before = serializers.IntegerField(required=False, help_text="`next_before` of a page.")
    limit = serializers.IntegerField(required=False, min_value=1, max_value=100, default=50)


class HandoverQuery(Strict):
    """Parameters of the list."""

    state = serializers.ChoiceField(choices=HandoverState.choices, required=False, default="")
    before = serializers.UUIDField(required=False, help_text="`next_before` of a page.")
    limit = serializers.IntegerField(required=False, min_value=1, max_value=100, default=50)


class StandingParcelOut(serializers.Serializer[Any]):
    """One of the shop's parcels on a pallet."""

    id = serializers.UUIDField()
    code = serializers.CharField()
    order_id = serializers.UUIDField()
    order_number = serializers.CharField(source="order.number")
    weight_g = serializers.IntegerField(allow_null=True)
    liability = serializers.CharField(
        allow_blank=True, help_text="`seller`: it left although cancelled, at the shop's risk."
    )


class PalletOut(serializers.Serializer[Any]):
    """A pallet; only the shop's own parcels on it are told."""

    sscc = serializers.CharField(help_text="18 digits, GS1.")
    warehouse = serializers.CharField(source="warehouse.code")
    dock = serializers.CharField(source="dock.code")
    carrier = serializers.CharField(allow_blank=True)
    state = serializers.ChoiceField(choices=PalletState.choices)
    opened_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    handover_id = serializers.UUIDField(allow_null=True)
    parcels = serializers.SerializerMethodField()

    @extend_schema_field(StandingParcelOut(many=True))
    def get_parcels(self, pallet: Pallet) -> Any:
        """Return the shop's parcels on it."""
        return StandingParcelOut(self.context["parcels"].get(pallet.pk, []), many=True).data


class SealOut(serializers.Serializer[Any]):
    """A seal of the truck and what became of it."""

    number = serializers.CharField()
    state = serializers.ChoiceField(choices=SealState.choices)
    applied_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    place = serializers.CharField(allow_blank=True)


class HandoverOut(serializers.Serializer[Any]):
    """A handover to a carrier; other shops' parcels on it are nobody's business."""

    id = serializers.UUIDField()
    number = serializers.CharField(allow_blank=True, help_text="Given when its sheet is closed.")
    version = serializers.IntegerField()
    warehouse = serializers.CharField(source="warehouse.code")
    carrier = serializers.CharField(allow_blank=True)
    state = serializers.ChoiceField(choices=HandoverState.choices)
    opened_at = serializers.DateTimeField()
    frozen_at = serializers.DateTimeField(allow_null=True)
    signed_at = serializers.DateTimeField(allow_null=True)
    seals = SealOut(source="seals.all", many=True)


class HandoverDetailOut(HandoverOut):
    """One handover with the shop's parcels on it."""

    parcels = serializers.SerializerMethodField()

    @extend_schema_field(StandingParcelOut(many=True))
    def get_parcels(self, _handover: Handover) -> Any:
        """Return the shop's parcels on its pallets."""
        standing = [one for some in self.context["parcels"].values() for one in some]
        return StandingParcelOut(standing, many=True).data


class PalletPageOut(serializers.Serializer[Any]):
    """One page of pallets."""

    results = PalletOut(many=True)
    next_before = serializers.IntegerField(allow_null=True)


class HandoverPageOut(serializers.Serializer[Any]):
    """One page of handovers."""

    results = HandoverOut(many=True)
    next_before = serializers.UUIDField(allow_null=True)


def _asked(query: Strict) -> dict[str, Any]:
    query.is_valid(raise_exception=True)
    known: dict[str, Any] = query.validated_data
    return known


class PalletList(APIView):
    """Pallets with the shop's parcels on them."""

    @extend_schema(
        operation_id="pallets_list",
        parameters=[PalletQuery],
        responses={200: PalletPageOut, **problems()},
    )
    def get(self, request: Any) -> Response:
        """Return one page, newest first; `next_before` leads to the following one."""
        asked = _asked(PalletQuery(data=request.query_params.dict()))
        rows = pallets_with_parcels_of(request.scope)
        rows = rows.filter(state=asked["state"]) if asked["state"] else rows
        rows = rows.filter(pk__lt=asked["before"]) if "before" in asked else rows
        page = list(rows[: asked["limit"] + 1])
        shown = page[: asked["limit"]]
        parcels = parcels_of_scope(request.scope, pallet__in=shown)
        following = shown[-1].pk if len(page) > len(shown) else None
        told = PalletOut(shown, many=True, context={"parcels": parcels})
        return Response({"results": told.data, "next_before": following})


class HandoverList(APIView):
    """Handovers with the shop's parcels on them."""

    @extend_schema(
        operation_id="handovers_list",
        parameters=[HandoverQuery],
        responses={200: HandoverPageOut, **problems()},
    )
    def get(self, request: Any) -> Response:
        """Return one page, newest first; `next_before` leads to the following one."""
        asked = _asked(HandoverQuery(data=request.query_params.dict()))
        rows = handovers_with_parcels_of(request.scope)
        rows = rows.filter(state=asked["state"]) if asked["state"] else rows
        rows = rows.filter(pk__lt=asked["before"]) if "before" in asked else rows
        page = list(rows[: asked["limit"] + 1])
        shown = page[: asked["limit"]]
        following = shown[-1].pk if len(page) > len(shown) else None
        return Response({"results": HandoverOut(shown, many=True).data, "next_before": following})


class HandoverDetail(APIView):
    """One handover."""

    @extend_schema(
        operation_id="handovers_read", responses={200: HandoverDetailOut, **problems(404)}
    )
    def get(self, request: Any, handover_id: UUID) -> Response:
        """Return the handover with the shop's parcels on it."""
        found = get_object_or_404(handovers_with_parcels_of(request.scope), pk=handover_id)
        parcels = parcels_of_scope(request.scope, pallet__handover=found)
        return Response(HandoverDetailOut(found, context={"parcels": parcels}).data)

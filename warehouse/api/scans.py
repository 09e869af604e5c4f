"""Scans over REST: a shop's own scanners and sorters finish packing of its parcels (R-002-21)."""

from dataclasses import asdict
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.errors import NotFound
from kernel.rest import Moment, Strict, problems
from warehouse.selectors.places import warehouse_of_shop
from warehouse.services.scanning import Answer, Scanned, scan, scan_many
from warehouse.states import Verdict

MOST = 200
ACTIONS = ["dispatch"]
EXAMPLE = {
    "action_id": "0197d4a0-51f0-7cc0-8a44-6f0f6d3c2b11",
    "action": "dispatch",
    "code": "OG0000001K",
}


class NotInStorage(NotFound):
    """No warehouse keeps this shop's goods."""

    code = "not_in_storage"


class ScanIn(Strict):
    """One scan. `action_id` is made by the scanner: sent again, the scan gets its first answer."""

    action_id = serializers.UUIDField()
    action = serializers.ChoiceField(choices=ACTIONS)
    code = serializers.CharField(max_length=60, help_text="What the scanner read.")
    device_at = Moment(
        required=False,
        allow_null=True,
        default=None,
        help_text="When, says the scanner: kept as evidence; our clock decides.",
    )


class ScansIn(Strict):
    """Scans that a device has kept, in order."""

    scans = serializers.ListField(child=ScanIn(), min_length=1, max_length=MOST)


class ScanOut(serializers.Serializer[Any]):
    """What a scan came to; a refusal is an answer too."""

    action_id = serializers.UUIDField()
    verdict = serializers.ChoiceField(choices=Verdict.choices)
    title = serializers.CharField(allow_blank=True, help_text="A few words for a screen.")
    text = serializers.CharField(allow_blank=True)
    code = serializers.CharField(allow_blank=True, help_text="Stable: branch on it.")
    parcel = serializers.CharField(allow_blank=True, help_text="The id of the parcel, if known.")


class ScansOut(serializers.Serializer[Any]):
    """An answer for each scan, in their order."""

    answers = ScanOut(many=True)


class ScanTake(APIView):
    """One scan."""

    @extend_schema(
        operation_id="scans_take",
        request=ScanIn,
        responses={200: ScanOut, **problems(404, 413, 415)},
        examples=[OpenApiExample("dispatch", value=EXAMPLE, request_only=True)],
    )
    def post(self, request: Any) -> Response:
        """Take one scan. Its verdict is `ok`, `wrong`, or `stop` for what must not go on."""
        body = ScanIn(data=request.data)
        body.is_valid(raise_exception=True)
        [one] = _scanned(request, [body.validated_data])
        return Response(_shown(one, scan(one)))


class ScanTakeMany(APIView):
    """Scans kept by a device that was cut off, or by a sorter."""

    @extend_schema(
        operation_id="scans_take_many",
        request=ScansIn,
        responses={200: ScansOut, **problems(404, 413, 415)},
        examples=[OpenApiExample("kept", value={"scans": [EXAMPLE]}, request_only=True)],
    )
    def post(self, request: Any) -> Response:
        """Take up to 200 scans in one transaction, with an answer for each."""
        body = ScansIn(data=request.data)
        body.is_valid(raise_exception=True)
        given = _scanned(request, body.validated_data["scans"])
        answers = scan_many(given)
        shown = [_shown(one, answer) for one, answer in zip(given, answers, strict=True)]
        return Response({"answers": shown})


def _scanned(request: Any, told: list[dict[str, Any]]) -> list[Scanned]:
    warehouse_id = warehouse_of_shop(request.scope)
    if warehouse_id is None:
        raise NotInStorage(_("No warehouse keeps the goods of this shop."))
    now = timezone.now()
    return [
        Scanned(
            **one,
            at=now,
            warehouse_id=warehouse_id,
            actor=request.actor,
            scope=request.scope,
        )
        for one in told
    ]


def _shown(one: Scanned, answer: Answer) -> dict[str, Any]:
    told = asdict(answer)
    parcel = answer.subject[1] if answer.subject[0] == "outbound" else ""
    return {"action_id": one.action_id, "parcel": parcel, **_plain(told)}


def _plain(told: dict[str, Any]) -> dict[str, str]:
    return {name: str(told[name]) for name in ("verdict", "title", "text", "code")}

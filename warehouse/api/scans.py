"""Scans over REST: a shop's own scanners and sorters weigh, scan out and palletise its parcels (R-002-21)."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers

from kernel.bodies import object_in
from kernel.errors import NotFound
from kernel.rest import MachineView, Moment, Strict, json_response, problems
from warehouse.api.scan_work import EXAMPLES, WORK, as_scanned, demand_complete, places_of
from warehouse.rules.weighing import HEAVIEST_G
from warehouse.selectors.places import warehouse_of_shop
from warehouse.services.scanning import Answer, Scanned, scan, scan_many
from warehouse.states import Verdict

MOST = 200
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
    action = serializers.ChoiceField(choices=WORK)
    code = serializers.CharField(max_length=60, help_text="What the scanner read.")
    device_at = Moment(
        required=False,
        allow_null=True,
        default=None,
        help_text="When, says the scanner: kept as evidence; our clock decides.",
    )
    station = serializers.CharField(
        required=False,
        max_length=30,
        help_text="Where: its camera is noted. With `palletise` the dock, which is a must.",
    )
    weight_g = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=HEAVIEST_G,
        help_text="With `weigh`, a must: what the scale says, in grams.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Take what the work needs, and no more."""
        demand_complete(attrs)
        return attrs


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


class ScanTake(MachineView):
    """One scan."""

    @extend_schema(
        operation_id="scans_take",
        request=ScanIn,
        responses={200: ScanOut, **problems(404, 413, 415)},
        examples=[
            OpenApiExample("dispatch", value=EXAMPLE, request_only=True),
            *(
                OpenApiExample(work, value={**EXAMPLE, **more}, request_only=True)
                for work, more in EXAMPLES.items()
            ),
        ],
    )
    def post(self, request: Any) -> HttpResponse:
        """Take one scan. Its verdict is `ok`, `wrong`, or `stop` for what must not go on."""
        [one] = _scanned(request, [ScanIn.read(object_in(request))])
        return json_response(_shown(one, scan(one)))


class ScanTakeMany(MachineView):
    """Scans kept by a device that was cut off, or by a sorter."""

    @extend_schema(
        operation_id="scans_take_many",
        request=ScansIn,
        responses={200: ScansOut, **problems(404, 413, 415)},
        examples=[OpenApiExample("kept", value={"scans": [EXAMPLE]}, request_only=True)],
    )
    def post(self, request: Any) -> HttpResponse:
        """Take up to 200 scans in one transaction, with an answer for each."""
        given = _scanned(request, ScansIn.read(object_in(request))["scans"])
        answers = scan_many(given)
        shown = [_shown(one, answer) for one, answer in zip(given, answers, strict=True)]
        return json_response({"answers": shown})


def _scanned(request: Any, told: list[dict[str, Any]]) -> list[Scanned]:
    warehouse_id = warehouse_of_shop(request.scope)
    if warehouse_id is None:
        raise NotInStorage(_("No warehouse keeps the goods of this shop."))
    now, places = timezone.now(), places_of(told, warehouse_id)
    return [
        Scanned(
            **as_scanned(one, places),
            at=now,
            warehouse_id=warehouse_id,
            actor=request.actor,
            scope=request.scope,
        )
        for one in told
    ]


def _shown(one: Scanned, answer: Answer) -> dict[str, Any]:
    parcel = answer.subject[1] if answer.subject[0] == "outbound" else ""
    said = {name: str(getattr(answer, name)) for name in ("verdict", "title", "text", "code")}
    return {"action_id": one.action_id, "parcel": parcel, **said}

"""The floor's pages and the one address that scans go to."""

import json
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from warehouse.floor.screens import SCREENS, Floor, Screen
from warehouse.models import Station, Warehouse
from warehouse.services.scanning import Answer, Scanned, scan

MOST_AT_ONCE = 200


def menu(request: Any, warehouse: str) -> HttpResponse:
    """Show the tasks that the caller may do here."""
    place = get_object_or_404(Warehouse, code=warehouse)
    mine = [s for s in SCREENS.values() if s.roles & request.principal.platform_roles]
    return render(request, "floor/menu.html", {"warehouse": place, "screens": mine})


def screen(request: Any, warehouse: str, screen: str) -> HttpResponse:
    """Show one task; what it knows so far stands in the address."""
    found = _screen(request, screen)
    floor = _floor(request, warehouse, request.GET.dict())
    shown = {"screen": found, "floor": floor, "panel": _panel(request, found, floor)}
    return render(request, "floor/screen.html", shown)


def take_scan(request: Any, warehouse: str, screen: str) -> JsonResponse:
    """Take one scan and answer with its verdict and the panel as it stands after it."""
    found = _screen(request, screen)
    return JsonResponse(_take(request, found, warehouse, json.loads(request.body)))


def take_scans(request: Any, warehouse: str, screen: str) -> JsonResponse:
    """Take what a screen has kept while it was cut off, in order: a verdict for each, the panel once."""
    found = _screen(request, screen)
    kept = json.loads(request.body)["scans"][:MOST_AT_ONCE]
    return JsonResponse({"answers": [_take(request, found, warehouse, one) for one in kept]})


def _screen(request: Any, key: str) -> Screen:
    found = SCREENS.get(key)
    if found is None:
        raise Http404
    if not found.roles & request.principal.platform_roles:
        raise PermissionDenied
    return found


def _floor(request: Any, warehouse: str, context: dict[str, Any]) -> Floor:
    place = get_object_or_404(Warehouse, code=warehouse)
    code = request.COOKIES.get("station", "")
    return Floor(
        warehouse=place,
        station=Station.objects.filter(warehouse=place, code=code).first() if code else None,
        actor=request.principal.actor("floor"),
        now=timezone.now(),
        context=context,
    )


def _take(request: Any, found: Screen, warehouse: str, body: dict[str, Any]) -> dict[str, Any]:
    floor = _floor(request, warehouse, body.get("context") or {})
    answer = scan(
        Scanned(
            action_id=UUID(body["action_id"]),
            action=body.get("action") or found.action,
            code=str(body.get("code", "")).strip(),
            at=floor.now,
            warehouse_id=floor.warehouse.pk,
            actor=floor.actor,
            station_id=floor.station.pk if floor.station else None,
            camera=floor.station.camera if floor.station else "",
            device_at=parse_datetime(body.get("device_at") or ""),
            context=floor.context,
        )
    )
    return {**asdict(answer), "panel": _panel(request, found, _after(floor, answer))}


def _after(floor: Floor, answer: Answer) -> Floor:
    context = {**floor.context, **answer.data.get("context", {})}
    return Floor(
        warehouse=floor.warehouse,
        station=floor.station,
        actor=floor.actor,
        now=floor.now,
        context={name: value for name, value in context.items() if value is not None},
    )


def _panel(request: Any, found: Screen, floor: Floor) -> str:
    shown = {"context": floor.context, **found.show(floor)}
    return render_to_string(found.template, {**shown, "screen": found, "floor": floor}, request)

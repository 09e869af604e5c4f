"""The floor's pages and the one address that scans go to."""

import json
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from kernel.problems import problem_response
from warehouse.floor.commands import command_codes, station_codes
from warehouse.floor.reading import NotReadable, read_many, read_scan
from warehouse.floor.screens import SCREENS, Floor, Screen
from warehouse.floor.taking import page_of, take, take_in_order
from warehouse.models import Station, Warehouse

STATION_DAYS = 365
# The menu follows the goods, from the door to the truck; what is not named comes last.
FLOW = (
    *("receive", "put_away", "move", "count", "waves", "pick", "sort", "check", "pack", "weigh"),
    *("dispatch", "palletise", "handover", "put-back", "unpack", "returns", "aside"),
    *("weigh-by-lead", "force"),
)


def menu(request: Any, warehouse: str) -> HttpResponse:
    """Show the tasks that the caller may do here."""
    floor = _floor(request, warehouse)
    mine = sorted((s for s in SCREENS.values() if s.roles & floor.roles), key=_by_the_flow)
    shown = {"warehouse": floor.warehouse, "screens": mine, "floor": floor}
    shown["may_see_board"] = request.may("floor:board")
    return render(request, "floor/menu.html", shown)


def screen(request: Any, warehouse: str, screen: str) -> HttpResponse:
    """Show one task; what it knows so far stands in the address."""
    found = _screen(request, screen)
    floor = replace(_floor(request, warehouse), context=request.GET.dict())
    page = page_of(found, floor, _draw(request))
    shown = {"screen": found, "floor": floor, "warehouse": floor.warehouse, "page": page}
    return render(request, "floor/screen.html", shown)


def take_scan(request: Any, warehouse: str, screen: str) -> HttpResponse:
    """Take one scan and answer with its verdict and the panel as it stands after it."""
    found = _screen(request, screen)
    try:
        one = read_scan(_body(request))
    except NotReadable as fault:
        return _not_readable(fault)
    floor = _floor(request, warehouse)
    taken = take(found, floor, one)
    return JsonResponse({**taken.answered(), **page_of(found, taken.floor, _draw(request))})


def take_scans(request: Any, warehouse: str, screen: str) -> HttpResponse:
    """Take what a screen has kept while it was cut off, in order: a verdict for each, the panel once."""
    found = _screen(request, screen)
    try:
        kept = read_many(_body(request))
    except NotReadable as fault:
        return _not_readable(fault)
    taken = take_in_order(found, _floor(request, warehouse), kept)
    last = page_of(found, taken[-1].floor, _draw(request))
    return JsonResponse({"answers": [one.answered() for one in taken], **last})


def choose_station(request: Any, warehouse: str) -> HttpResponse:
    """Remember in this browser at which station it stands; an empty code forgets it (R-002-27)."""
    place = get_object_or_404(Warehouse, code=warehouse)
    code = request.POST.get("code", "").strip().removeprefix("ST:")[:30]
    station = Station.objects.filter(warehouse=place, code=code).first()
    if code and station is None:
        return problem_response(
            404, "no_such_station", _("There is no station %(code)s here.") % {"code": code}
        )
    answer = JsonResponse({"station": code, "camera": station.camera if station else ""})
    if station is None:
        answer.delete_cookie("station")
    else:
        answer.set_cookie(
            "station",
            code,
            max_age=STATION_DAYS * 86400,
            httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",
        )
    return answer


def commands(request: Any, warehouse: str) -> HttpResponse:
    """Show the sheet of command and station barcodes, to be printed and hung up."""
    place = get_object_or_404(Warehouse, code=warehouse)
    stations = Station.objects.filter(warehouse=place).order_by("kind", "code")
    screens = sorted(SCREENS.values(), key=_by_the_flow)
    shown = {"warehouse": place, "codes": [*command_codes(screens), *station_codes(stations)]}
    return render(request, "floor/commands.html", {**shown, "floor": _floor(request, warehouse)})


def worker(request: Any, warehouse: str) -> HttpResponse:
    """Serve the worker that keeps the floor's pages for a cut; its scope is this warehouse's floor."""
    text = render_to_string("floor/worker.js", request=request)
    return HttpResponse(text, content_type="text/javascript", headers={"Cache-Control": "no-cache"})


def _by_the_flow(one: Screen) -> int:
    return FLOW.index(one.key) if one.key in FLOW else len(FLOW)


def _screen(request: Any, key: str) -> Screen:
    found = SCREENS.get(key)
    if found is None:
        raise Http404
    if not found.roles & request.principal.platform_roles:
        raise PermissionDenied
    return found


def _floor(request: Any, warehouse: str) -> Floor:
    code = request.COOKIES.get("station", "")
    stations = Station.objects.select_related("warehouse").filter(warehouse__code=warehouse)
    station = stations.filter(code=code).first() if code else None
    return Floor(
        warehouse=station.warehouse if station else get_object_or_404(Warehouse, code=warehouse),
        station=station,
        actor=request.principal.actor("floor"),
        now=timezone.now(),
        roles=request.principal.platform_roles,
    )


def _body(request: Any) -> Any:
    try:
        return json.loads(request.body)
    except ValueError as fault:
        raise NotReadable("json", _("This is not JSON.")) from fault


def _not_readable(fault: NotReadable) -> HttpResponse:
    return problem_response(400, "not_readable", fault.message, field=fault.field)


def _draw(request: Any) -> Any:
    def draw(template: str, shown: dict[str, Any]) -> str:
        return render_to_string(template, shown, request)

    return draw

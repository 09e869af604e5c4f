"""The lead's board: what leaves by the cut-off, what will miss it and why; live, and on the wall."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from warehouse.floor.screens import SCREENS
from warehouse.models import Warehouse
from warehouse.rules.outlook import Why
from warehouse.selectors.lead_board import Board, lead_board

SHOWN = 12
STAGES = {
    "short": _("Short of stock"),
    "released": _("To be picked"),
    "picking": _("In waves"),
    "picked": _("To be packed"),
    "packing": _("At packing"),
    "dispatched": _("Scanned out"),
    "pallets": _("On pallets"),
    "stopped": pgettext_lazy("of parcels", "Stopped"),
}
WHY = {
    Why.SHORT: _("goods are missing"),
    Why.NO_TIME: _("not enough hands"),
    Why.TOO_LONG: _("takes longer than is left"),
    Why.PAST: _("promised for earlier"),
}


def board(request: Any, warehouse: str) -> HttpResponse:
    """Show the board; ``?wall=1`` for a big screen, ``?part=1`` what changes on it."""
    place = get_object_or_404(Warehouse, code=warehouse)
    seen = lead_board(place, now=timezone.now())
    template = "floor/_board.html" if "part" in request.GET else "floor/board.html"
    return render(
        request, template, {"warehouse": place, **_shown(seen), "wall": _is_wall(request)}
    )


def _is_wall(request: Any) -> bool:
    return bool(request.GET.get("wall") == "1")


def _shown(seen: Board) -> dict[str, Any]:
    missing = seen.outlook.missing
    reasons = [(WHY[why], n) for why in Why if (n := sum(one.why == why for one in missing))]
    return {
        "board": seen,
        "now": seen.now,
        "stages": [(STAGES[name], count, name) for name, count in seen.stages],
        "reasons": reasons,
        "missing": [(one.parcel, WHY[one.why]) for one in missing[:SHOWN]],
        "more": max(len(missing) - SHOWN, 0),
        "works": {key: screen.title for key, screen in SCREENS.items()},
        "persons": [(one, _work(one.work)) for one in seen.persons[:SHOWN]],
        "is_calm": not missing,
    }


def _work(action: str) -> Any:
    return next((s.title for s in SCREENS.values() if s.action == action), action)

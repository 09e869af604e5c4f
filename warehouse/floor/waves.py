"""The lead's screen of waves, and the picking list on paper (R-002-15)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from warehouse.floor.commands import CommandCode
from warehouse.floor.screens import LEADS, Command, Floor, Screen, register
from warehouse.models import Wave
from warehouse.selectors.waiting_parcels import forecast, people_at_work
from warehouse.selectors.walks import open_waves, walk_of

SHOWN = 40


def show_waves(floor: Floor) -> dict[str, Any]:
    """Return what the lead's screen draws: the waves in order of their last start, and what will miss."""
    people = people_at_work(floor.warehouse.pk, at=floor.now)
    made = forecast(floor.warehouse, at=floor.now, people=people)
    waves = open_waves(floor.warehouse.pk)
    first = made.waves[0].leave_by if made.waves else None
    misses = [miss for miss in made.misses if first is None or miss.cut_off <= first]
    return {
        "prompt": _("Plan the waves"),
        "people": people,
        "waves": [{"row": wave, "late": wave.is_late(floor.now)} for wave in waves[:SHOWN]],
        "waiting": sum(len(wave.jobs) for wave in made.waves),
        "missing": len(misses),
        "cut_off": first,
        "too_late": sum(miss.is_late for miss in misses),
    }


def show_pick_list(request: Any, warehouse: str, wave_number: int) -> HttpResponse:
    """Show the picking list of a wave as a page to print, along the walk, with the barcode that takes it."""
    rows = Wave.objects.select_related("warehouse")
    wave = get_object_or_404(rows, warehouse__code=warehouse, number=wave_number)
    lines = list(walk_of(wave.pk).order_by("path", "pk"))
    shown = {
        "wave": wave,
        "warehouse": wave.warehouse,
        "lines": lines,
        "orders": len({line.outbound_line.outbound_id for line in lines}),
        "pieces": sum(line.quantity for line in lines),
        "barcode": CommandCode(f"WV:{wave.number}", ()),
    }
    return render(request, "floor/pick_list.html", shown)


register(
    Screen(
        key="waves",
        title=gettext_lazy("Waves"),
        icon="list-check",
        action="plan",
        template="floor/waves.html",
        show=show_waves,
        roles=LEADS,
        commands=(
            Command("PLAN", gettext_lazy("Plan now")),
            Command("DROP", gettext_lazy("Drop"), on_paper=False),
        ),
    )
)

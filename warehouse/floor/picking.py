"""Screen of the picker: take a wave, totes onto the cart, then place, item, tote (R-002-16)."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from warehouse.floor.screens import Command, Floor, Screen, register
from warehouse.models import PickLine, Wave
from warehouse.selectors.walks import expected_codes, lines_left, open_waves, without_tote
from warehouse.services.in_hand import hand_of
from warehouse.services.picking_rows import progress

SHOWN = 6


def show_pick(floor: Floor) -> dict[str, Any]:
    """Return what the picker's screen draws: where to go, what to take, into which tote."""
    held = hand_of(
        "pick", warehouse_id=floor.warehouse.pk, user_id=floor.actor.user_id, at=floor.now
    )
    wave_id = held.get("wave") or floor.context.get("wave")
    wave = Wave.objects.filter(pk=wave_id, warehouse=floor.warehouse).first() if wave_id else None
    left = lines_left(wave.pk) if wave else []
    if wave is None or not left:
        return {"prompt": _("Take a wave"), "waves": open_waves(floor.warehouse.pk)[:SHOWN]}
    done, of = progress(wave.pk)
    has, orders = without_tote(wave.pk)
    now = _line_now(held, left, floor)
    return {
        "prompt": _prompt(held, now, left),
        "wave": wave,
        "line": now,
        "wanted": now.quantity - now.picked - now.short if now else 0,
        "taken": held.get("n") or 0,
        "next": [line for line in left if line != now][:SHOWN],
        "has_tote": has,
        "orders": orders,
        "done": done,
        "of": of,
        "context": {"wave": wave.pk},
        "expected": expected_codes(left),
    }


def _line_now(held: dict[str, Any], left: list[PickLine], floor: Floor) -> PickLine | None:
    """Return the line in hand, or the first of the place that was scanned."""
    if held.get("line") and held.get("n"):
        return next((line for line in left if line.pk == held["line"]), None)
    mine = (line for line in left if line.picker_id == floor.actor.user_id)
    return next((line for line in mine if line.balance.cell_id == held.get("cell")), None)


def _prompt(held: dict[str, Any], now: PickLine | None, left: list[PickLine]) -> str:
    if now is None:
        return _("Go to %(cell)s") % {"cell": left[0].balance.cell.code}
    if held.get("n", 0) < now.quantity - now.picked - now.short:
        return _("Scan the item")
    tote = now.outbound_line.outbound.tote
    return _("Into tote %(tote)s") % {"tote": tote.code} if tote else _("Scan the tote")


register(
    Screen(
        key="pick",
        title=gettext_lazy("Pick"),
        icon="shopping-cart",
        action="pick",
        template="floor/pick.html",
        show=show_pick,
        commands=(
            Command("NEXT", gettext_lazy("Next wave")),
            Command("SHORT", gettext_lazy("Not there")),
        ),
    )
)

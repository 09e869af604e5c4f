"""Screen of transfers: goods from one place to another; places locked and opened."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from warehouse.floor.screens import LEADS, Command, Floor, Screen, register
from warehouse.models import Cell
from warehouse.selectors.shelving import free_in


def show_move(floor: Floor) -> dict[str, Any]:
    """Return what the screen draws: the place in hand and what lies free in it."""
    code = str(floor.context.get("from") or "")
    cell = Cell.objects.filter(warehouse=floor.warehouse, code=code).first() if code else None
    if cell is None:
        return {"prompt": _("Scan the place it lies in")}
    lying = list(free_in(cell.pk)[:60])
    chosen = next((b for b in lying if b.pk == floor.context.get("balance")), None)
    return {
        "prompt": _("Scan where it goes") if chosen else _("Scan the goods"),
        "cell": cell,
        "lying": [{"balance": b, "n": b.on_hand - b.reserved} for b in lying],
        "chosen": chosen,
        "quantity": floor.context.get("quantity") or 1,
        "by_lead": bool(LEADS & floor.roles),
    }


register(
    Screen(
        key="move",
        title=_("Move goods"),
        icon="switch-horizontal",
        action="move",
        template="floor/move.html",
        show=show_move,
        commands=(
            Command("DROP", _("Another place")),
            Command("LOCK", _("Lock the place")),
            Command("UNLOCK", _("Open the place")),
        ),
    )
)

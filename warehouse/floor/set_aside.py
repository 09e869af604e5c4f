"""Screen of what was set aside: each piece is sold again, or written off by a lead."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from warehouse.floor.screens import LEADS, Command, Floor, Screen, register
from warehouse.selectors.set_aside import lying_aside

SHOWN = 60


def show_aside(floor: Floor) -> dict[str, Any]:
    """Return what the screen draws: all that waits for a decision, or the goods in hand."""
    rows = lying_aside(floor.warehouse.pk)
    known, offer = (str(floor.context.get(name) or "") for name in ("balance", "offer"))
    chosen = rows.filter(pk=int(known[:18])).first() if known.isdigit() else None
    if chosen is None:
        rows = rows.filter(offer_id=int(offer[:18])) if offer.isdigit() else rows
        return {
            "prompt": _("Which of them?") if offer.isdigit() else _("Scan the goods"),
            "lying": [{"balance": b, "n": b.on_hand - b.reserved} for b in rows[:SHOWN]],
        }
    return {
        "prompt": _("Good again? Scan its shelf"),
        "chosen": chosen,
        "free": chosen.on_hand - chosen.reserved,
        "quantity": floor.context.get("quantity") or 1,
        "by_lead": bool(LEADS & floor.roles),
    }


register(
    Screen(
        key="aside",
        title=_("Set aside"),
        icon="player-pause",
        action="aside",
        template="floor/aside.html",
        show=show_aside,
        commands=(
            Command("DROP", _("Other goods")),
            Command("WRITE_OFF", _("Write off"), on_paper=False),
        ),
    )
)

"""Screen of the sorting wall: an item says its slot; what is left over is seen (R-002-17)."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from warehouse.floor.screens import Floor, Screen, register
from warehouse.models import Cell
from warehouse.selectors.sorting import stray_goods, unsorted_goods
from warehouse.services.in_hand import hand_of

SHOWN = 12


def show_sort(floor: Floor) -> dict[str, Any]:
    """Return what the screen draws: the slot of the item in hand, and what still lies in totes."""
    held = hand_of(
        "sort", warehouse_id=floor.warehouse.pk, user_id=floor.actor.user_id, at=floor.now
    )
    waiting = unsorted_goods(floor.warehouse.pk, tote_id=floor.context.get("tote"))
    slot = Cell.objects.filter(pk=held["slot"]).first() if held.get("balance") else None
    return {
        "prompt": _("Into slot %(slot)s") % {"slot": slot.code} if slot else _("Scan an item"),
        "slot": slot,
        "waiting": waiting[:SHOWN],
        "pieces": sum(one.pieces for one in waiting),
        "strays": stray_goods(floor.warehouse.pk)[:SHOWN],
        "context": {"slot": None},
    }


register(
    Screen(
        key="sort",
        title=gettext_lazy("Sort to the wall"),
        icon="grid-dots",
        action="sort",
        template="floor/sort.html",
        show=show_sort,
    )
)

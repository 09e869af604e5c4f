"""Screen of the cycle count: blind, so nothing that the books say is shown."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from warehouse.floor.screens import Command, Floor, Screen, register
from warehouse.selectors.counts import count_in_hand, found_in, open_counts


def show_count(floor: Floor) -> dict[str, Any]:
    """Return what the count screen draws: the places to be counted, or what was found in the one in hand."""
    count = count_in_hand(floor.context.get("count"), floor.warehouse.pk)
    if count is None:
        return {"prompt": _("Scan the place to count"), "counts": open_counts(floor.warehouse.pk)}
    lines = found_in(count)
    return {
        "prompt": _("Scan every piece"),
        "count": count,
        "lines": lines,
        "pieces": sum(line.found for line in lines),
    }


register(
    Screen(
        key="count",
        title=_("Count a place"),
        icon="checklist",
        action="count",
        template="floor/count.html",
        show=show_count,
        commands=(
            Command("DONE", _("Done")),
            Command("LEAVE", _("Another place")),
        ),
    )
)

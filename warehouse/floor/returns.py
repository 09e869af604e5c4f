"""Screen of the returns desk: parcels that came back, each piece with a verdict."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from warehouse.floor.photos import photos_of
from warehouse.floor.screens import LEADS, Command, Floor, Screen, register
from warehouse.selectors.deliveries import shops_kept_here
from warehouse.selectors.returned import pieces_in, return_in_hand, returns_waiting

KEYS = [
    ("GOOD", _("Good"), "is-main"),
    ("QUARANTINE", _("Not sure"), ""),
    ("DEFECTIVE", _("Defective"), ""),
]
_NAMES = {**{code: name for code, name, _css in KEYS}, "WRITE_OFF": _("Write off")}


def show_returns(floor: Floor) -> dict[str, Any]:
    """Return what the returns screen draws: what is expected, or the parcel in hand piece by piece."""
    back = return_in_hand(floor.context.get("return"), floor.warehouse.pk)
    if back is None:
        return {
            "prompt": _("Scan the parcel"),
            "waiting": returns_waiting(floor.warehouse.pk),
            "shops": shops_kept_here(floor.warehouse.pk),
        }
    verdict = floor.context.get("verdict")
    pieces = pieces_in(back)
    return {
        "prompt": _("Scan the piece") if verdict else _("What state is it in?"),
        "back": back,
        "pieces": pieces,
        "photos": photos_of("return", back.pk),
        "keys": KEYS,
        "by_lead": bool(LEADS & floor.roles),
        "verdict": _NAMES.get(str(verdict), ""),
        "done": sum(piece.seen for piece in pieces),
        "of": sum(piece.sent for piece in pieces),
    }


register(
    Screen(
        key="returns",
        title=_("Returns"),
        icon="arrow-back-up",
        action="returns",
        template="floor/returns.html",
        show=show_returns,
        also=frozenset({"returns_blind"}),
        commands=(
            *(Command(code, name) for code, name, _css in KEYS),
            Command("WRITE_OFF", _("Write off"), on_paper=False),
            Command("DONE", _("Looked through")),
            Command("LEAVE", _("Another parcel")),
        ),
    )
)

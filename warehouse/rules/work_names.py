"""What a scan's work is called by people."""

from typing import Any

from django.utils.translation import gettext_lazy as _

WORK_NAMES: dict[str, Any] = {
    "receive": _("received"),
    "receive_blind": _("received uncounted"),
    "aside": _("set aside"),
    "put_away": _("put on a shelf"),
    "move": _("moved"),
    "count": _("counted"),
    "plan": _("planned"),
    "pick": _("picked"),
    "sort": _("sorted"),
    "check": _("checked"),
    "pack": _("packed"),
    "label": _("labelled"),
    "weigh": _("weighed"),
    "dispatch": _("packing finished"),
    "palletise": _("on a pallet"),
    "load": _("loaded"),
    "handover": _("handed over"),
    "put_back": _("put back"),
    "unpack": _("taken apart"),
    "force": _("sent although cancelled"),
    "returns": _("return received"),
    "returns_blind": _("return received uncounted"),
}


def work_name(action: str) -> Any:
    """Return the words for an action; one that has none is spelled out."""
    return WORK_NAMES.get(action, action.replace("_", " "))

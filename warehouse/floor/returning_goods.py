"""Screens around a parcel that does not simply go on: checked, put back, taken apart (R-003-13, R-002-37)."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.scope import PLATFORM
from warehouse.floor.screens import Command, Floor, Screen, register
from warehouse.models import Outbound
from warehouse.selectors.stopped import home_of, stopped_parcels
from warehouse.services.in_hand import hand_of
from warehouse.states import OutboundState

SHOWN = 12


def _parcel(work: str, floor: Floor) -> tuple[dict[str, Any], Outbound | None]:
    held = hand_of(work, warehouse_id=floor.warehouse.pk, user_id=floor.actor.user_id, at=floor.now)
    if not held.get("parcel"):
        return held, None
    rows = Outbound.objects.of(PLATFORM).select_related("order", "tote", "shop")
    return held, rows.filter(pk=held["parcel"], warehouse=floor.warehouse).first()


def show_check(floor: Floor) -> dict[str, Any]:
    """Return what the check draws: the order's goods as they should be."""
    held, parcel = _parcel("check", floor)
    if parcel is None:
        waiting = Outbound.objects.of(PLATFORM).filter(
            warehouse=floor.warehouse,
            needs_check=True,
            checked_at=None,
            state__in=(OutboundState.PICKED, OutboundState.SORTED),
        )
        rows = waiting.select_related("order", "tote").order_by("dispatch_by")[:SHOWN]
        return {"prompt": _("Scan a tote"), "waiting": rows}
    return {
        "prompt": _("Passed or failed?"),
        "parcel": parcel,
        "lines": parcel.lines.select_related("offer").order_by("pk"),
        "line_id": held.get("line"),
    }


def show_put_back(floor: Floor) -> dict[str, Any]:
    """Return what put-back draws: what is left in the tote, and the shelf where the item lived."""
    held, parcel = _parcel("put_back", floor)
    if parcel is None:
        return {
            "prompt": _("Scan a tote"),
            "waiting": stopped_parcels(floor.warehouse.pk, OutboundState.PUT_BACK)[:SHOWN],
        }
    lines = list(parcel.lines.select_related("offer").filter(picked__gt=0).order_by("pk"))
    line = next((one for one in lines if one.pk == held.get("line")), None)
    home = home_of(line) if line else ""
    return {
        "prompt": (_("To the shelf: %(cell)s") % {"cell": home}) if line else _("Scan an item"),
        "parcel": parcel,
        "lines": lines,
        "line_id": held.get("line"),
        "n": held.get("n") or 0,
        "done": sum(one.put_back for one in lines),
        "of": sum(one.picked for one in lines),
    }


def show_unpack(floor: Floor) -> dict[str, Any]:
    """Return what taking apart draws: the stopped parcels, or the one that is open."""
    _held, parcel = _parcel("unpack", floor)
    return {
        "prompt": _("Scan an empty tote") if parcel else _("Scan the stopped parcel"),
        "parcel": parcel,
        "lines": parcel.lines.order_by("pk") if parcel else [],
        "waiting": stopped_parcels(floor.warehouse.pk, OutboundState.INTERCEPTED)[:SHOWN],
    }


VERDICTS = (
    Command("PASS", gettext_lazy("Passed")),
    Command("FAIL", gettext_lazy("Failed")),
)
for key, title, icon, show, commands in (
    ("check", gettext_lazy("Check"), "shield-check", show_check, VERDICTS),
    ("put_back", gettext_lazy("Put back"), "arrow-left", show_put_back, ()),
    ("unpack", gettext_lazy("Take apart"), "hand-stop", show_unpack, ()),
):
    register(
        Screen(
            key=key.replace("_", "-"),
            title=title,
            icon=icon,
            action=key,
            template=f"floor/{key}.html",
            show=show,
            commands=commands,
        )
    )

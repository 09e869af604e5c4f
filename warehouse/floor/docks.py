"""Screens of the docks: parcels onto pallets, and the lead's override for a stopped one."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from warehouse.floor.screens import LEADS, Command, Floor, Screen, register
from warehouse.selectors.pallets import StandingPallet, carriers_waiting, pallet_map
from warehouse.states import PalletState, StationKind


def show_palletise(floor: Floor) -> dict[str, Any]:
    """Return what the palletise screen draws: the pallet in hand, and the map of the docks."""
    docks = pallet_map(floor.warehouse.pk)
    at_dock = floor.station is not None and floor.station.kind == StationKind.DOCK
    here = [p for d in docks if floor.station and d.code == floor.station.code for p in d.pallets]
    return {
        "prompt": _prompt(floor, at_dock),
        "at_dock": at_dock,
        "pallet": _in_hand(floor, here),
        "here": here,
        "docks": docks,
        "carriers": [c for c in carriers_waiting(floor.warehouse.pk) if c not in _open_for(here)],
    }


def show_force(floor: Floor) -> dict[str, Any]:
    """Return what the lead's override draws: first the reason, then the parcel."""
    given = floor.context.get("reason")
    return {"prompt": _("Scan the stopped parcel") if given else _("Say why first")}


def _prompt(floor: Floor, at_dock: bool) -> Any:
    if not at_dock:
        return _("Scan your dock")
    if floor.context.get("off"):
        return _("Scan the parcel to take off")
    return _("Scan a parcel")


def _open_for(here: list[StandingPallet]) -> set[str]:
    return {pallet.carrier for pallet in here if pallet.state == PalletState.OPEN}


def _in_hand(floor: Floor, here: list[StandingPallet]) -> StandingPallet | None:
    chosen = [p for p in here if p.sscc == floor.context.get("pallet")]
    return chosen[0] if chosen else (here[0] if len(here) == 1 else None)


register(
    Screen(
        key="palletise",
        title=_("Onto pallets"),
        icon="packages",
        action="palletise",
        template="floor/palletise.html",
        show=show_palletise,
        commands=(
            Command("PALLET", _("New pallet")),
            Command("CLOSE", _("Close the pallet")),
            Command("REOPEN", _("Open it again")),
            Command("OFF", _("Take off")),
        ),
    )
)
register(
    Screen(
        key="force",
        title=_("Send although cancelled"),
        icon="alert-triangle",
        action="force",
        template="floor/force.html",
        show=show_force,
        roles=LEADS,
        commands=(Command("REASON", _("Why"), on_paper=False),),
    )
)

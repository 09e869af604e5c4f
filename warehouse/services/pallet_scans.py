"""What is scanned at a dock: parcels onto pallets and off them, pallets opened and closed (R-002-22)."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kernel.errors import Refusal
from warehouse.models import Outbound, Pallet, Scan, Station
from warehouse.rules.sscc import sscc_in
from warehouse.selectors.pallets import carriers_waiting, parcels_on
from warehouse.services.palletising import put_on_pallet, take_off_pallet
from warehouse.services.pallets import (
    close_pallet,
    dock_of,
    locked_pallet,
    open_pallet,
    reopen_pallet,
)
from warehouse.services.scanning import Answer, Scanned, handles
from warehouse.states import PalletState, Verdict

NEW, CLOSE, REOPEN, OFF = "CMD:PALLET", "CMD:CLOSE", "CMD:REOPEN", "CMD:OFF"


class WhichCarrier(Refusal):
    """Several carriers wait, or none: the new pallet needs one."""

    code = "which_carrier"


class WhichPallet(Refusal):
    """No pallet was scanned and more than one stands here, or none."""

    code = "which_pallet"


def undo_palletise(scanned: Scanned, last: Scan) -> Answer:
    """Take the parcel off again that was put on last."""
    if last.subject_kind != "outbound" or last.answer.get("data", {}).get("off"):
        raise Refusal(_("There is nothing that can be taken back."))
    code = Outbound.everything.values_list("code", flat=True).get(pk=last.subject_id)
    return _take_off(scanned, code)


@handles("palletise", undo=undo_palletise, in_one_trip=True)
def palletise(scanned: Scanned) -> Answer:
    """Do what a scan at a dock means: a command, a pallet's label, or a parcel."""
    if not (scanned.code.startswith("CMD:") or sscc_in(scanned.code) or scanned.context.get("off")):
        return _put_on(scanned)
    dock = dock_of(scanned.station_id, warehouse_id=scanned.warehouse_id)
    command, equals, carrier = scanned.code.partition("=")
    if command == NEW:
        return _open(scanned, dock, carrier if equals else None)
    if scanned.code in (CLOSE, REOPEN):
        return _turn(scanned, dock)
    if scanned.code == OFF:
        off = None if scanned.context.get("off") else 1
        title = _("Scan the parcel to take off") if off else _("Scan parcels onto the pallet")
        return Answer(verdict=Verdict.OK, title=str(title), data={"context": {"off": off}})
    if number := sscc_in(scanned.code):
        return _show(locked_pallet(sscc=number, warehouse_id=scanned.warehouse_id))
    return _take_off(scanned, scanned.code)


def _put_on(scanned: Scanned) -> Answer:
    parcel, pallet = put_on_pallet(
        code=scanned.code,
        dock_id=scanned.station_id,
        warehouse_id=scanned.warehouse_id,
        at=scanned.at,
        scope=scanned.scope,
    )
    return Answer(
        verdict=Verdict.OK,
        title=parcel.code,
        text=str(_("On pallet %(sscc)s") % {"sscc": pallet.sscc}),
        can_undo=True,
        data={"context": {"pallet": pallet.sscc}},
        subject=("outbound", str(parcel.pk)),
    )


def _take_off(scanned: Scanned, code: str) -> Answer:
    parcel, pallet = take_off_pallet(code=code, warehouse_id=scanned.warehouse_id)
    return Answer(
        verdict=Verdict.OK,
        title=parcel.code,
        text=str(_("Taken off pallet %(sscc)s") % {"sscc": pallet.sscc}),
        data={"off": True, "context": {"pallet": pallet.sscc, "off": None}},
        subject=("outbound", str(parcel.pk)),
    )


def _open(scanned: Scanned, dock: Station, carrier: str | None) -> Answer:
    """Open a pallet for a carrier; an empty name is that of parcels whose carrier nobody has named."""
    if carrier is None:
        waiting = carriers_waiting(scanned.warehouse_id)
        if len(waiting) != 1:
            text = _("Say for which carrier: press its button on the screen.")
            raise WhichCarrier(text, title=_("Which carrier?"))
        carrier = waiting[0]
    pallet = open_pallet(dock=dock, carrier=carrier[:40], at=scanned.at)
    label = reverse("floor:pallet-label", args=[dock.warehouse.code, pallet.sscc])
    return _answer(pallet, _("New pallet"), {"print": f"{label}?as=png"})


def _turn(scanned: Scanned, dock: Station) -> Answer:
    """Close or open again the pallet that was scanned, or the only one that stands here to be."""
    wanted = PalletState.OPEN if scanned.code == CLOSE else PalletState.CLOSED
    number = scanned.context.get("pallet") or _only(dock, wanted)
    if scanned.code == CLOSE:
        pallet = close_pallet(sscc=str(number), warehouse_id=scanned.warehouse_id, at=scanned.at)
        return _answer(pallet, _("Closed"), {})
    return _answer(
        reopen_pallet(sscc=str(number), warehouse_id=scanned.warehouse_id), _("Open again"), {}
    )


def _only(dock: Station, state: str) -> str:
    here = list(Pallet.objects.filter(dock=dock, state=state).values_list("sscc", flat=True)[:2])
    if len(here) != 1:
        raise WhichPallet(_("Scan the label of the pallet first."), title=_("Which pallet?"))
    return str(here[0])


def _show(pallet: Pallet) -> Answer:
    return _answer(pallet, pallet.get_state_display(), {})


def _answer(pallet: Pallet, title: Any, data: dict[str, Any]) -> Answer:
    return Answer(
        verdict=Verdict.OK,
        title=str(title),
        text=f"{pallet.sscc} · {pallet.carrier}",
        done=parcels_on(pallet.pk),
        data={**data, "context": {"pallet": pallet.sscc, "off": None}},
        subject=("pallet", str(pallet.pk)),
    )

"""What is scanned and pressed while a truck is loaded: pallets, seals, closing the sheet (R-002-23)."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from kernel.errors import Refusal
from warehouse.models import Handover, Scan
from warehouse.rules.sscc import sscc_in
from warehouse.selectors.handovers import loading_progress
from warehouse.services.freezing import freeze_handover, thaw_handover
from warehouse.services.handovers import (
    NoSuchHandover,
    describe_handover,
    drop_handover,
    handover_at,
    load_pallet,
    open_handover,
    refuse_parcel,
    unload_pallet,
)
from warehouse.services.pallets import dock_of
from warehouse.services.scanning import Answer, Scanned, handles
from warehouse.services.sealing import apply_seal, remove_seal
from warehouse.states import Verdict

OPEN, OFF = "CMD:HANDOVER", "CMD:OFF"


def undo_loading(scanned: Scanned, last: Scan) -> Answer:
    """Take off the sheet the pallet that was scanned onto it last."""
    loaded = last.answer.get("data", {}).get("loaded")
    if not loaded:
        raise Refusal(_("There is nothing that can be taken back."))
    return _unload(scanned, _here(scanned), loaded)


@handles("handover", undo=undo_loading)
def handover(scanned: Scanned) -> Answer:
    """Do what a scan at a dock with a truck means: a command, or the label of a pallet."""
    command, _equals, value = scanned.code.partition("=")
    if command == OPEN:
        dock = dock_of(scanned.station_id, warehouse_id=scanned.warehouse_id)
        made = open_handover(dock=dock, carrier=value[:40], at=scanned.at)
        return _answer(made, _("Truck of %(carrier)s") % {"carrier": made.carrier})
    here = _here(scanned)
    if command in _ACTS:
        return _ACTS[command](scanned, here, value)
    if scanned.code == OFF:
        off = None if scanned.context.get("off") else 1
        title = _("Scan the pallet to take off") if off else _("Scan the pallets")
        return _answer(here, title, {"context": {"off": off}})
    number = sscc_in(scanned.code)
    if not number:
        raise refuse_parcel(scanned.code, scanned.warehouse_id)
    return (_unload if scanned.context.get("off") else _load)(scanned, here, number)


def _here(scanned: Scanned) -> Handover:
    found = handover_at(dock_of(scanned.station_id, warehouse_id=scanned.warehouse_id))
    if found is None:
        raise NoSuchHandover(
            _("No truck is being loaded at this dock: begin one."), title=_("No truck here")
        )
    return found


def _load(scanned: Scanned, here: Handover, number: str) -> Answer:
    pallet = load_pallet(handover_id=here.pk, sscc=number)
    return _answer(here, _("Loaded"), {"loaded": number}, f"{pallet.sscc}", can_undo=True)


def _unload(scanned: Scanned, here: Handover, number: str) -> Answer:
    unload_pallet(handover_id=here.pk, sscc=number)
    return _answer(here, _("Taken off the sheet"), {"context": {"off": None}}, number)


def _details(scanned: Scanned, here: Handover, _value: str) -> Answer:
    said = {n: str(scanned.context.get(n) or "") for n in ("vehicle", "driver", "destination")}
    describe_handover(handover_id=here.pk, **said)
    return _answer(here, _("Noted"))


def _seal(scanned: Scanned, here: Handover, _value: str) -> Answer:
    typed = {n: str(scanned.context.get(n) or "") for n in ("number", "again")}
    seal = apply_seal(handover_id=here.pk, **typed, at=scanned.at)
    return _answer(here, _("Seal %(number)s") % {"number": seal.number})


def _unseal(scanned: Scanned, here: Handover, value: str) -> Answer:
    remove_seal(handover_id=here.pk, number=value)
    return _answer(here, _("Seal taken off the sheet"))


def _freeze(scanned: Scanned, here: Handover, _value: str) -> Answer:
    made = freeze_handover(handover_id=here.pk, at=scanned.at)
    return _answer(made, made.number, text=_("The sheet is closed: sign it."))


def _thaw(scanned: Scanned, here: Handover, _value: str) -> Answer:
    return _answer(thaw_handover(handover_id=here.pk, at=scanned.at), _("The sheet is open again"))


def _drop(scanned: Scanned, here: Handover, _value: str) -> Answer:
    return _answer(drop_handover(handover_id=here.pk), _("Dropped"))


_ACTS: dict[str, Callable[[Scanned, Handover, str], Answer]] = {
    "CMD:DETAILS": _details,
    "CMD:SEAL": _seal,
    "CMD:UNSEAL": _unseal,
    "CMD:FREEZE": _freeze,
    "CMD:THAW": _thaw,
    "CMD:DROP": _drop,
}


def _answer(
    here: Handover,
    title: Any,
    data: dict[str, Any] | None = None,
    text: Any = "",
    can_undo: bool = False,
) -> Answer:
    done, of = loading_progress(here.pk)
    return Answer(
        verdict=Verdict.OK,
        title=str(title),
        text=str(text),
        done=done,
        of=of,
        can_undo=can_undo,
        data=data or {},
        subject=("handover", str(here.pk)),
    )

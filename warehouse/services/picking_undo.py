"""Take the last scan of a walk back: what was booked goes back to its shelf, what was in hand is again."""

from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from kernel.errors import Conflict
from warehouse.models import Balance, OutboundLine, PickLine, Scan
from warehouse.services.carrying import carry
from warehouse.services.in_hand import hand_before, hands
from warehouse.services.missing import found_after_all
from warehouse.services.parcels import held_parcel
from warehouse.services.picking_rows import Held, held_line, progress
from warehouse.services.scanning import Answer, NothingToUndo, Scanned
from warehouse.services.stopping import demand_live
from warehouse.services.walking import save
from warehouse.states import MovementKind, OutboundState, Verdict, WaveState

UNDONE = (WaveState.PICKING, WaveState.DONE)


class TooLate(Conflict):
    """What was scanned has gone on meanwhile."""

    code = "too_late_to_undo"


def undo_pick(scanned: Scanned, last: Scan) -> Answer:
    """Take back the picker's last scan. Raises NothingToUndo, TooLate, Stop."""
    if not last.answer.get("can_undo"):
        raise NothingToUndo(_("This cannot be taken back. Call the lead."))
    did = last.answer.get("data", {}).get("did", {})
    if "line" in did:
        _take_out(scanned, did)
    elif "tote" in did:
        _take_off_cart(did)
    elif "missing" in did:
        found_after_all(did["missing"], scanned, said_at=last.at)
    before = hand_before(scanned, "pick", last)
    wave_id = before.get("wave")
    done, of = progress(wave_id) if wave_id else (0, 0)
    return Answer(
        verdict=Verdict.OK,
        title=_("Taken back"),
        text=_("Go on as the screen says."),
        done=done,
        of=of,
        data={
            **hands("pick", **before),
            "context": {"wave": wave_id},
            "undid": str(last.action_id),
        },
        subject=(last.subject_kind, last.subject_id),
    )


def _take_out(scanned: Scanned, did: dict[str, Any]) -> None:
    """Book the pieces from the tote back to the shelf they came from."""
    found = held_line(did["line"])
    line, parcel = found.line, found.parcel
    demand_live(parcel, at=scanned.at)
    _pick_on(found)
    carry(
        order_id=line.outbound_line.order_id,
        balance=_in_tote(line, did["tote"]),
        to_cell_id=line.balance.cell_id,
        pieces=did["n"],
        kind=MovementKind.TRANSFER,
        who=scanned.actor.label,
        at=scanned.at,
        subject=("outbound", parcel.pk),
    )
    line.picked, line.ended_at = line.picked - did["n"], None
    line.save(update_fields=["picked", "ended_at"])
    OutboundLine.objects.filter(pk=line.outbound_line_id).update(picked=F("picked") - did["n"])
    if parcel.state == OutboundState.PICKED:
        parcel.fail_check()
        if did.get("alone"):
            parcel.tote_id = None
        save(parcel)


def _pick_on(found: Held) -> None:
    """Have the wave of a pick go on if that was its last. Raises TooLate once the parcel has gone on."""
    wave, parcel = found.wave, found.parcel
    walking = parcel.state in (OutboundState.PICKING, OutboundState.PICKED)
    if not walking or parcel.wave_id != wave.pk or wave.state not in UNDONE:
        raise TooLate(_("It is too late: the parcel has gone on. Call the lead."))
    if wave.state == WaveState.DONE:
        wave.take_back()
        wave.save()


def _in_tote(line: PickLine, tote_id: int) -> Balance:
    shelf = line.balance
    return Balance.everything.get(
        offer_id=shelf.offer_id, lot_id=shelf.lot_id, condition=shelf.condition, cell_id=tote_id
    )


def _take_off_cart(did: dict[str, Any]) -> None:
    parcel = held_parcel(did["outbound"])
    if parcel.tote_id != did["tote"] or OutboundLine.objects.filter(outbound=parcel, picked__gt=0):
        raise TooLate(_("It is too late: goods lie in this tote."))
    parcel.tote_id = None
    save(parcel)

"""The check before packing: what was picked is what was ordered, whole and good (R-003-13)."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from kernel.errors import Refusal
from warehouse.models import Balance, Cell, Outbound, OutboundLine, Reservation, Scan
from warehouse.selectors.barcodes import offers_with
from warehouse.selectors.tote_contents import parcels_in
from warehouse.services.carrying import carry
from warehouse.services.in_hand import hand, hands
from warehouse.services.order_stock import settle_stock
from warehouse.services.parcels import (
    NoSuchParcel,
    held_parcel,
    held_parcel_of_code,
    lines_held_on_shelves,
)
from warehouse.services.picking_rows import cell_of
from warehouse.services.scanning import Answer, NothingToUndo, Scanned, handles
from warehouse.services.stopping import demand_live
from warehouse.services.walking import pick_again, save
from warehouse.states import CellKind, Condition, MovementKind, OutboundState, Verdict

PASS, FAIL = "CMD:PASS", "CMD:FAIL"
CHECKABLE = frozenset({OutboundState.PICKED, OutboundState.SORTED})


class NothingToCheck(Refusal):
    """No parcel that is picked was scanned."""

    code = "nothing_to_check"


def undo_check(scanned: Scanned, last: Scan) -> Answer:
    """Let a parcel that passed be checked again. Raises NothingToUndo once it has gone on, or failed."""
    passed = last.answer.get("data", {}).get("passed")
    parcel = held_parcel(UUID(passed)) if passed else None
    if parcel is None or parcel.state not in CHECKABLE or parcel.checked_at != last.at:
        raise NothingToUndo(_("This cannot be taken back. Call the lead."))
    parcel.checked_at = None
    save(parcel)
    return _answer(
        parcel,
        title=_("Taken back"),
        text=_("Passed or failed?"),
        parcel_in_hand=str(parcel.pk),
    )


@handles("check", undo=undo_check)
def check(scanned: Scanned) -> Answer:
    """Take a parcel to be checked by its tote or label, then a verdict: passed, or which item fails."""
    held = hand(scanned)
    if scanned.code not in (PASS, FAIL):
        place = cell_of(scanned.code, scanned.warehouse_id)
        if place is not None or not held.get("parcel"):
            return _begin(scanned, place)
        return _point_at(scanned, held)
    if not held.get("parcel"):
        raise NothingToCheck(_("Scan the tote to be checked first."))
    parcel = _checkable(held_parcel(held["parcel"]), scanned.at)
    return _pass(scanned, parcel) if scanned.code == PASS else _fail(scanned, parcel, held)


def _begin(scanned: Scanned, place: Cell | None) -> Answer:
    if place is None:
        parcel = held_parcel_of_code(scanned.code, warehouse_id=scanned.warehouse_id)
    else:
        found = parcels_in(place)
        if not found:
            raise NoSuchParcel(_("Nothing that is picked lies in %(code)s.") % {"code": place.code})
        parcel = held_parcel(found[0].pk)
    _checkable(parcel, scanned.at)
    return _answer(
        parcel,
        title=parcel.order.number,
        text=_("Compare goods and quantities. Then press “Passed”, or scan what is wrong."),
        parcel_in_hand=str(parcel.pk),
    )


def _checkable(parcel: Outbound, at: datetime) -> Outbound:
    demand_live(parcel, at=at)
    if parcel.state not in CHECKABLE:
        raise NothingToCheck(
            _("Parcel %(code)s is “%(state)s”: only picked goods are checked.")
            % {"code": parcel.code, "state": parcel.get_state_display()}
        )
    return parcel


def _point_at(scanned: Scanned, held: dict[str, Any]) -> Answer:
    """Say which item is meant: the next “failed” is about one piece of it."""
    parcel = _checkable(held_parcel(held["parcel"]), scanned.at)
    lines = {line.offer_id: line for line in parcel.lines.filter(picked__gt=0)}
    offers = offers_with(scanned.code, lines, scanned.scope)
    if not offers:
        raise NothingToCheck(
            _("This is not of this order: it does not belong here. Put it aside."),
            title=_("Not of this order"),
        )
    line = lines[min(offers)]
    return _answer(
        parcel,
        title=line.name,
        text=_("Press “Failed” to take one piece out and have another picked."),
        parcel_in_hand=str(parcel.pk),
        line=line.pk,
    )


def _pass(scanned: Scanned, parcel: Outbound) -> Answer:
    parcel.checked_at = scanned.at
    save(parcel)
    answer = _answer(parcel, title=_("Passed"), text=_("It may be packed."))
    return replace(answer, can_undo=True, data={**answer.data, "passed": str(parcel.pk)})


def _fail(scanned: Scanned, parcel: Outbound, held: dict[str, Any]) -> Answer:
    """Take one piece out of the order, aside, and send the line back to picking."""
    if not held.get("line"):
        raise NothingToCheck(_("Scan what is wrong first, then “Failed”."))
    line = parcel.lines.get(pk=held["line"])
    settle_stock([line.order_id], at=scanned.at)  # takes its locks in their order
    _set_aside(scanned, line, parcel)
    OutboundLine.objects.filter(pk=line.pk).update(picked=F("picked") - 1)
    settle_stock([line.order_id], at=scanned.at)
    on_shelf = lines_held_on_shelves([parcel.pk])
    lacking = any(on_shelf.get(ln.pk, 0) < ln.quantity - ln.picked for ln in parcel.lines.all())
    pick_again(parcel, at=scanned.at, lacking=lacking)
    text = (
        _("There is none left: the order waits. Put the tote aside.")
        if lacking
        else _("Another piece is being picked. Put the tote aside until it comes.")
    )
    answer = _answer(parcel, title=_("Failed"), text=text)
    no_undo = _("What failed lies set aside: whoever finds it good brings it back there.")
    return replace(answer, data={**answer.data, "no_undo": no_undo})


def _set_aside(scanned: Scanned, line: OutboundLine, parcel: Outbound) -> None:
    """Book one piece out of the order into quarantine; where there is no such place it waits where it is."""
    rows = Reservation.everything.filter(order_id=line.order_id, balance__offer_id=line.offer_id)
    source = rows.exclude(balance__cell__kind=CellKind.SHELF).order_by("pk").first()
    if source is None:
        raise NothingToCheck(_("No piece of it is here any more."))
    balance = Balance.everything.get(pk=source.balance_id)
    aside = Cell.objects.filter(warehouse_id=parcel.warehouse_id, kind=CellKind.QUARANTINE)
    place = aside.order_by("path").first()
    carry(
        order_id=line.order_id,
        balance=balance,
        to_cell_id=place.pk if place else balance.cell_id,
        pieces=1,
        kind=MovementKind.TRANSFER,
        who=scanned.actor.label,
        at=scanned.at,
        subject=("outbound", parcel.pk),
        keep=False,
        condition=Condition.QUARANTINE,
    )


def _answer(
    parcel: Outbound, *, title: str, text: str, parcel_in_hand: str | None = None, line: Any = None
) -> Answer:
    return Answer(
        verdict=Verdict.OK,
        title=title,
        text=text,
        data={
            **hands("check", parcel=parcel_in_hand, line=line),
            "context": {"parcel": parcel_in_hand},
        },
        subject=("outbound", str(parcel.pk)),
    )

"""Picking by scans: a wave, totes onto the cart, then cell, item, tote, line by line (R-002-16)."""

import re
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from kernel.errors import Conflict, NotFound, Refusal
from orders.states import OrderState
from warehouse.models import Cell, PickLine
from warehouse.services.in_hand import hand, hands
from warehouse.services.picking_items import report_short, take_item
from warehouse.services.picking_rows import cell_of, open_lines, progress
from warehouse.services.picking_totes import put_into, put_on_cart
from warehouse.services.picking_undo import undo_pick
from warehouse.services.picking_waves import take_next_wave, take_wave
from warehouse.services.scanning import Answer, Scanned, handles
from warehouse.states import CellKind, Verdict

NEXT, SHORT = "CMD:NEXT", "CMD:SHORT"
WAVE = re.compile(r"WV:(\d{1,9})")
PIECES = re.compile(r"\*(\d{1,4})")


class NoWave(Refusal):
    """The picker has not taken a wave."""

    code = "no_wave"


class WrongPlace(Refusal):
    """Nothing of this wave is to be taken from this place."""

    code = "wrong_place"


class HandsFull(Conflict):
    """Pieces that were scanned are in no tote yet."""

    code = "hands_full"


class LineHeld(Conflict):
    """Somebody else picks here."""

    code = "line_held"


@handles("pick", undo=undo_pick)
def pick(scanned: Scanned) -> Answer:
    """Do what a picker's scan means, by what was scanned: a command, a place, or goods.

    What the picker has in hand is what the last accepted scan said, so kept scans may come in order at any
    time. Each pick books shelf to tote with what the order holds.
    """
    held, code = hand(scanned), scanned.code
    if code == NEXT or WAVE.fullmatch(code):
        _demand_empty(held, scanned)
        return _begin(scanned)
    wave_id = _wave_in(held, scanned)
    if code == SHORT:
        return report_short(scanned, held)
    if typed := PIECES.fullmatch(code):
        return take_item(scanned, held, pieces=int(typed[1]))
    place = cell_of(code, scanned.warehouse_id)
    if place is None:
        return take_item(scanned, held)
    if place.kind == CellKind.SHELF:
        _demand_empty(held, scanned)
        return _go_to(scanned, wave_id, place)
    return put_into(scanned, held, place) if held.get("n") else put_on_cart(scanned, held, place)


def _begin(scanned: Scanned) -> Answer:
    number = WAVE.fullmatch(scanned.code)
    wave = take_wave(scanned, int(number[1])) if number else take_next_wave(scanned)
    done, of = progress(wave.pk)
    return Answer(
        verdict=Verdict.OK,
        title=_("Wave %(number)s") % {"number": wave.number},
        text=_("Scan a tote for each order, then go to the first place."),
        done=done,
        of=of,
        data={**hands("pick", wave=wave.pk), "context": {"wave": wave.pk}},
        subject=("wave", str(wave.pk)),
    )


def _wave_in(held: dict[str, Any], scanned: Scanned) -> int:
    wave_id = held.get("wave") or scanned.context.get("wave")
    if not wave_id:
        raise NoWave(_("Take a wave first: press “Next wave”, or scan the barcode of its list."))
    held["wave"] = int(wave_id)
    return int(wave_id)


def _demand_empty(held: dict[str, Any], scanned: Scanned) -> None:
    """Raise HandsFull while what is in hand goes into a tote; what nobody wants any more holds nobody up."""
    if held.get("n") and _is_wanted(held["line"], scanned.actor.user_id):
        raise HandsFull(
            _("Put what you hold into its tote first: %(n)d pieces.") % {"n": held["n"]},
            title=_("Tote first"),
        )


def _is_wanted(line_id: int, user_id: int | None) -> bool:
    """Tell whether a line is still this picker's, and its order was not cancelled meanwhile."""
    lines = PickLine.objects.filter(pk=line_id, picker_id=user_id, ended_at=None)
    cancelled = Q(outbound_line__order__state=OrderState.CANCELLED)
    return bool(lines.exclude(cancelled).exists())


def _go_to(scanned: Scanned, wave_id: int, cell: Cell) -> Answer:
    """Hold what is to be taken from a place; whoever scans it first has it."""
    here = list(
        open_lines(wave_id)
        .filter(balance__cell=cell)
        .select_for_update(of=("self",), no_key=True)
        .order_by("pk")
    )
    if not here:
        raise _wrong_place(wave_id, cell)
    me = scanned.actor.user_id
    mine = [line for line in here if line.picker_id in (None, me)]
    if not mine:
        raise _held_by_another(here[0], cell)
    PickLine.objects.filter(pk__in=[line.pk for line in mine]).update(picker_id=me)
    _leave_others(wave_id, cell, me)
    done, of = progress(wave_id)
    first = mine[0]
    return Answer(
        verdict=Verdict.OK,
        title=cell.code,
        text=_("Take %(n)d × %(name)s")
        % {"n": first.quantity - first.picked - first.short, "name": first.outbound_line.name},
        done=done,
        of=of,
        can_undo=True,
        data={**hands("pick", wave=wave_id, cell=cell.pk), "context": {"wave": wave_id}},
        subject=("outbound", str(first.outbound_line.outbound_id)),
    )


def _held_by_another(line: PickLine, cell: Cell) -> LineHeld:
    """Return the refusal with the holder's name, read anew: the row may have waited for its lock."""
    who = PickLine.objects.select_related("picker").get(pk=line.pk).picker
    return LineHeld(
        _("%(who)s picks at %(cell)s. Go on to the next place.") % {"who": who, "cell": cell.code},
        title=_("Taken by %(who)s") % {"who": who},
    )


def _leave_others(wave_id: int, cell: Cell, user_id: int | None) -> None:
    """Let go of places that the picker passed without taking anything."""
    rows = PickLine.objects.filter(wave_id=wave_id, picker_id=user_id, ended_at=None, picked=0)
    rows.exclude(balance__cell=cell).update(picker_id=None)


def _wrong_place(wave_id: int, cell: Cell) -> Refusal:
    following = open_lines(wave_id).first()
    if following is None:
        return NotFound(_("Everything of this wave is picked. Take the next one."))
    return WrongPlace(
        _("Nothing of this wave is at %(cell)s. Go to %(next)s.")
        % {"cell": cell.code, "next": following.balance.cell.code},
        title=_("Wrong place"),
    )

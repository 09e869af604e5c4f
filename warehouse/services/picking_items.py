"""At a place of the walk: the goods are scanned piece by piece, or some are not there (R-002-16)."""

from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kernel.errors import Conflict, Refusal
from warehouse.models import PickLine
from warehouse.selectors.barcodes import offers_with
from warehouse.services.in_hand import hands
from warehouse.services.missing import not_there
from warehouse.services.picking_rows import held_line, open_lines, progress
from warehouse.services.scanning import Answer, Scanned
from warehouse.services.stopping import demand_live
from warehouse.states import Verdict


class PlaceFirst(Refusal):
    """Goods were scanned before their place."""

    code = "place_first"


class WrongItem(Refusal):
    """Other goods are to be taken here."""

    code = "wrong_item"


class EnoughTaken(Conflict):
    """All pieces of the line are in hand already."""

    code = "enough_taken"


def take_item(scanned: Scanned, held: dict[str, Any], *, pieces: int | None = None) -> Answer:
    """Take one more piece of what was scanned into the hand, or as many in all as were typed."""
    line = _line_in_hand(held) if held.get("n") or pieces is not None else None
    if pieces is None:
        line = _demand_item(scanned, held, line)
        count = (held.get("n") or 0) + 1
    else:
        count = pieces
    assert line is not None
    demand_live(line.outbound_line.outbound, at=scanned.at)
    wanted = line.quantity - line.picked - line.short
    if not 0 < count <= wanted:
        raise EnoughTaken(
            _("%(n)d are wanted, no more. Scan the tote.") % {"n": wanted}, title=_("Enough")
        )
    done, of = progress(line.wave_id)
    return Answer(
        verdict=Verdict.OK,
        title=_("%(n)d of %(of)d") % {"n": count, "of": wanted},
        text=_where_to(line) if count == wanted else line.outbound_line.name,
        done=done,
        of=of,
        can_undo=True,
        data={
            **hands("pick", wave=line.wave_id, cell=held["cell"], line=line.pk, n=count),
            "context": {"wave": line.wave_id},
        },
        subject=("outbound", str(line.outbound_line.outbound_id)),
    )


def _where_to(line: PickLine) -> str:
    tote = line.outbound_line.outbound.tote
    return (
        _("Into tote %(tote)s") % {"tote": tote.code} if tote else _("Scan the tote it goes into")
    )


def _line_in_hand(held: dict[str, Any]) -> PickLine:
    """Return the line of which pieces are in hand. Raises PlaceFirst, and WrongItem when none is known."""
    _demand_place(held)
    if not held.get("line"):
        raise WrongItem(_("Scan the item first, then type how many you took."))
    line = _of_wave(held).filter(pk=held["line"]).first()
    if line is None:
        raise Conflict(
            _("This is not to be picked any more. Put it back and scan the place again.")
        )
    return line


def _of_wave(held: dict[str, Any]) -> Any:
    return open_lines(held["wave"]).select_related(
        "outbound_line__outbound__order", "outbound_line__outbound__tote", "balance__cell"
    )


def _demand_place(held: dict[str, Any]) -> None:
    if not held.get("cell"):
        raise PlaceFirst(_("Scan the place first, then the item."), title=_("Place first"))


def _demand_item(scanned: Scanned, held: dict[str, Any], in_hand: PickLine | None) -> PickLine:
    """Return the line that the scanned goods are of. Raises PlaceFirst, WrongItem."""
    _demand_place(held)
    mine = _of_wave(held).filter(balance__cell=held["cell"], picker_id=scanned.actor.user_id)
    here = [in_hand] if in_hand else list(mine.order_by("pk"))
    offers = offers_with(scanned.code, [ln.outbound_line.offer_id for ln in here], scanned.scope)
    line = next((ln for ln in here if ln.outbound_line.offer_id in offers), None)
    if line is None:
        raise _wrong_item(here, in_hand)
    return line


def _wrong_item(here: list[PickLine], in_hand: PickLine | None) -> Refusal:
    if not here:
        text = _("Nothing is left to take here. Go to the next place.")
    elif in_hand:
        text = _("You hold %(name)s: scan its tote first.") % {"name": in_hand.outbound_line.name}
    else:
        text = _("Take %(name)s, %(sku)s.") % {
            "name": here[0].outbound_line.name,
            "sku": here[0].outbound_line.sku,
        }
    return WrongItem(text, title=_("Wrong item"))


def report_short(scanned: Scanned, held: dict[str, Any]) -> Answer:
    """Say that what the books have is not there: it is counted, and picked elsewhere if there is any."""
    if held.get("n"):
        raise Conflict(_("Scan the tote for the pieces you found first, then “Not there”."))
    _demand_place(held)
    rows = open_lines(held["wave"]).filter(
        balance__cell=held["cell"], picker_id=scanned.actor.user_id
    )
    first = rows.filter(quantity__gt=F("picked") + F("short")).order_by("pk").first()
    if first is None:
        raise PlaceFirst(_("Scan the place first, then “Not there”."), title=_("Place first"))
    found = held_line(first.pk)
    demand_live(found.parcel, at=scanned.at)
    said = not_there(found, scanned)
    done, of = progress(found.wave.pk)
    n = said.missing
    what = ngettext("%(n)d piece is missing", "%(n)d pieces are missing", n) % {"n": n}
    return Answer(
        verdict=Verdict.OK,
        title=_("Not there"),
        text=f"{what}. {_told(said.elsewhere)}",
        done=done,
        of=of,
        can_undo=True,
        data={
            **hands("pick", wave=found.wave.pk, cell=held["cell"]),
            "did": {"missing": {"balance": found.line.balance_id, "n": said.off_books}},
            "context": {"wave": found.wave.pk},
        },
        subject=("outbound", str(found.parcel.pk)),
    )


def _told(elsewhere: list[str]) -> str:
    if elsewhere:
        return _("Take it from %(cells)s instead.") % {"cells": ", ".join(elsewhere)}
    return _("There is none elsewhere: the order waits. Leave its tote at the desk.")

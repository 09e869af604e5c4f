"""Goods of a cancelled order go back to the shelves, and into stock exactly once (R-002-37)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from kernel.errors import Conflict, Refusal
from kernel.outbox.post import record
from warehouse.events import GoodsPutBack
from warehouse.models import Cell, Outbound, OutboundLine
from warehouse.selectors.barcodes import offers_with
from warehouse.selectors.tote_contents import to_put_back_from
from warehouse.services.following import follow_orders
from warehouse.services.in_hand import hand, hands
from warehouse.services.order_stock import settle_stock
from warehouse.services.parcels import held_parcel, held_parcel_of_code
from warehouse.services.picking_rows import cell_of
from warehouse.services.putting_back_rows import put_on_shelf
from warehouse.services.reserving import allocate_incoming
from warehouse.services.scanning import Answer, Scanned, handles
from warehouse.services.walking import save
from warehouse.states import CellKind, OutboundState, Verdict


class NothingToPutBack(Refusal):
    """No goods that go back to the shelves were scanned."""

    code = "nothing_to_put_back"


class NoPlaceForIt(Refusal):
    """Goods are put back onto shelves only."""

    code = "no_place_for_it"


@handles("put_back")
def put_back(scanned: Scanned) -> Answer:
    """Take a tote or parcel whose goods go back, an item of it, then the shelf: booked once, piece by piece.

    With the last piece the parcel is no more and GoodsPutBack is told.
    """
    held, place = hand(scanned), cell_of(scanned.code, scanned.warehouse_id)
    if place is not None and place.kind == CellKind.SHELF:
        return _onto(scanned, held, place)
    if place is not None:
        return _begin(_parcel_in(place))
    if held.get("parcel") and (answer := _take(scanned, held)):
        return answer
    return _begin(held_parcel_of_code(scanned.code, warehouse_id=scanned.warehouse_id))


def _parcel_in(place: Cell) -> Outbound:
    found = to_put_back_from(place)
    if not found:
        raise NothingToPutBack(
            _("Nothing in %(code)s is to be put back.") % {"code": place.code},
            title=_("Nothing to put back"),
        )
    return held_parcel(found[0].pk)


def _begin(parcel: Outbound) -> Answer:
    if parcel.state == OutboundState.INTERCEPTED:
        raise NothingToPutBack(_("It is packed: open “Take apart” and scan it there first."))
    if parcel.state != OutboundState.PUT_BACK:
        raise NothingToPutBack(
            _("Parcel %(code)s is “%(state)s”: it goes on its way.")
            % {"code": parcel.code, "state": parcel.get_state_display()}
        )
    return _answer(
        parcel, title=parcel.order.number, text=_("Scan its items one by one."), line=None, pieces=0
    )


def _take(scanned: Scanned, held: dict[str, Any]) -> Answer | None:
    """Return the answer to one more piece in the hand; None when the code is of nothing in the parcel."""
    parcel = held_parcel(UUID(held["parcel"]))
    rows = parcel.lines.filter(picked__gt=F("put_back")).order_by("pk")
    lines = {line.offer_id: line for line in rows}
    offers = offers_with(scanned.code, lines, scanned.scope)
    if not offers:
        return None
    line = lines[min(offers)]
    if held.get("line") not in (None, line.pk):
        raise Conflict(_("Scan the shelf for what you hold first."), title=_("Shelf first"))
    pieces = (held.get("n") or 0) + 1
    if pieces > line.picked - line.put_back:
        raise Conflict(_("There are no more of it to put back. Scan the shelf."), title=_("Enough"))
    return _answer(
        parcel,
        title=_("%(n)d of %(of)d") % {"n": pieces, "of": line.picked - line.put_back},
        text=_("Scan the shelf it goes to."),
        line=line.pk,
        pieces=pieces,
    )


def _onto(scanned: Scanned, held: dict[str, Any], shelf: Cell) -> Answer:
    if not held.get("line"):
        raise NothingToPutBack(_("Scan the tote, then an item, then the shelf."))
    if shelf.is_locked:
        raise NoPlaceForIt(_("%(code)s is locked. Take another shelf.") % {"code": shelf.code})
    parcel = held_parcel(UUID(held["parcel"]))
    line, pieces = parcel.lines.select_related("order").get(pk=held["line"]), int(held["n"])
    if pieces > line.picked - line.put_back or parcel.state != OutboundState.PUT_BACK:
        raise NothingToPutBack(_("These were put back already."), title=_("Done already"))
    put_on_shelf(line, parcel, shelf, pieces, who=scanned.actor.label, at=scanned.at)
    OutboundLine.objects.filter(pk=line.pk).update(put_back=F("put_back") + pieces)
    whole = not parcel.lines.filter(picked__gt=F("put_back")).exists()
    answer = _answer(
        parcel,
        title=_("All back") if whole else shelf.code,
        text=_("The tote is free.") if whole else _("Scan the next item."),
        line=None,
        pieces=0,
        whole=whole,
    )
    if whole:
        _end(parcel, at=scanned.at)
    allocate_incoming([line.offer_id], at=scanned.at)
    return answer


def _end(parcel: Outbound, *, at: datetime) -> None:
    pieces = sum(parcel.lines.values_list("put_back", flat=True))
    parcel.end(at=at)
    save(parcel)
    record(
        GoodsPutBack(
            occurred_at=at,
            shop_id=parcel.shop_id,
            order_id=parcel.order_id,
            outbound_id=parcel.pk,
            pieces=pieces,
        )
    )


def begin_anew(outbound_id: UUID, *, at: datetime) -> None:
    """Give those orders of a parcel that was taken apart which still want their goods a parcel anew."""
    lines = OutboundLine.objects.filter(outbound_id=outbound_id)
    orders = set(lines.values_list("order_id", flat=True))
    settle_stock(orders, at=at)
    follow_orders(orders, at=at)


def _answer(
    parcel: Outbound, *, title: str, text: str, line: Any, pieces: int, whole: bool = False
) -> Answer:
    lines = list(parcel.lines.all())
    here = None if whole else str(parcel.pk)
    return Answer(
        verdict=Verdict.OK,
        title=title,
        text=text,
        done=sum(one.put_back for one in lines),
        of=sum(one.picked for one in lines),
        data={
            **hands("put_back", parcel=here, line=line, n=pieces),
            "context": {"parcel": here},
        },
        subject=("outbound", str(parcel.pk)),
    )

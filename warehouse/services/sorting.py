"""Put-to-wall: goods picked for many orders at once go to the slot of their own (R-002-17)."""

from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from kernel.errors import Conflict, Refusal
from warehouse.models import Balance, Cell, Outbound, OutboundLine, Reservation, Scan
from warehouse.selectors.sorting import unsorted_goods
from warehouse.services.carrying import carry
from warehouse.services.in_hand import hand, hands
from warehouse.services.parcels import held_parcel
from warehouse.services.picking_rows import cell_of
from warehouse.services.scanning import Answer, NothingToUndo, Scanned, handles
from warehouse.services.stopping import demand_live
from warehouse.services.walking import save
from warehouse.states import CellKind, MovementKind, OutboundState, Verdict


class NotToSort(Refusal):
    """No order that is being sorted wants this."""

    code = "not_to_sort"


class WrongSlot(Refusal):
    """The item belongs into another slot."""

    code = "wrong_slot"


class WallFull(Conflict):
    """Every slot of the wall is in use."""

    code = "wall_full"


def undo_sort(scanned: Scanned, last: Scan) -> Answer:
    """Take the last item out of its slot again, while its order is not whole there."""
    did = last.answer.get("data", {}).get("did")
    if did:
        _back_into_tote(scanned, did)
    elif not last.answer.get("can_undo"):
        raise NothingToUndo(_("This cannot be taken back. Call the lead."))
    return Answer(
        verdict=Verdict.OK,
        title=_("Taken back"),
        text=_("Scan the item again."),
        data=hands("sort"),
        subject=(last.subject_kind, last.subject_id),
    )


@handles("sort", undo=undo_sort)
def sort(scanned: Scanned) -> Answer:
    """Say into which slot a scanned item goes, and book it there when the slot is scanned."""
    held = hand(scanned)
    place = cell_of(scanned.code, scanned.warehouse_id)
    if place is None:
        return _find_slot(scanned)
    if place.kind == CellKind.TOTE:
        return _from_tote(place)
    if not held.get("balance"):
        raise NotToSort(_("Scan an item first: the screen says into which slot it goes."))
    return _into_slot(scanned, held, place)


def _from_tote(tote: Cell) -> Answer:
    """Sort out of one tote only, when several stand at the wall."""
    return Answer(
        verdict=Verdict.OK,
        title=tote.code,
        text=_("Scan its items one by one."),
        data={**hands("sort"), "context": {"tote": tote.pk}},
    )


def _find_slot(scanned: Scanned) -> Answer:
    goods = unsorted_goods(
        scanned.warehouse_id, code=scanned.code, tote_id=scanned.context.get("tote")
    )
    if not goods:
        raise NotToSort(
            _("No order that is being sorted wants this. Put it aside: it is a leftover."),
            title=_("Leftover"),
        )
    one = goods[0]
    parcel = held_parcel(one.outbound_id)
    demand_live(parcel, at=scanned.at)
    slot = _slot_of(parcel) or _free_slot(scanned.warehouse_id)
    if parcel.tote_id is None:
        parcel.tote_id = slot.pk
        save(parcel)
    return Answer(
        verdict=Verdict.OK,
        title=slot.code,
        text=_("%(name)s into slot %(slot)s") % {"name": one.name, "slot": slot.code},
        can_undo=True,
        data={
            **hands("sort", line=one.line_id, balance=one.balance_id, slot=slot.pk),
            "context": {"slot": slot.code},
        },
        subject=("outbound", str(parcel.pk)),
    )


def _slot_of(parcel: Outbound) -> Cell | None:
    return Cell.objects.get(pk=parcel.tote_id) if parcel.tote_id else None


def _into_slot(scanned: Scanned, held: dict[str, Any], place: Cell) -> Answer:
    line = OutboundLine.objects.get(pk=held["line"])
    parcel = held_parcel(line.outbound_id)
    demand_live(parcel, at=scanned.at)
    if place.pk != held["slot"]:
        own = Cell.objects.get(pk=held["slot"])
        raise WrongSlot(
            _("It goes into slot %(own)s, not into %(slot)s.")
            % {"own": own.code, "slot": place.code},
            title=own.code,
        )
    _carry(scanned, line, parcel, Balance.everything.get(pk=held["balance"]), place.pk)
    lies, of = _in_slot(parcel)
    if lies == of and parcel.state == OutboundState.PICKED:
        parcel.sort(slot_id=place.pk)
        save(parcel)
    return Answer(
        verdict=Verdict.OK,
        title=_("Whole") if lies == of else place.code,
        text=_told(parcel, lies, of),
        done=lies,
        of=of,
        can_undo=lies < of,
        data={
            **hands("sort"),
            "did": {"line": line.pk, "from": held["balance"], "slot": place.pk},
            "context": {"slot": None},
            "lines": 1,
        },
        subject=("outbound", str(parcel.pk)),
    )


def _told(parcel: Outbound, lies: int, of: int) -> str:
    if lies == of:
        return _("Order %(number)s is whole: it can be packed.") % {"number": parcel.order.number}
    return _("%(lies)d of %(of)d pieces of order %(number)s") % {
        "lies": lies,
        "of": of,
        "number": parcel.order.number,
    }


def _carry(
    scanned: Scanned, line: OutboundLine, parcel: Outbound, balance: Balance, to_cell_id: int
) -> None:
    carry(
        order_id=line.order_id,
        balance=balance,
        to_cell_id=to_cell_id,
        pieces=1,
        kind=MovementKind.TRANSFER,
        who=scanned.actor.label,
        at=scanned.at,
        subject=("outbound", parcel.pk),
    )


def _back_into_tote(scanned: Scanned, did: dict[str, Any]) -> None:
    line = OutboundLine.objects.get(pk=did["line"])
    parcel = held_parcel(line.outbound_id)
    demand_live(parcel, at=scanned.at)
    if parcel.state != OutboundState.PICKED:
        raise NothingToUndo(_("The order is whole already: it is too late to take this back."))
    source = Balance.everything.get(pk=did["from"])
    rows = Balance.everything.filter(cell_id=did["slot"], offer_id=source.offer_id)
    _carry(scanned, line, parcel, rows.get(lot_id=source.lot_id), source.cell_id)


def _in_slot(parcel: Outbound) -> tuple[int, int]:
    """Return how many pieces of a parcel lie in its slot, and of how many."""
    lines = list(parcel.lines.all())
    rows = Reservation.everything.filter(order_id__in={ln.order_id for ln in lines})
    there = sum(rows.filter(balance__cell_id=parcel.tote_id).values_list("quantity", flat=True))
    return there, sum(line.quantity for line in lines)


def _free_slot(warehouse_id: int) -> Cell:
    """Return the first slot of the wall that nobody uses, held. Raises WallFull."""
    with connection.cursor() as cursor:
        cursor.execute(_FREE_SLOT, [warehouse_id])
        row = cursor.fetchone()
    if row is None:
        raise WallFull(_("The wall is full. Pack what is whole first."), title=_("Wall full"))
    return Cell.objects.get(pk=row[0])


_FREE_SLOT = """
select c.id from warehouse_cell c
where c.warehouse_id = %s and c.kind = 'wall' and not c.is_locked
  and not exists (select from warehouse_outbound o where o.tote_id = c.id
                  and o.state not in ('ended', 'handed_over'))
  and not exists (select from warehouse_balance b where b.cell_id = c.id and b.on_hand > 0)
order by c.path, c.id limit 1 for no key update of c skip locked
"""

"""What the books say is there and is not: it is counted, and the order gets other goods (R-002-16)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from kernel.errors import Conflict
from kernel.outbox.post import record
from warehouse.events import OutboundShort
from warehouse.models import Balance, Cell, CycleCount, OutboundLine, PickLine
from warehouse.services.booking import Booking, book
from warehouse.services.carrying import let_go
from warehouse.services.order_stock import settle_stock
from warehouse.services.parcels import lines_held_on_shelves, settle_waves
from warehouse.services.picking_rows import Held, open_lines
from warehouse.services.reserving import allocate_incoming
from warehouse.services.scanning import Scanned
from warehouse.services.walking import add_picks, fall_short
from warehouse.states import CountState, MovementKind


class CountedMeanwhile(Conflict):
    """The place is being counted, or was: the count says how much there is."""

    code = "counted_meanwhile"


@dataclass(frozen=True, slots=True)
class NotThere:
    """How many pieces a line lacked, how many went off the books with them, where to take others."""

    missing: int
    off_books: int
    elsewhere: list[str]


def not_there(found: Held, scanned: Scanned) -> NotThere:
    """Take a line's missing pieces off the books, have the cell counted, and give the order others.

    With them goes whatever else is free of that balance: what is not there is sold to nobody until the
    count has said how much there is. When there are none elsewhere the parcel waits as short and the order
    is held (R-003-04).
    """
    line, parcel, at = found.line, found.parcel, scanned.at
    missing = line.quantity - line.picked - line.short
    order_id = line.outbound_line.order_id
    settle_stock([order_id], at=at)  # takes its locks in their order, and changes nothing here
    off_books = _write_off(line, missing, scanned)
    let_go(order_id=order_id, balance_id=line.balance_id, pieces=missing, at=at)
    line.short, line.ended_at = line.short + missing, at
    line.save(update_fields=["short", "ended_at"])
    ask_for_count(line.balance.cell, at=at)
    settle_stock([order_id], at=at)
    lacking = _lacks(line.outbound_line)
    if lacking:
        fall_short(parcel, at=at)
    else:
        add_picks([parcel.pk])
    settle_waves([found.wave.pk], at=at)
    record(
        OutboundShort(
            occurred_at=at, shop_id=parcel.shop_id, order_id=order_id, outbound_id=parcel.pk
        )
    )
    return NotThere(missing, off_books, [] if lacking else _cells(found))


def found_after_all(did: dict[str, Any], scanned: Scanned, *, said_at: datetime) -> None:
    """Put on the books again what was said not to be there; orders that wait get theirs.

    The line stays as it is: the order holds others by now, or gets these. Raises CountedMeanwhile.
    """
    balance = Balance.everything.select_related("cell").get(pk=did["balance"])
    counts = CycleCount.objects.select_for_update(no_key=True, of=("self",))
    count = counts.filter(cell=balance.cell, state=CountState.OPEN, lines=None).first()
    if count is None:
        raise CountedMeanwhile(
            _("%(cell)s is counted meanwhile: the count puts it right.") % {"cell": balance.cell}
        )
    _book(balance, did["n"], 0, scanned)
    if count.opened_at == said_at:
        count.drop(by=scanned.actor.label, at=scanned.at)
        count.save()
    allocate_incoming([balance.offer_id], at=scanned.at)


def ask_for_count(cell: Cell, *, at: datetime) -> None:
    """See to it that a cell is counted soon; one that waits for its count is asked for once."""
    CycleCount.objects.bulk_create(
        [
            CycleCount(
                warehouse_id=cell.warehouse_id, cell=cell, state=CountState.OPEN, opened_at=at
            )
        ],
        ignore_conflicts=True,
    )


def _write_off(line: PickLine, missing: int, scanned: Scanned) -> int:
    """Take off the books what a line lacks and what else is free there; return how many pieces."""
    balance = Balance.everything.select_for_update(no_key=True).get(pk=line.balance_id)
    pieces = missing + balance.on_hand - balance.reserved
    _book(balance, -pieces, -missing, scanned)
    return pieces


def _book(balance: Balance, delta: int, reserved: int, scanned: Scanned) -> None:
    book(
        [
            Booking(
                shop_id=balance.shop_id,
                offer_id=balance.offer_id,
                cell_id=balance.cell_id,
                lot_id=balance.lot_id,
                condition=balance.condition,
                delta=delta,
                reserved=reserved,
            )
        ],
        warehouse_id=balance.warehouse_id,
        kind=MovementKind.COUNT,
        who=scanned.actor.label,
        at=scanned.at,
        subject=("cell", balance.cell_id),
    )


def _lacks(line: OutboundLine) -> bool:
    """Tell whether the parcel of a line lacks goods that its orders do not hold on shelves."""
    held = lines_held_on_shelves([line.outbound_id])
    lines = OutboundLine.objects.filter(outbound_id=line.outbound_id)
    return any(held.get(one.pk, 0) < one.quantity - one.picked for one in lines)


def _cells(found: Held) -> list[str]:
    rows = open_lines(found.wave.pk).filter(outbound_line=found.line.outbound_line)
    return [line.balance.cell.code for line in rows]

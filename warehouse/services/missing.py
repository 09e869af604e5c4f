"""What the books say is there and is not: it is counted, and the order gets other goods (R-002-16)."""

from datetime import datetime

from kernel.outbox.post import record
from warehouse.events import OutboundShort
from warehouse.models import Balance, Cell, CycleCount, OutboundLine, PickLine
from warehouse.services.booking import Booking, book
from warehouse.services.carrying import let_go
from warehouse.services.order_stock import settle_stock
from warehouse.services.parcels import lines_held_on_shelves, settle_waves
from warehouse.services.picking_rows import Held, open_lines
from warehouse.services.scanning import Scanned
from warehouse.services.walking import add_picks, fall_short
from warehouse.states import CountState, MovementKind


def not_there(found: Held, scanned: Scanned) -> tuple[int, list[str]]:
    """Take a line's missing pieces off the books, have the cell counted, and give the order others.

    With them goes whatever else is free of that balance: what is not there is sold to nobody until the
    count has said how much there is. Returns how many the line lacked, and the cells to take them from
    instead; when there are none the parcel waits as short and the order is held (R-003-04).
    """
    line, parcel, at = found.line, found.parcel, scanned.at
    missing = line.quantity - line.picked - line.short
    order_id = line.outbound_line.order_id
    settle_stock([order_id], at=at)  # takes its locks in their order, and changes nothing here
    _write_off(line, missing, scanned)
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
    return missing, [] if lacking else _cells(found)


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


def _write_off(line: PickLine, missing: int, scanned: Scanned) -> None:
    balance = Balance.everything.select_for_update(no_key=True).get(pk=line.balance_id)
    free = balance.on_hand - balance.reserved
    book(
        [
            Booking(
                shop_id=balance.shop_id,
                offer_id=balance.offer_id,
                cell_id=balance.cell_id,
                lot_id=balance.lot_id,
                condition=balance.condition,
                delta=-(missing + free),
                reserved=-missing,
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

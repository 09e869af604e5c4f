"""What is scanned while a place is counted: the place, its pieces, the end; never what should be there."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from kernel.errors import Refusal
from kernel.scope import PLATFORM
from sellers.public import OfferGoods
from warehouse.models import Balance, CycleCount, Lot, Scan
from warehouse.services.cells import find_cell
from warehouse.services.counting import finish_count, held_count, note_found, open_count
from warehouse.services.goods_in_hand import shops_kept, the_goods
from warehouse.services.scanning import Answer, NothingToUndo, Scanned, handles
from warehouse.services.typed import read_quantity, told, word_and_value

NOTHING = {"count": None, "quantity": None, "lot": None, "sure": None}


class WhichLot(Refusal):
    """These goods are kept by lots."""

    code = "which_lot"


def undo_count(scanned: Scanned, last: Scan) -> Answer:
    """Take back the pieces of the last scan."""
    done = last.answer.get("data", {}).get("undo") or {}
    if not done:
        raise NothingToUndo(_("There is nothing that can be taken back."))
    count = held_count(done["count"], warehouse_id=scanned.warehouse_id)
    line = note_found(count, offer_id=done["offer"], lot_id=done["lot"], pieces=-done["pieces"])
    return told(_("Taken back"), line.found, subject=("count", count.pk))


@handles("count", undo=undo_count)
def count_scan(scanned: Scanned) -> Answer:
    """Do what a scan means: the place first, then each piece (or "QTY:…" before one of many), CMD:DONE."""
    word, value = word_and_value(scanned.code)
    if scanned.context.get("count") is None:
        return _begin(scanned)
    count = held_count(scanned.context["count"], warehouse_id=scanned.warehouse_id)
    if word == "CMD":
        return _command(scanned, count, value)
    if word == "QTY":
        quantity = read_quantity(value or scanned.context.get("quantity", ""))
        return _told(count, f"× {quantity}", _("Scan the goods"), learned={"quantity": quantity})
    if word == "LOT":
        return _told(
            count, _("Lot %(lot)s") % {"lot": value or "—"}, learned={"lot": value or None}
        )
    return _found(scanned, count)


def _begin(scanned: Scanned) -> Answer:
    cell = find_cell(scanned.code, scanned.warehouse_id, locked=True)
    count = open_count(cell, at=scanned.at)
    learned = {**NOTHING, "count": count.pk}
    return _told(count, cell.code, _("Scan every piece"), learned=learned, data={"begins": True})


def _found(scanned: Scanned, count: CycleCount) -> Answer:
    lying = Balance.objects.of(PLATFORM).filter(cell_id=count.cell_id, on_hand__gt=0)
    among = set(lying.values_list("offer_id", flat=True))
    goods = the_goods(scanned.code, shops_kept(scanned.warehouse_id), among=among)
    given = scanned.context.get("quantity")
    pieces = 1 if given is None else read_quantity(given)
    lot_id = _lot(scanned, count, goods)
    line = note_found(count, offer_id=goods.id, lot_id=lot_id, pieces=pieces)
    undo = {"count": count.pk, "offer": goods.id, "lot": lot_id, "pieces": pieces}
    return _told(
        count,
        line.found,
        f"{goods.sku} · {goods.name}",
        can_undo=True,
        data={"undo": undo},
        learned={"quantity": None, "sure": None},
    )


def _lot(scanned: Scanned, count: CycleCount, goods: OfferGoods) -> int | None:
    """Return the lot of pieces: as it was said; else the only one that lies here. Raises WhichLot."""
    said = scanned.context.get("lot")
    if said:
        lot = Lot.everything.filter(offer_id=goods.id, code=str(said)).first()
        if lot is not None:
            return int(lot.pk)
        raise WhichLot(_("%(sku)s has no lot %(lot)s.") % {"sku": goods.sku, "lot": said})
    lying = Balance.objects.of(PLATFORM).filter(cell_id=count.cell_id, offer_id=goods.id)
    lots = set(lying.filter(on_hand__gt=0).values_list("lot_id", flat=True))
    if len(lots) > 1:
        raise WhichLot(_("These goods are kept by lots: type the lot first."))
    return lots.pop() if lots else None


def _command(scanned: Scanned, count: CycleCount, value: str) -> Answer:
    if value != "DONE":
        return _told(count, _("Scan a place"), learned=NOTHING)
    if not count.lines.filter(found__gt=0).exists() and not scanned.context.get("sure"):
        return _told(
            count,
            _("Nothing there?"),
            _("No piece was scanned. Press “Done” once more if the place is empty."),
            learned={"sure": True},
        )
    finish_count(count, by=scanned.actor.label, at=scanned.at)
    return _told(count, _("Counted"), _("Scan the next place"), learned=NOTHING)


def _told(count: CycleCount, title: Any, text: Any = "", **more: Any) -> Answer:
    return told(title, text, subject=("count", count.pk), **more)

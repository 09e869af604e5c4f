"""Goods from one place to another, and places locked against both (R-001-03: nothing moves unseen)."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from kernel.errors import Refusal
from warehouse.models import Balance, Cell
from warehouse.selectors.shelving import free_in
from warehouse.services.booking import book
from warehouse.services.cells import find_cell, is_cell
from warehouse.services.goods_in_hand import UnknownGoods, shops_kept, the_goods
from warehouse.services.leads import demand_lead
from warehouse.services.reserving import allocate_incoming
from warehouse.services.scanning import Answer, Scanned, handles
from warehouse.services.shifting import shift
from warehouse.services.typed import read_quantity, told, word_and_value
from warehouse.states import CellKind, Condition, MovementKind

NOTHING = {"from": None, "balance": None, "quantity": None, "offer": None}
KINDS = (CellKind.SHELF, CellKind.QUARANTINE)


class NotToBeMoved(Refusal):
    """Goods in this condition may not lie there."""

    code = "not_to_be_moved"


class ScanPlaceFirst(Refusal):
    """Nobody has said yet from where."""

    code = "scan_place_first"


def move_goods(*, balance: Balance, to: Cell, quantity: int, who: str, at: datetime) -> str:
    """Book free pieces from one place to another, in the caller's transaction; return their condition there.

    Good ones become quarantined in a quarantine place, and good again on a shelf; defective ones never
    reach a shelf. Orders that wait get theirs. Raises NotToBeMoved, NotEnoughStock.
    """
    condition = _condition_in(to, balance.condition)
    if to.pk == balance.cell_id:
        raise NotToBeMoved(_("That is the place where it lies: scan another."))
    book(
        shift(balance, to.pk, quantity, condition=condition),
        warehouse_id=balance.warehouse_id,
        kind=MovementKind.TRANSFER,
        who=who,
        at=at,
        subject=("cell", to.code),
    )
    if to.kind == CellKind.SHELF:
        allocate_incoming([balance.offer_id], at=at)
    return condition


def set_cell_lock(cell: Cell, locked: bool) -> None:
    """Leave a place locked or open; again changes nothing."""
    Cell.objects.filter(pk=cell.pk).update(is_locked=locked)


@handles("move")
def move_scan(scanned: Scanned) -> Answer:
    """Do what a scan means: from where, what, how many ("QTY:…", one unless said), to where.

    CMD:LOCK and CMD:UNLOCK are of the place in hand, and for leads.
    """
    word, value = word_and_value(scanned.code)
    if word == "CMD":
        return _command(scanned, value)
    if scanned.context.get("from") is None:
        cell = find_cell(scanned.code, scanned.warehouse_id, KINDS, locked=True)
        learned = {**NOTHING, "from": cell.code}
        return told(cell.code, _("Scan the goods"), subject=("cell", cell.code), learned=learned)
    if word == "QTY":
        quantity = read_quantity(value or scanned.context.get("quantity", ""))
        return told(f"× {quantity}", _("Scan where it goes"), learned={"quantity": quantity})
    if is_cell(scanned.code, scanned.warehouse_id):
        return _bring(scanned)
    return _choose(scanned, value if word == "LOT" else "")


def _choose(scanned: Scanned, lot: str) -> Answer:
    """Take goods of the place in hand; scanned again, one piece more."""
    cell = _from(scanned)
    lying = list(free_in(cell.pk))
    if lot:
        here = [b for b in lying if b.lot and b.lot.code == lot]
        here = [b for b in here if b.offer_id == scanned.context.get("offer")]
    else:
        scope = shops_kept(scanned.warehouse_id)
        goods = the_goods(scanned.code, scope, among={b.offer_id for b in lying})
        here = [b for b in lying if b.offer_id == goods.id]
    if not here:
        raise UnknownGoods(_("Nothing of this lies free in %(cell)s.") % {"cell": cell})
    if not lot and len({b.lot_id for b in here}) > 1 and not _in_hand(scanned, here):
        lots = ", ".join(sorted(b.lot.code for b in here if b.lot))
        return told(_("Which lot?"), lots, learned={"offer": here[0].offer_id, "balance": None})
    balance = _in_hand(scanned, here) or here[0]
    again = scanned.context.get("balance") == balance.pk
    quantity = read_quantity(scanned.context.get("quantity") or 0) + 1 if again else 1
    learned = {"balance": balance.pk, "offer": balance.offer_id, "quantity": quantity}
    free = balance.on_hand - balance.reserved
    return told(f"{balance.offer.sku} × {quantity}", balance.offer.name, of=free, learned=learned)


def _in_hand(scanned: Scanned, here: list[Balance]) -> Balance | None:
    return next((b for b in here if b.pk == scanned.context.get("balance")), None)


def _bring(scanned: Scanned) -> Answer:
    cell = _from(scanned)
    balance = free_in(cell.pk).filter(pk=scanned.context.get("balance") or 0).first()
    if balance is None:
        raise ScanPlaceFirst(_("Scan the goods first, then where they go."))
    to = find_cell(scanned.code, scanned.warehouse_id, KINDS)
    free = balance.on_hand - balance.reserved
    quantity = read_quantity(scanned.context.get("quantity") or 1, most=free)
    move_goods(balance=balance, to=to, quantity=quantity, who=scanned.actor.label, at=scanned.at)
    learned = {**NOTHING, "from": cell.code}
    text = f"{balance.offer.sku} × {quantity}"
    return told(f"{cell.code} → {to.code}", text, subject=("cell", to.code), learned=learned)


def _command(scanned: Scanned, value: str) -> Answer:
    if value not in ("LOCK", "UNLOCK"):
        return told(_("Scan a place"), learned=NOTHING)
    if scanned.context.get("from") is None:
        raise ScanPlaceFirst(_("Scan the place first."))
    demand_lead(scanned, _("Only a lead locks a place or opens it."))
    cell = find_cell(str(scanned.context["from"]), scanned.warehouse_id, KINDS, locked=True)
    set_cell_lock(cell, value == "LOCK")
    title = _("%(cell)s is locked") if value == "LOCK" else _("%(cell)s is open")
    return told(title % {"cell": cell}, subject=("cell", cell.code), learned=NOTHING)


def _from(scanned: Scanned) -> Cell:
    return find_cell(str(scanned.context["from"]), scanned.warehouse_id, KINDS)


def _condition_in(to: Cell, condition: str) -> Any:
    if to.kind == CellKind.SHELF:
        if condition == Condition.DEFECTIVE:
            raise NotToBeMoved(_("Defective goods do not go on a shelf."))
        return Condition.GOOD
    return Condition.QUARANTINE if condition == Condition.GOOD else condition

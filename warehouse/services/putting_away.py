"""Goods from the door to a shelf, where they are sold; first to orders that wait (R-001-22, R-001-26)."""

from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from kernel.errors import Conflict, Refusal
from warehouse.models import Balance, Cell, Inbound, InboundLine, Scan
from warehouse.selectors.room import is_overfull
from warehouse.selectors.shelving import suggest_shelf, waiting_at_door
from warehouse.services.booking import book
from warehouse.services.cells import find_cell, is_cell
from warehouse.services.goods_in_hand import shops_kept, the_goods
from warehouse.services.reserving import allocate_incoming
from warehouse.services.scanning import Answer, NothingToUndo, Scanned, handles
from warehouse.services.shifting import shift
from warehouse.services.typed import read_quantity, told, word_and_value
from warehouse.states import CellKind, Condition, MovementKind

NOTHING = {"balance": None, "shelf": None, "quantity": None}
# Where goods may lie, by their condition.
PLACES = {
    Condition.GOOD: CellKind.SHELF,
    Condition.QUARANTINE: CellKind.QUARANTINE,
    Condition.DEFECTIVE: CellKind.QUARANTINE,
}


class NothingToPutAway(Refusal):
    """Nothing of these goods stands at the door."""

    code = "nothing_to_put_away"


class NotLabelledYet(Conflict):
    """The pieces wait for a label of ours (R-001-22)."""

    code = "not_labelled_yet"


class WhichLot(Refusal):
    """Several lots stand at the door."""

    code = "which_lot"


class ScanGoodsFirst(Refusal):
    """A shelf was scanned before the goods."""

    code = "scan_goods_first"


def put_away(*, balance: Balance, cell: Cell, quantity: int, who: str, at: datetime) -> None:
    """Book free pieces from the door or the returns desk to a shelf, in the caller's transaction.

    What was received in deliveries is put away there, the oldest delivery first; orders that wait get
    theirs last of all. Raises NotEnoughStock.
    """
    lines: list[tuple[int, int]] = []
    if balance.cell.kind == CellKind.DOOR and balance.condition == Condition.GOOD:
        lines = _lines_of(balance, quantity)
        _count_put_away(lines, 1)
    book(
        shift(balance, cell.pk, quantity),
        warehouse_id=balance.warehouse_id,
        kind=MovementKind.PUT_AWAY,
        who=who,
        at=at,
        subject=("cell", cell.code),
    )
    allocate_incoming([balance.offer_id], at=at)


def put_away_scan(scanned: Scanned) -> Answer:
    """Do what a scan means: goods, then their shelf, then how many ("QTY:…"; before the shelf as well)."""
    word, value = word_and_value(scanned.code)
    context = scanned.context
    if word == "CMD":
        return told(_("Scan the goods"), learned=NOTHING)
    if word == "QTY":
        quantity = read_quantity(value or context.get("quantity", ""))
        return _act(scanned, {**context, "quantity": quantity})
    if is_cell(scanned.code, scanned.warehouse_id):
        if context.get("balance") is None:
            raise ScanGoodsFirst(_("Scan the goods first, then the shelf."))
        return _act(scanned, {**context, "shelf": scanned.code})
    return _choose(scanned, value if word == "LOT" else "")


def _choose(scanned: Scanned, lot: str) -> Answer:
    """Take goods in hand: which of what stands at the door, and where they should go."""
    waiting = waiting_at_door(scanned.warehouse_id)
    if lot:
        offer_id = int(scanned.context.get("offer") or 0)
        rows = list(waiting.filter(offer_id=offer_id, lot__code=lot))
    else:
        scope = shops_kept(scanned.warehouse_id)
        here = set(waiting.values_list("offer_id", flat=True))
        goods = the_goods(scanned.code, scope, among=here)
        offer_id, rows = goods.id, list(waiting.filter(offer_id=goods.id))
    balance = _the_one(rows, lot, offer_id)
    if isinstance(balance, Answer):
        return balance
    free = balance.on_hand - balance.reserved
    best = suggest_shelf(scanned.warehouse_id, offer_id, balance.condition)
    to = _("Take it to %(cell)s") % {"cell": best.code} if best else _("Take it to any shelf")
    learned = {**NOTHING, "offer": offer_id, "balance": balance.pk}
    return told(to, f"{balance.offer.sku} · {balance.offer.name}", of=free, learned=learned)


def _the_one(rows: list[Balance], lot: str, offer_id: int) -> Any:
    """Return what is to be put away, good pieces first; or the question which lot it is."""
    ready = [b for b in rows if not _unlabelled(b)]
    if not ready and rows:
        raise NotLabelledYet(
            _("These pieces have no label of ours yet: stick it on and scan it at “Receiving”."),
            title=_("Label first"),
        )
    if not ready:
        raise NothingToPutAway(
            _("Nothing of these goods stands at the door: look at “Move goods”.")
        )
    good = [b for b in ready if b.condition == Condition.GOOD] or ready
    lots = sorted({b.lot.code for b in good if b.lot})
    if not lot and len({b.lot_id for b in good}) > 1:
        text = ", ".join(lots)
        return told(_("Which lot?"), text, learned={**NOTHING, "offer": offer_id})
    return good[0]


def _unlabelled(balance: Balance) -> bool:
    """Tell whether pieces wait for their label: at the door, quarantine means nothing else."""
    return balance.cell.kind == CellKind.DOOR and balance.condition == Condition.QUARANTINE


def _act(scanned: Scanned, known: dict[str, Any]) -> Answer:
    """Book as soon as goods, shelf and quantity are known; else ask for what is missing."""
    balance = waiting_at_door(scanned.warehouse_id).filter(pk=known.get("balance") or 0).first()
    if balance is None:
        raise ScanGoodsFirst(_("Scan the goods first."))
    free = balance.on_hand - balance.reserved
    if not known.get("shelf"):
        learned = {"quantity": known["quantity"]}
        return told(f"× {known['quantity']}", _("Scan the shelf"), of=free, learned=learned)
    cell = find_cell(
        str(known["shelf"]), scanned.warehouse_id, [PLACES[Condition(balance.condition)]]
    )
    if known.get("quantity") is None:
        return told(_("How many?"), cell.code, of=free, learned={"shelf": cell.code})
    quantity = read_quantity(known["quantity"], most=max(free, 1))
    put_away(balance=balance, cell=cell, quantity=quantity, who=scanned.actor.label, at=scanned.at)
    full = _("%(cell)s holds no more than that: take what does not fit to another place.")
    return told(
        f"{cell.code} +{quantity}",
        f"{balance.offer.sku}. {full % {'cell': cell}}"
        if is_overfull(cell.pk)
        else balance.offer.sku,
        subject=("cell", cell.code),
        can_undo=True,
        learned={**NOTHING, "offer": None},
        data={"undo": {"balance": balance.pk, "cell": cell.code, "quantity": quantity}},
    )


def undo_put_away(scanned: Scanned, last: Scan) -> Answer:
    """Bring back to the door what was put away last, while no order holds it."""
    done = last.answer.get("data", {}).get("undo") or {}
    if not done:
        raise NothingToUndo(_("There is nothing that can be taken back."))
    balance = Balance.everything.select_related("cell", "offer").get(pk=done["balance"])
    cell = find_cell(done["cell"], scanned.warehouse_id, list(PLACES.values()), locked=True)
    if balance.cell.kind == CellKind.DOOR and balance.condition == Condition.GOOD:
        _count_put_away(_lines_of(balance, done["quantity"], back=True), -1)
    n = done["quantity"]
    book(
        shift(balance, cell.pk, -n),
        warehouse_id=balance.warehouse_id,
        kind=MovementKind.PUT_AWAY,
        who=scanned.actor.label,
        at=scanned.at,
        subject=("cell", cell.code),
    )
    return told(_("Taken back"), f"{balance.offer.sku} × {n}", learned={**NOTHING, "offer": None})


handles("put_away", undo=undo_put_away)(put_away_scan)


def _lines_of(balance: Balance, quantity: int, *, back: bool = False) -> list[tuple[int, int]]:
    """Return which lines of deliveries pieces belong to, (line, pieces), under the deliveries' locks."""
    lines = InboundLine.objects.filter(
        inbound__warehouse_id=balance.warehouse_id, offer_id=balance.offer_id, lot=balance.lot_id
    )
    found = lines.filter(put_away__gt=0) if back else lines.filter(received__gt=F("put_away"))
    held = Inbound.everything.filter(pk__in=found.values("inbound_id")).order_by("pk")
    list(held.select_for_update(no_key=True).values_list("pk", flat=True))
    shares: list[tuple[int, int]] = []
    for line in found.order_by("-pk" if back else "pk"):
        open_pieces = line.received - line.damaged - line.awaiting_label - line.put_away
        share = min(quantity, line.put_away if back else open_pieces)
        if share > 0:
            shares.append((line.pk, share))
            quantity -= share
    return shares


def _count_put_away(shares: list[tuple[int, int]], sign: int) -> None:
    for line_id, pieces in shares:
        InboundLine.objects.filter(pk=line_id).update(put_away=F("put_away") + sign * pieces)

"""What is scanned at the receiving door: a delivery, its goods, our labels back (R-001-22, C-39)."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kernel.errors import Refusal
from kernel.scope import Scope
from sellers.public import OfferGoods, goods_of
from warehouse.models import Inbound, Lot, Scan
from warehouse.rules.check_codes import is_whole
from warehouse.rules.door import read_size
from warehouse.services.goods_in_hand import (
    BY_SKU,
    ITEM,
    UnknownGoods,
    goods_with,
    learn_barcode,
    our_barcode,
    the_goods,
)
from warehouse.services.inbounds import (
    begin_inbound,
    find_inbound,
    held_inbound,
    open_blind_inbound,
)
from warehouse.services.receiving import (
    MOST_LABELS,
    Arrived,
    finish_inbound,
    free_labelled,
    receive_goods,
    refuse_at_door,
    take_back_labelled,
    take_back_received,
    the_lot,
    why_not_received,
)
from warehouse.services.receiving_answers import (
    as_received,
    awaited,
    said_and_came,
    tell,
    to_undo,
)
from warehouse.services.scanning import Answer, NothingToUndo, Scanned, handles
from warehouse.services.typed import read_day, read_quantity, today_in, told, word_and_value
from warehouse.states import Verdict

ONE_SCAN = {"damaged": None, "quantity": None, "offer": None, "unknown": None, "size": None}
EVERYTHING = {**ONE_SCAN, "lot": None, "expires": None, "lot_of": None, "inbound": None}


class ScanDeliveryFirst(Refusal):
    """Nobody knows yet which delivery this is."""

    code = "scan_delivery_first"


class BadSize(Refusal):
    """The measures are not three whole numbers."""

    code = "bad_size"


def undo_receive(scanned: Scanned, last: Scan) -> Answer:
    """Take back the last piece that was counted or labelled."""
    done = last.answer.get("data", {}).get("undo") or {}
    if not done:
        raise NothingToUndo(_("There is nothing that can be taken back."))
    inbound = held_inbound(done["inbound"], warehouse_id=scanned.warehouse_id)
    who, at = scanned.actor.label, scanned.at
    if line_id := done.get("labelled"):
        take_back_labelled(inbound, line_id, who=who, at=at)
    else:
        goods = goods_of(Scope.shop(inbound.shop_id), [done["offer"]])[done["offer"]]
        take_back_received(inbound, as_received(goods, done), who=who, at=at)
    return tell(inbound, _("Taken back"), learned=ONE_SCAN)


@handles("receive", undo=undo_receive)
def receive(scanned: Scanned) -> Answer:
    """Do what a scan at the door means.

    Without a delivery in hand: its number. With one: goods, "LOT:…", "EXP:2026-12-31", "QTY:…", "SIZE:…",
    "SKU:…" for goods without barcode, our label scanned back, CMD:DAMAGED, CMD:LEARN, CMD:DONE, CMD:LEAVE.
    """
    if scanned.context.get("inbound") is None:
        return _open(scanned)
    word, value = word_and_value(scanned.code)
    if word == "CMD" and value == "LEAVE":
        return told(_("Scan a delivery"), learned=EVERYTHING)
    inbound = held_inbound(scanned.context["inbound"], warehouse_id=scanned.warehouse_id)
    if word:
        return _WORDS[word](scanned, inbound, value)
    return _goods(scanned, inbound)


@handles("receive_blind")
def receive_blind(scanned: Scanned) -> Answer:
    """Open a delivery that nobody announced, of the shop that was chosen."""
    slug = str(scanned.context.get("shop") or scanned.code)
    inbound = open_blind_inbound(
        warehouse_id=scanned.warehouse_id, shop_slug=slug, actor=scanned.actor, at=scanned.at
    )
    return tell(
        inbound, _("Scan the goods"), inbound, learned={**EVERYTHING, "inbound": inbound.pk}
    )


def _open(scanned: Scanned) -> Answer:
    if scanned.code.startswith("CMD:"):
        raise ScanDeliveryFirst(_("Scan the number of the delivery first."))
    inbound = find_inbound(scanned.code, warehouse_id=scanned.warehouse_id)
    begin_inbound(inbound, at=scanned.at)
    return tell(
        inbound, _("Scan the goods"), inbound, learned={**EVERYTHING, "inbound": inbound.pk}
    )


def _goods(scanned: Scanned, inbound: Inbound) -> Answer:
    """Take in what was scanned: a barcode we know, our label back, or goods chosen by SKU."""
    scope = Scope.shop(inbound.shop_id)
    if scanned.code.startswith(BY_SKU):
        goods = the_goods(scanned.code, scope)
        learned = {**ONE_SCAN, "offer": goods.id, **_kept(scanned, "unknown", "size", "damaged")}
        return tell(inbound, _("How many?"), goods.name, learned=learned)
    if not goods_with(scanned.code, scope):
        return tell(
            inbound,
            _("Which goods?"),
            _("No goods of this shop have this barcode: choose them from the list on the screen."),
            verdict=Verdict.WRONG,
            code="unknown_barcode",
            learned={"unknown": scanned.code},
        )
    among = set(inbound.lines.values_list("offer_id", flat=True))
    goods = the_goods(scanned.code, scope, among=among)
    if is_whole(scanned.code, ITEM) and awaited(inbound, goods):
        return _labelled(scanned, inbound, goods)
    return _take_in(scanned, inbound, goods, quantity=_quantity(scanned), needs_label=False)


def _labelled(scanned: Scanned, inbound: Inbound, goods: OfferGoods) -> Answer:
    line = free_labelled(inbound, goods, who=scanned.actor.label, at=scanned.at)
    left = awaited(inbound, goods)
    return tell(
        inbound,
        goods.sku,
        _("Labelled. %(left)s more wait for theirs.") % {"left": left},
        can_undo=True,
        data={"undo": {"inbound": inbound.pk, "labelled": line.pk}},
    )


def _take_in(
    scanned: Scanned, inbound: Inbound, goods: OfferGoods, *, quantity: int, needs_label: bool
) -> Answer:
    """Count pieces, unless a rule of the door keeps them out: that is written down (R-001-23..-25)."""
    who, at = scanned.actor.label, scanned.at
    why = why_not_received(inbound, goods, read_size(str(scanned.context.get("size") or "")))
    if why is not None:
        refuse_at_door(inbound, goods, why, quantity=quantity, who=who, at=at)
        return tell(
            inbound,
            _("Not let in"),
            why.text,
            verdict=Verdict.STOP,
            code="refused_at_door",
            learned=ONE_SCAN,
        )
    lot = _lot(scanned, goods)
    damaged = bool(scanned.context.get("damaged"))
    arrived = Arrived(
        goods=goods,
        quantity=quantity,
        damaged=damaged,
        needs_label=needs_label and not damaged,
        lot_id=lot.pk if lot else None,
    )
    receive_goods(inbound, arrived, who=who, at=at)
    return _counted(scanned, inbound, arrived, lot)


def _counted(scanned: Scanned, inbound: Inbound, arrived: Arrived, lot: Lot | None) -> Answer:
    goods = arrived.goods
    data: dict[str, Any] = {"undo": to_undo(inbound, arrived)}
    said, came = said_and_came(inbound, goods.id)
    of_all = _("%(n)s of %(of)s") if said else _("not announced: %(n)s")
    words: Any = of_all % {"n": came, "of": said}
    if arrived.needs_label:
        barcode = our_barcode(goods, at=scanned.at)
        data["print"] = reverse(
            "floor:item-labels",
            args=[inbound.warehouse.code, barcode.pk, arrived.quantity],
        )
        words = _("Stick a label on each piece, then scan each label.")
    lot_known = {"lot_of": goods.id} if lot else {"lot": None, "expires": None, "lot_of": None}
    title = f"{goods.sku} +{arrived.quantity}"
    return tell(inbound, title, words, can_undo=True, data=data, learned={**ONE_SCAN, **lot_known})


def _choose_quantity(scanned: Scanned, inbound: Inbound, value: str) -> Answer:
    """Take a typed quantity: of the goods chosen by SKU, which get labels, else of the next scan."""
    typed, offer_id = value or scanned.context.get("quantity", ""), scanned.context.get("offer")
    if offer_id is None:
        quantity = read_quantity(typed)
        return tell(inbound, f"× {quantity}", _("Scan the goods"), learned={"quantity": quantity})
    goods = goods_of(Scope.shop(inbound.shop_id), [int(offer_id)]).get(int(offer_id))
    if goods is None:
        raise UnknownGoods(_("Choose the goods from the list again."))
    quantity = read_quantity(typed, most=MOST_LABELS)
    return _take_in(scanned, inbound, goods, quantity=quantity, needs_label=True)


def _choose_lot(scanned: Scanned, inbound: Inbound, value: str) -> Answer:
    """Keep the lot of the goods that come next, and the day typed along with it."""
    lot = (value or str(scanned.context.get("lot") or "").strip())[:60]
    typed = "" if value else str(scanned.context.get("expires") or "")
    day = read_day(typed).isoformat() if typed else None
    learned = {"lot": lot or None, "lot_of": None, "expires": day}
    return tell(inbound, _("Lot %(lot)s") % {"lot": lot or "—"}, day or "", learned=learned)


def _choose_day(scanned: Scanned, inbound: Inbound, value: str) -> Answer:
    day = read_day(value)
    learned = {"expires": day.isoformat(), "lot_of": None}
    return tell(inbound, _("Expires %(day)s") % {"day": f"{day:%d.%m.%Y}"}, learned=learned)


def _choose_size(scanned: Scanned, inbound: Inbound, value: str) -> Answer:
    if read_size(value) is None:
        raise BadSize(_("Type three sides in millimetres, such as 1500x1000x500."))
    return tell(inbound, value, _("Scan the goods again"), learned={"size": value})


def _command(scanned: Scanned, inbound: Inbound, value: str) -> Answer:
    if value == "DAMAGED":
        on = not scanned.context.get("damaged")
        title = _("Damaged: scan it") if on else _("Scan the goods")
        return tell(inbound, title, learned={"damaged": on or None})
    if value == "DONE":
        return _finish(scanned, inbound)
    if value == "LEARN":
        return _learn(scanned, inbound)
    if value == "DROP":
        return tell(inbound, _("Scan the goods"), learned=ONE_SCAN)
    raise Refusal(_("This is not done here: scan goods, or look at the screen."))


def _learn(scanned: Scanned, inbound: Inbound) -> Answer:
    """Take a factory's barcode that no card has for that of the chosen goods, and count the piece."""
    offer_id, code = scanned.context.get("offer"), str(scanned.context.get("unknown") or "")
    goods = goods_of(Scope.shop(inbound.shop_id), [int(offer_id or 0)]).get(int(offer_id or 0))
    if goods is None or not code:
        raise UnknownGoods(_("Scan the barcode, then choose its goods from the list."))
    learn_barcode(goods, code[:64], at=scanned.at)
    return _take_in(scanned, inbound, goods, quantity=_quantity(scanned), needs_label=False)


def _finish(scanned: Scanned, inbound: Inbound) -> Answer:
    differs = finish_inbound(inbound, at=scanned.at)
    text = _("Not what was announced: the shop is told.") if differs else _("As announced.")
    return tell(inbound, _("Delivery %(n)s is in") % {"n": inbound}, text, learned=EVERYTHING)


_WORDS = {
    "QTY": _choose_quantity,
    "LOT": _choose_lot,
    "EXP": _choose_day,
    "SIZE": _choose_size,
    "CMD": _command,
}


def _quantity(scanned: Scanned) -> int:
    given = scanned.context.get("quantity")
    return 1 if given is None else read_quantity(given)


def _lot(scanned: Scanned, goods: OfferGoods) -> Lot | None:
    """Return the lot that was said for these goods; one said for others before them does not count."""
    context = scanned.context
    if context.get("lot_of") not in (None, goods.id):
        return None
    day = read_day(context["expires"]) if context.get("expires") else None
    today = today_in(scanned.warehouse_id, scanned.at)
    return the_lot(goods, str(context.get("lot") or ""), day, today=today)


def _kept(scanned: Scanned, *names: str) -> dict[str, Any]:
    return {name: scanned.context.get(name) for name in names}

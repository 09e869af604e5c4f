"""What is scanned where set-aside goods are decided on: goods, then a shelf, or CMD:WRITE_OFF with why."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from warehouse.models import Balance
from warehouse.selectors.set_aside import lying_aside
from warehouse.services.cells import find_cell, is_cell
from warehouse.services.goods_in_hand import UnknownGoods, shops_kept, the_goods
from warehouse.services.leads import demand_lead
from warehouse.services.putting_away import ScanGoodsFirst
from warehouse.services.scanning import Answer, Scanned, handles
from warehouse.services.set_aside import read_reason, release_goods, write_off
from warehouse.services.typed import read_quantity, told, word_and_value
from warehouse.states import Condition

NOTHING = {"balance": None, "quantity": None, "offer": None}
ROW = "ROW:"


@handles("aside")
def aside_scan(scanned: Scanned) -> Answer:
    """Do what a scan means: goods ("ROW:…" which of them, "QTY:…" how many), a shelf, or CMD:WRITE_OFF.

    A shelf says that they are good again; what was found defective is overruled by a lead only.
    """
    word, value = word_and_value(scanned.code)
    if word == "CMD":
        return _write_off(scanned) if value == "WRITE_OFF" else told(_ask(), learned=NOTHING)
    if word == "QTY":
        free = _free(_in_hand(scanned))
        quantity = read_quantity(value or scanned.context.get("quantity", ""), most=free)
        return told(f"× {quantity}", _("Scan a shelf"), of=free, learned={"quantity": quantity})
    if is_cell(scanned.code, scanned.warehouse_id):
        return _release(scanned)
    return _choose(scanned)


def _choose(scanned: Scanned) -> Answer:
    """Take goods in hand; scanned again, one piece more."""
    here = _meant(scanned)
    if not here:
        raise UnknownGoods(_("Nothing of this is set aside."))
    known = scanned.context.get("balance")
    mine = next((b for b in here if b.pk == known), here[0])
    if len(here) > 1 and mine.pk != known:
        learned = {**NOTHING, "offer": mine.offer_id}
        text = _("They lie in several places or conditions: press the row.")
        return told(_("Which of them?"), text, learned=learned)
    so_far = read_quantity(scanned.context.get("quantity") or 1) if mine.pk == known else 0
    quantity = min(so_far + 1, _free(mine))
    learned = {"balance": mine.pk, "quantity": quantity, "offer": None}
    return told(f"{mine.offer.sku} × {quantity}", mine.offer.name, of=_free(mine), learned=learned)


def _meant(scanned: Scanned) -> list[Balance]:
    rows = lying_aside(scanned.warehouse_id)
    if scanned.code.startswith(ROW):
        pk = scanned.code.removeprefix(ROW)
        return list(rows.filter(pk=int(pk[:18]))) if pk.isdigit() else []
    among = set(rows.values_list("offer_id", flat=True))
    goods = the_goods(scanned.code, shops_kept(scanned.warehouse_id), among=among)
    return list(rows.filter(offer_id=goods.id))


def _release(scanned: Scanned) -> Answer:
    balance, quantity = _taken(scanned)
    to = find_cell(scanned.code, scanned.warehouse_id)
    if balance.condition == Condition.DEFECTIVE:
        demand_lead(scanned, _("Only a lead says that defective goods are good."))
    release_goods(balance=balance, to=to, quantity=quantity, who=scanned.actor.label, at=scanned.at)
    return _told(balance, quantity, _("Good: sold again"), f"{balance.cell.code} → {to.code}")


def _write_off(scanned: Scanned) -> Answer:
    balance, quantity = _taken(scanned)
    demand_lead(scanned, _("Only a lead writes goods off."))
    reason = read_reason(scanned.context.get("reason"))
    write_off(balance=balance, quantity=quantity, reason=reason, actor=scanned.actor, at=scanned.at)
    return _told(balance, quantity, _("Written off: thrown away"), reason)


def _taken(scanned: Scanned) -> tuple[Balance, int]:
    balance = _in_hand(scanned)
    return balance, read_quantity(scanned.context.get("quantity") or 1, most=_free(balance))


def _in_hand(scanned: Scanned) -> Balance:
    known = str(scanned.context.get("balance") or "0")
    rows = lying_aside(scanned.warehouse_id)
    balance = rows.filter(pk=int(known[:18])).first() if known.isdigit() else None
    if balance is None:
        raise ScanGoodsFirst(_("Scan the goods first."))
    return balance


def _free(balance: Balance) -> int:
    return balance.on_hand - balance.reserved


def _told(balance: Balance, quantity: int, title: Any, text: str) -> Answer:
    about = ("balance", balance.pk)
    return told(title, f"{balance.offer.sku} × {quantity} · {text}", subject=about, learned=NOTHING)


def _ask() -> Any:
    return _("Scan the goods")

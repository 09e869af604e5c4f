"""What is scanned at the returns desk: a parcel that came back, then each piece with a verdict."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from kernel.errors import Refusal
from kernel.scope import Scope
from sellers.public import OfferGoods, goods_of
from warehouse.models import GoodsReturn, Scan, Storage
from warehouse.services.expecting_returns import (
    demand_return,
    find_return,
    held_return,
    open_blind_return,
)
from warehouse.services.goods_in_hand import the_goods
from warehouse.services.inbounds import NotInStorage
from warehouse.services.inspecting import (
    Judged,
    finish_return,
    judge,
    sent_in,
    take_back_judged,
)
from warehouse.services.leads import demand_lead
from warehouse.services.scanning import Answer, NothingToUndo, Scanned, handles
from warehouse.services.set_aside import read_reason
from warehouse.services.typed import told, word_and_value
from warehouse.states import Condition, ReturnState

NOTHING = {"return": None, "verdict": None, "reason": None}
VERDICTS = {
    "GOOD": (Condition.GOOD, False, _("Good: sold again")),
    "QUARANTINE": (Condition.QUARANTINE, False, _("Quarantine: to be looked at")),
    "DEFECTIVE": (Condition.DEFECTIVE, False, _("Defective: kept apart")),
    "WRITE_OFF": (Condition.DEFECTIVE, True, _("Written off: thrown away")),
}


class SayWhatItIs(Refusal):
    """No verdict was given yet."""

    code = "say_what_it_is"


def undo_returns(scanned: Scanned, last: Scan) -> Answer:
    """Take back the verdict on the last piece."""
    done = last.answer.get("data", {}).get("undo") or {}
    if not done:
        raise NothingToUndo(_("There is nothing that can be taken back."))
    back = held_return(done["return"], warehouse_id=scanned.warehouse_id)
    goods = goods_of(Scope.shop(back.shop_id), [done["offer"]])[done["offer"]]
    judged = _judged(goods, done["verdict"], "")
    take_back_judged(back, judged, who=scanned.actor.label, at=scanned.at)
    return _told(back, _("Taken back"), goods.sku)


@handles("returns", undo=undo_returns)
def returns_scan(scanned: Scanned) -> Answer:
    """Do what a scan means: a parcel or its tracking number; a verdict (CMD:GOOD …), its piece; CMD:DONE."""
    if scanned.context.get("return") is None:
        return _arrive(scanned)
    word, value = word_and_value(scanned.code)
    if word == "CMD" and value == "LEAVE":
        return told(_("Scan a parcel"), learned=NOTHING)
    back = held_return(scanned.context["return"], warehouse_id=scanned.warehouse_id)
    if word == "CMD":
        return _command(scanned, back, value)
    return _inspect(scanned, back)


@handles("returns_blind")
def returns_blind(scanned: Scanned) -> Answer:
    """Take in a parcel that nobody could match, for the shop that was chosen."""
    slug = str(scanned.context.get("shop") or scanned.code)
    rows = Storage.everything.filter(warehouse_id=scanned.warehouse_id, shop__slug=slug)
    storage = rows.first()
    if storage is None:
        raise NotInStorage(_("This warehouse keeps no goods of such a shop: choose another."))
    back = open_blind_return(
        warehouse_id=scanned.warehouse_id,
        shop_id=storage.shop_id,
        tracking=str(scanned.context.get("tracking") or "").strip(),
        at=scanned.at,
    )
    return _told(
        back, _("Taken in"), _("Photograph it, then scan each piece."), learned=_begin(back)
    )


def _arrive(scanned: Scanned) -> Answer:
    back = find_return(scanned.code, warehouse_id=scanned.warehouse_id, at=scanned.at)
    demand_return(back, ReturnState.EXPECTED, ReturnState.ARRIVED)
    if back.state == ReturnState.EXPECTED:
        back.arrive(at=scanned.at)
        back.save()
    number = back.order.number if back.order else back.tracking
    return _told(back, _("Order %(number)s") % {"number": number}, learned=_begin(back))


def _command(scanned: Scanned, back: GoodsReturn, value: str) -> Answer:
    if value == "DONE":
        pieces = finish_return(back, at=scanned.at)
        text = _("%(good)s good, %(rest)s not.") % {
            "good": pieces["good"],
            "rest": sum(pieces.values()) - pieces["good"],
        }
        return _told(back, _("Inspected"), text, learned=NOTHING)
    if value not in VERDICTS:
        raise SayWhatItIs(_("Say first what state the piece is in."))
    learned = {"verdict": value, "reason": _reason(scanned, value) or None}
    return _told(back, VERDICTS[value][2], _("Scan the piece"), learned=learned)


def _reason(scanned: Scanned, verdict: str) -> str:
    """Return why a piece is written off, "" for other verdicts. Raises LeadsOnly, SayWhy."""
    if not VERDICTS[verdict][1]:
        return ""
    why = _("Only a lead writes goods off: press “Defective”, and they are kept apart.")
    demand_lead(scanned, why)
    return read_reason(scanned.context.get("reason"))


def _inspect(scanned: Scanned, back: GoodsReturn) -> Answer:
    verdict = str(scanned.context.get("verdict") or "")
    if verdict not in VERDICTS:
        raise SayWhatItIs(
            _("Look at the piece and press what state it is in, then scan it."),
            title=_("What state is it in?"),
        )
    goods = the_goods(scanned.code, Scope.shop(back.shop_id), among=set(sent_in(back) or ()))
    judged = _judged(goods, verdict, _reason(scanned, verdict))
    judge(back, judged, who=scanned.actor.label, at=scanned.at)
    return _told(
        back,
        goods.sku,
        VERDICTS[verdict][2],
        can_undo=True,
        data={"undo": {"return": back.pk, "offer": goods.id, "verdict": verdict}},
        learned={"verdict": None, "reason": None},
    )


def _judged(goods: OfferGoods, verdict: str, note: str) -> Judged:
    condition, is_written_off, _words = VERDICTS[verdict]
    return Judged(goods=goods, condition=condition, is_written_off=is_written_off, note=note)


def _begin(back: GoodsReturn) -> dict[str, Any]:
    return {**NOTHING, "return": back.pk}


def _told(back: GoodsReturn, title: Any, text: Any = "", **more: Any) -> Answer:
    sent = sent_in(back)
    seen = sum(back.lines.values_list("quantity", flat=True))
    of = sum(sent.values()) if sent else 0
    return told(title, text, subject=("return", back.pk), done=seen, of=of, **more)

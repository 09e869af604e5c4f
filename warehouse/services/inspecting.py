"""Goods that came back are looked through piece by piece: sold again, kept apart, or written off."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from kernel.errors import Conflict, Refusal
from kernel.outbox.post import record
from sellers.public import OfferGoods
from warehouse.events import ReturnInspected
from warehouse.models import Cell, GoodsReturn, ReturnedLine
from warehouse.services.booking import Booking, book
from warehouse.services.cells import place_of_kind
from warehouse.services.expecting_returns import demand_return
from warehouse.states import CellKind, Condition, MovementKind, ReturnState

LONGEST_NOTE = 300


class NotOfThisParcel(Refusal):
    """These goods did not leave in that parcel."""

    code = "not_of_this_parcel"


class MoreThanSent(Conflict):
    """So many pieces did not leave in that parcel."""

    code = "more_than_sent"


class NothingToTakeBack(Conflict):
    """No such piece was judged, or it has gone on."""

    code = "nothing_to_take_back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Pieces of one kind of goods and what is to become of them; ``note`` says why."""

    goods: OfferGoods
    condition: str
    is_written_off: bool = False
    quantity: int = 1
    note: str = ""


def sent_in(back: GoodsReturn) -> dict[int, int] | None:
    """Return what left in the parcel, pieces by offer; None where nobody knows what it was."""
    if back.outbound is None:
        return None
    lines = back.outbound.lines.values_list("offer_id")
    packed = dict(lines.annotate(n=Sum("packed")))
    return packed if any(packed.values()) else dict(lines.annotate(n=Sum("quantity")))


def judge(back: GoodsReturn, judged: Judged, *, who: str, at: datetime) -> ReturnedLine:
    """Book pieces of a held return that has arrived, in the caller's transaction.

    Good ones stand at the returns desk until they are put away; others go to quarantine; what is written off
    comes in and goes out. Raises ReturnNotOpen, NotOfThisParcel, MoreThanSent.
    """
    demand_return(back, ReturnState.ARRIVED)
    _demand_sent(back, judged)
    _book(back, judged, 1, who=who, at=at)
    line, _new = ReturnedLine.objects.get_or_create(
        goods_return=back,
        offer_id=judged.goods.id,
        condition=judged.condition,
        is_written_off=judged.is_written_off,
        defaults={"quantity": judged.quantity, "note": judged.note},
    )
    if not _new:
        line.quantity += judged.quantity
        if judged.note not in line.note:
            line.note = f"{line.note}; {judged.note}"[:LONGEST_NOTE]
        line.save(update_fields=["quantity", "note"])
    return line


def take_back_judged(back: GoodsReturn, judged: Judged, *, who: str, at: datetime) -> None:
    """Undo `judge`. Raises ReturnNotOpen, NothingToTakeBack, NotEnoughStock once the pieces have gone on."""
    demand_return(back, ReturnState.ARRIVED)
    line = back.lines.filter(
        offer_id=judged.goods.id,
        condition=judged.condition,
        is_written_off=judged.is_written_off,
        quantity__gte=judged.quantity,
    ).first()
    if line is None:
        raise NothingToTakeBack(_("There is nothing that can be taken back."))
    _book(back, judged, -1, who=who, at=at)
    if line.quantity == judged.quantity:
        line.delete()
    else:
        line.quantity -= judged.quantity
        line.save(update_fields=["quantity"])


def finish_return(back: GoodsReturn, *, at: datetime) -> dict[str, int]:
    """End a held return and tell what became of its goods; return the pieces by verdict."""
    demand_return(back, ReturnState.ARRIVED)
    back.inspect(at=at)
    back.save()
    pieces = pieces_of(back)
    record(
        ReturnInspected(
            occurred_at=at,
            shop_id=back.shop_id,
            order_id=back.order_id,
            return_id=back.pk,
            good=pieces["good"],
            quarantine=pieces["quarantine"],
            defective=pieces["defective"],
            written_off=pieces["written_off"],
        )
    )
    return pieces


def pieces_of(back: GoodsReturn) -> dict[str, int]:
    """Return how many pieces of a return came to what: good, quarantine, defective, written_off."""
    pieces = dict.fromkeys((*Condition.values, "written_off"), 0)
    for line in back.lines.all():
        pieces["written_off" if line.is_written_off else line.condition] += line.quantity
    return pieces


def _demand_sent(back: GoodsReturn, judged: Judged) -> None:
    sent = sent_in(back)
    if sent is None:
        return
    if judged.goods.id not in sent:
        raise NotOfThisParcel(
            _(
                "%(sku)s did not leave in this parcel: set it aside and open it as “Nobody knows it”."
            )
            % {"sku": judged.goods.sku},
            title=_("Not of this parcel"),
        )
    seen = back.lines.filter(offer_id=judged.goods.id).aggregate(n=Sum("quantity"))["n"] or 0
    if seen + judged.quantity > sent[judged.goods.id]:
        raise MoreThanSent(
            _("Only %(n)s of %(sku)s left in this parcel.")
            % {"n": sent[judged.goods.id], "sku": judged.goods.sku}
        )


def _book(back: GoodsReturn, judged: Judged, sign: int, *, who: str, at: datetime) -> None:
    good = judged.condition == Condition.GOOD and not judged.is_written_off
    booking = Booking(
        shop_id=back.shop_id,
        offer_id=judged.goods.id,
        cell_id=_place(back.warehouse_id, good).pk,
        condition=judged.condition,
        delta=sign * judged.quantity,
    )
    away = Booking(
        shop_id=booking.shop_id,
        offer_id=booking.offer_id,
        cell_id=booking.cell_id,
        condition=booking.condition,
        delta=-booking.delta,
    )
    came, went = (MovementKind.RETURN, booking), (MovementKind.WRITE_OFF, away)
    steps = [came, went] if judged.is_written_off else [came]
    for kind, one in steps if sign > 0 else steps[::-1]:
        book(
            [one],
            warehouse_id=back.warehouse_id,
            kind=kind,
            who=who,
            at=at,
            subject=("return", back.pk),
        )


def _place(warehouse_id: int, good: bool) -> Cell:
    """Return where judged goods are put: the returns desk, or quarantine where there is one."""
    if not good:
        rows = Cell.objects.filter(warehouse_id=warehouse_id, kind=CellKind.QUARANTINE)
        if cell := rows.order_by("path", "pk").first():
            return cell
    return place_of_kind(warehouse_id, CellKind.RETURNS)

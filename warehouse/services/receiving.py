"""Goods at the door: counted, damaged ones apart, labelled where they have no barcode (R-001-22..-26, C-39).

What waits for its label stands in quarantine at the door; each label that is scanned back frees one
piece. Nothing at the door is sold: only shelves are.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Sum
from django.utils.translation import gettext_lazy as _

from kernel.errors import Conflict, Refusal
from kernel.outbox.post import record
from sellers.public import OfferGoods
from warehouse.events import GoodsReceived
from warehouse.models import DoorRefusal, Inbound, InboundLine, Lot
from warehouse.rules.door import NotLetIn, Size, is_measured, why_not_let_in
from warehouse.services.booking import Booking, book
from warehouse.services.cells import place_of_kind
from warehouse.states import CellKind, Condition, MovementKind

MOST_AT_ONCE = 10_000
MOST_LABELS = 500


class SizeUnknown(Refusal):
    """Goods that may be too large have no measures yet."""

    code = "size_unknown"


class HasExpired(Refusal):
    """The goods' time is over."""

    code = "has_expired"


class OtherExpiry(Conflict):
    """The lot is known with another date."""

    code = "other_expiry"


class LabelsMissing(Conflict):
    """Pieces of the delivery wait for their label still."""

    code = "labels_missing"


class NoLabelAwaited(Conflict):
    """No piece of these goods waits for a label."""

    code = "no_label_awaited"


class CannotTakeBack(Conflict):
    """What was received has gone on meanwhile."""

    code = "cannot_take_back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """So many pieces of one kind of goods, as they were found at the door."""

    goods: OfferGoods
    quantity: int = 1
    damaged: bool = False
    needs_label: bool = False
    lot_id: int | None = None

    @property
    def condition(self) -> str:
        """Return the condition in which they stand at the door."""
        if self.damaged:
            return Condition.DEFECTIVE
        return Condition.QUARANTINE if self.needs_label else Condition.GOOD

    @property
    def place(self) -> dict[str, Any]:
        """Return by what their line of a delivery is known."""
        return {"offer_id": self.goods.id, "lot_id": self.lot_id}

    @property
    def counters(self) -> dict[str, int]:
        """Return by how much each count of the delivery's line grows."""
        return {
            "received": self.quantity,
            "damaged": self.quantity if self.damaged else 0,
            "awaiting_label": self.quantity if self.needs_label and not self.damaged else 0,
        }


def why_not_received(inbound: Inbound, goods: OfferGoods, size: Size | None) -> NotLetIn | None:
    """Return the door's rule that goods break, or None (R-001-23..-25).

    ``size`` was measured at the door and counts before what the seller says. Raises SizeUnknown for furniture
    and appliances that nobody has measured; once some of the delivery were let in, they are not asked for
    again.
    """
    known = size or goods.size
    let_in = inbound.lines.filter(offer_id=goods.id, received__gt=0)
    if known is None and is_measured(goods.category) and not let_in.exists():
        raise SizeUnknown(
            _("Measure it first: type its sides in millimetres, such as 1500x1000x500."),
            title=_("Measure it"),
        )
    return why_not_let_in(goods.category, known)


def refuse_at_door(
    inbound: Inbound, goods: OfferGoods, why: NotLetIn, *, quantity: int, who: str, at: datetime
) -> DoorRefusal:
    """Keep that goods were not let in, and by which rule."""
    refusal: DoorRefusal = DoorRefusal.everything.create(
        shop_id=inbound.shop_id,
        inbound=inbound,
        offer_id=goods.id,
        what=f"{goods.sku} {goods.name}"[:200],
        quantity=quantity,
        rule=why.rule,
        at=at,
        by=who,
    )
    return refusal


def receive_goods(inbound: Inbound, arrived: Arrived, *, who: str, at: datetime) -> InboundLine:
    """Take pieces in at a held delivery: its line counts them, and they stand at the door."""
    if not 0 < arrived.quantity <= MOST_AT_ONCE:
        raise Refusal(_("Take in 1 to %(most)s pieces at once.") % {"most": MOST_AT_ONCE})
    InboundLine.objects.get_or_create(inbound=inbound, **arrived.place)
    return _count(inbound, arrived, 1, who=who, at=at)


def take_back_received(
    inbound: Inbound, arrived: Arrived, *, who: str, at: datetime
) -> InboundLine:
    """Undo `receive_goods`. Raises CannotTakeBack once the pieces were labelled or put away."""
    line = inbound.lines.filter(**arrived.place).first()
    counters = arrived.counters
    gone = line is None or (
        line.received - line.damaged - line.awaiting_label - line.put_away
        < counters["received"] - counters["damaged"] - counters["awaiting_label"]
        or line.awaiting_label < counters["awaiting_label"]
    )
    if gone:
        raise CannotTakeBack(_("These pieces have gone on already: correct them by a count."))
    return _count(inbound, arrived, -1, who=who, at=at)


def free_labelled(inbound: Inbound, goods: OfferGoods, *, who: str, at: datetime) -> InboundLine:
    """Let one piece go whose label of ours was scanned back (R-001-22). Raises NoLabelAwaited."""
    waiting = inbound.lines.filter(offer_id=goods.id, awaiting_label__gt=0)
    line = waiting.order_by("pk").first()
    if line is None:
        raise NoLabelAwaited(_("No piece of %(sku)s waits for a label.") % {"sku": goods.sku})
    return _turn_label(inbound, line, -1, who=who, at=at)


def take_back_labelled(inbound: Inbound, line_id: int, *, who: str, at: datetime) -> InboundLine:
    """Undo `free_labelled`. Raises CannotTakeBack once the piece was put away."""
    line = inbound.lines.get(pk=line_id)
    if line.received - line.damaged - line.awaiting_label - line.put_away < 1:
        raise CannotTakeBack(_("This piece has gone on already: correct it by a count."))
    return _turn_label(inbound, line, 1, who=who, at=at)


def _turn_label(
    inbound: Inbound, line: InboundLine, step: int, *, who: str, at: datetime
) -> InboundLine:
    InboundLine.objects.filter(pk=line.pk).update(awaiting_label=F("awaiting_label") + step)
    book(
        [
            _at_door(inbound, line.offer_id, line.lot_id, Condition.QUARANTINE, step),
            _at_door(inbound, line.offer_id, line.lot_id, Condition.GOOD, -step),
        ],
        warehouse_id=inbound.warehouse_id,
        kind=MovementKind.RECEIPT,
        who=who,
        at=at,
        subject=("inbound", inbound.pk),
    )
    line.refresh_from_db()
    return line


def the_lot(goods: OfferGoods, code: str, expires_on: date | None, *, today: date) -> Lot | None:
    """Return the lot of that code, made where it is new; none for goods that came without.

    Raises HasExpired, OtherExpiry.
    """
    if not code and expires_on is None:
        return None
    if expires_on is not None and expires_on <= today:
        raise HasExpired(
            _("It expired on %(day)s: press “Damaged” and take it in so.")
            % {"day": f"{expires_on:%d.%m.%Y}"}
        )
    lot, _new = Lot.everything.get_or_create(
        offer_id=goods.id,
        code=(code or f"{expires_on:%Y-%m-%d}")[:60],
        defaults={"shop_id": goods.shop_id, "expires_on": expires_on},
    )
    if expires_on is not None and lot.expires_on != expires_on:
        raise OtherExpiry(
            _("Lot %(lot)s is known with the date %(day)s: look at the piece again.")
            % {"lot": lot.code, "day": lot.expires_on or "—"}
        )
    return lot


def finish_inbound(inbound: Inbound, *, at: datetime) -> bool:
    """End a held delivery and tell it; return whether it was not what was announced.

    Raises LabelsMissing while a piece waits for its label.
    """
    waiting = inbound.lines.aggregate(n=Sum("awaiting_label"))["n"] or 0
    if waiting:
        raise LabelsMissing(
            _("%(n)s pieces wait for their label: stick it on and scan each first.")
            % {"n": waiting}
        )
    differs = differs_from_announced(inbound)
    inbound.finish(at=at)
    inbound.version += 1
    inbound.save()
    record(
        GoodsReceived(
            occurred_at=at,
            shop_id=inbound.shop_id,
            inbound_id=inbound.pk,
            pieces=inbound.lines.aggregate(n=Sum("received"))["n"] or 0,
            differences=differs,
        )
    )
    return differs


def differs_from_announced(inbound: Inbound) -> bool:
    """Tell whether a delivery is not what was announced: counts, damage, refusals."""
    sums = inbound.lines.values("offer_id").annotate(
        said=Sum("expected"), came=Sum("received"), broken=Sum("damaged")
    )
    uneven = any(row["said"] != row["came"] or row["broken"] for row in sums)
    return uneven or inbound.refusals.exists()


def _count(inbound: Inbound, arrived: Arrived, sign: int, *, who: str, at: datetime) -> InboundLine:
    line = inbound.lines.get(**arrived.place)
    grown = {name: F(name) + sign * n for name, n in arrived.counters.items()}
    InboundLine.objects.filter(pk=line.pk).update(**grown)
    book(
        [
            _at_door(
                inbound,
                arrived.goods.id,
                arrived.lot_id,
                arrived.condition,
                sign * arrived.quantity,
            )
        ],
        warehouse_id=inbound.warehouse_id,
        kind=MovementKind.RECEIPT,
        who=who,
        at=at,
        subject=("inbound", inbound.pk),
    )
    line.refresh_from_db()
    return line


def _at_door(
    inbound: Inbound, offer_id: int, lot_id: int | None, condition: str, delta: int
) -> Booking:
    return Booking(
        shop_id=inbound.shop_id,
        offer_id=offer_id,
        cell_id=place_of_kind(inbound.warehouse_id, CellKind.DOOR).pk,
        lot_id=lot_id,
        condition=condition,
        delta=delta,
    )

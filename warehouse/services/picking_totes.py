"""Totes of a walk: one for each order on the cart, or one for many that are sorted afterwards (R-002-16)."""

from typing import Any

from django.db import connection
from django.db.models import F
from django.utils.translation import gettext as _

from kernel.errors import Conflict, Refusal
from warehouse.models import Balance, Cell, Outbound, OutboundLine, PickLine, Reservation
from warehouse.services.carrying import carry
from warehouse.services.in_hand import hands
from warehouse.services.parcels import settle_waves
from warehouse.services.picking_rows import Held, held_line, lacks_pieces, open_lines, progress
from warehouse.services.scanning import Answer, Scanned
from warehouse.services.stopping import demand_live
from warehouse.services.walking import save
from warehouse.states import CellKind, MovementKind, OutboundState, Verdict

O = OutboundState  # noqa: E741


class WrongTote(Refusal):
    """These goods go into another tote."""

    code = "wrong_tote"


class ToteInUse(Conflict):
    """The tote is another parcel's, or goods of something else lie in it."""

    code = "tote_in_use"


def put_on_cart(scanned: Scanned, held: dict[str, Any], tote: Cell) -> Answer:
    """Give an empty tote to the next order of the wave that has none: cluster picking.

    Raises ToteInUse, and WrongTote when every order has one.
    """
    _demand_tote(tote)
    Cell.objects.select_for_update(no_key=True).get(pk=tote.pk)
    if _users(tote).exists() or _has_goods(tote).exists():
        raise ToteInUse(
            _("Tote %(tote)s is in use. Take an empty one.") % {"tote": tote.code},
            title=_("In use"),
        )
    parcel = _next_without_tote(held["wave"])
    if parcel is None:
        raise WrongTote(_("Every order of this wave has its tote. Scan the place to go on."))
    demand_live(parcel, at=scanned.at)
    parcel.tote_id = tote.pk
    save(parcel)
    done, of = progress(held["wave"])
    return Answer(
        verdict=Verdict.OK,
        title=tote.code,
        text=_("For order %(number)s. Scan the next tote, or the first place.")
        % {"number": parcel.order.number},
        done=done,
        of=of,
        can_undo=True,
        data={
            **hands("pick", **{**held, "line": None, "n": 0}),
            "did": {"tote": tote.pk, "outbound": str(parcel.pk)},
            "context": {"wave": held["wave"]},
        },
        subject=("outbound", str(parcel.pk)),
    )


def put_into(scanned: Scanned, held: dict[str, Any], tote: Cell) -> Answer:
    """Book what is in hand from its shelf into the tote; the order holds it there now.

    Raises WrongTote, ToteInUse, LineIsGone, NotHeldAnyMore, Stop.
    """
    found = held_line(held["line"])
    line, parcel, pieces = found.line, found.parcel, int(held["n"])
    demand_live(parcel, at=scanned.at)
    _demand_right(found, tote)
    if line.picker_id != scanned.actor.user_id or line.ended_at is not None:
        raise Conflict(_("This line is done or somebody else's now. Put the pieces back."))
    carry(
        order_id=line.outbound_line.order_id,
        balance=line.balance,
        to_cell_id=tote.pk,
        pieces=pieces,
        kind=MovementKind.PICK,
        who=scanned.actor.label,
        at=scanned.at,
        subject=("outbound", parcel.pk),
    )
    alone = _count(found, tote, pieces, scanned)
    settle_waves([found.wave.pk], at=scanned.at)
    did = {"line": found.line.pk, "tote": tote.pk, "n": pieces, "alone": alone}
    return _answer(found, tote, did, held)


def _count(found: Held, tote: Cell, pieces: int, scanned: Scanned) -> bool:
    """Write how far line and parcel are; tell whether the tote of many is the parcel's from now on."""
    line, parcel = found.line, found.parcel
    line.picked, line.tote_id = line.picked + pieces, tote.pk
    if line.picked + line.short == line.quantity:
        line.ended_at = scanned.at
    line.save(update_fields=["picked", "tote", "ended_at"])
    OutboundLine.objects.filter(pk=line.outbound_line_id).update(picked=F("picked") + pieces)
    if parcel.state == O.IN_WAVE:
        parcel.begin_picking()
        save(parcel)
    if not lacks_pieces(parcel):
        parcel.finish_picking(at=scanned.at)
        alone = parcel.tote_id is None and _goes_alone(parcel, tote)
        if alone:
            parcel.tote_id = tote.pk
        save(parcel)
        return alone
    return False


def _goes_alone(parcel: Outbound, tote: Cell) -> bool:
    """Tell whether a parcel needs no sorting: whole in this shared tote, of one line or alone in its wave."""
    orders = parcel.lines.values("order_id")
    held = Reservation.everything.filter(order_id__in=orders, balance__cell__kind=CellKind.TOTE)
    if held.exclude(balance__cell=tote).exists():
        return False
    if parcel.lines.count() == 1:
        return True
    return not Outbound.everything.filter(wave_id=parcel.wave_id).exclude(pk=parcel.pk).exists()


def _answer(found: Held, tote: Cell, did: dict[str, Any], held: dict[str, Any]) -> Answer:
    done, of = progress(found.wave.pk)
    following = open_lines(found.wave.pk).first()
    text = (
        _("Go to %(cell)s") % {"cell": following.balance.cell.code}
        if following
        else _("Everything of this wave is picked. Take the next one.")
    )
    return Answer(
        verdict=Verdict.OK,
        title=_("%(n)d into %(tote)s") % {"n": did["n"], "tote": tote.code},
        text=text,
        done=done,
        of=of,
        can_undo=True,
        data={
            **hands("pick", wave=found.wave.pk, cell=held["cell"] if following else None),
            "did": did,
            "context": {"wave": found.wave.pk if following else None},
            "lines": 1 if found.line.ended_at else 0,
        },
        subject=("outbound", str(found.parcel.pk)),
    )


def _demand_tote(tote: Cell) -> None:
    if tote.kind != CellKind.TOTE:
        raise WrongTote(_("%(code)s is no tote.") % {"code": tote.code}, title=_("No tote"))


def _demand_right(found: Held, tote: Cell) -> None:
    """Raise WrongTote or ToteInUse unless the line's goods may go into this tote."""
    parcel = found.parcel
    if parcel.tote_id == tote.pk:
        return
    _demand_tote(tote)
    if parcel.tote_id is not None:
        own = Cell.objects.get(pk=parcel.tote_id)
        raise WrongTote(
            _("These go into %(own)s, not into %(tote)s.") % {"own": own.code, "tote": tote.code},
            title=_("Into %(own)s") % {"own": own.code},
        )
    Cell.objects.select_for_update(no_key=True).get(pk=tote.pk)
    with connection.cursor() as cursor:
        cursor.execute(_TAKEN, {"tote": tote.pk, "wave": found.wave.pk})
        [(taken,)] = cursor.fetchall()
    if taken:
        raise _in_use(tote)


def _in_use(tote: Cell) -> ToteInUse:
    return ToteInUse(
        _("Tote %(tote)s is another order's. Take an empty one.") % {"tote": tote.code},
        title=_("In use"),
    )


def _users(tote: Cell) -> Any:
    return Outbound.everything.filter(tote=tote).exclude(state__in=[O.ENDED, O.HANDED_OVER])


def _has_goods(tote: Cell) -> Any:
    return Balance.everything.filter(cell=tote, on_hand__gt=0)


def _next_without_tote(wave_id: int) -> Outbound | None:
    """Return the parcel without a tote whose walk begins first, held.

    One of which pieces lie in a tote of many already is left to the wall: it would lie in two places.
    """
    lines = PickLine.objects.filter(wave_id=wave_id, ended_at=None)
    waiting = lines.filter(outbound_line__outbound__tote=None)
    first = waiting.order_by("path", "id").values_list("outbound_line__outbound_id", flat=True)
    rows = Outbound.everything.select_related("order").filter(tote=None)
    held = rows.select_for_update(of=("self",), no_key=True, skip_locked=True)
    for pk in dict.fromkeys(first):
        parcel = held.filter(pk=pk).first()
        if parcel and not OutboundLine.objects.filter(outbound=parcel, picked__gt=0).exists():
            return parcel
    return None


# A tote of many holds single-line parcels of this walk, which need no sorting, and what is sorted later.
_TAKEN = """
select exists (
  select from warehouse_outbound o where o.tote_id = %(tote)s
    and o.state not in ('ended', 'handed_over')
    and (o.wave_id is distinct from %(wave)s or o.state <> 'picked'
         or (select count(*) from warehouse_outboundline l where l.outbound_id = o.id) > 1)
) or exists (
  select from warehouse_balance b where b.cell_id = %(tote)s and b.on_hand > 0
    and not exists (select from warehouse_pickline p
                    where p.wave_id = %(wave)s and p.tote_id = %(tote)s)
)
"""

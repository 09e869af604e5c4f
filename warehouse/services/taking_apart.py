"""A packed parcel of a cancelled order is opened: its goods lie in a tote again (R-002-37, C-01)."""

from uuid import UUID

from django.db.models import Sum
from django.utils.translation import gettext as _

from kernel.errors import Refusal
from warehouse.models import Balance, Cell, Movement, Outbound
from warehouse.services.booking import Booking, book
from warehouse.services.in_hand import hand, hands
from warehouse.services.parcels import held_parcel, held_parcel_of_code
from warehouse.services.picking_rows import cell_of
from warehouse.services.scanning import Answer, Scanned, handles
from warehouse.services.walking import save
from warehouse.states import CellKind, MovementKind, OutboundState, Verdict


class NotToTakeApart(Refusal):
    """Only a stopped parcel is taken apart, into an empty tote."""

    code = "not_to_take_apart"


@handles("unpack")
def unpack(scanned: Scanned) -> Answer:
    """Take a stopped parcel, then an empty tote: its goods are booked there and are to be put back."""
    place, held = cell_of(scanned.code, scanned.warehouse_id), hand(scanned)
    if place is None:
        return _begin(held_parcel_of_code(scanned.code, warehouse_id=scanned.warehouse_id))
    if not held.get("parcel"):
        raise NotToTakeApart(_("Scan the label of the stopped parcel first."))
    return _into(scanned, held_parcel(UUID(held["parcel"])), place)


def _begin(parcel: Outbound) -> Answer:
    _demand_stopped(parcel)
    return Answer(
        verdict=Verdict.OK,
        title=_("Open it"),
        text=_("Take everything out, then scan an empty tote."),
        data={
            **hands("unpack", parcel=str(parcel.pk)),
            "context": {"parcel": str(parcel.pk)},
        },
        subject=("outbound", str(parcel.pk)),
    )


def _demand_stopped(parcel: Outbound) -> None:
    if parcel.state != OutboundState.INTERCEPTED:
        raise NotToTakeApart(
            _("Parcel %(code)s is “%(state)s”: it is not to be taken apart.")
            % {"code": parcel.code, "state": parcel.get_state_display()}
        )


def _into(scanned: Scanned, parcel: Outbound, tote: Cell) -> Answer:
    _demand_stopped(parcel)
    Cell.objects.select_for_update(no_key=True).get(pk=tote.pk)
    used = Outbound.everything.filter(tote=tote).exclude(state=OutboundState.ENDED).exists()
    full = Balance.everything.filter(cell=tote, on_hand__gt=0).exists()
    if tote.kind != CellKind.TOTE or used or full:
        raise NotToTakeApart(_("Take an empty tote: %(code)s is none.") % {"code": tote.code})
    book(
        _packed(parcel, tote),
        warehouse_id=parcel.warehouse_id,
        kind=MovementKind.UNPACK,
        who=scanned.actor.label,
        at=scanned.at,
        subject=("outbound", parcel.pk),
    )
    parcel.lines.update(packed=0)
    parcel.unpack(tote_id=tote.pk)
    save(parcel)
    return Answer(
        verdict=Verdict.OK,
        title=tote.code,
        text=_("Now open “Put back” and scan this tote."),
        data={**hands("unpack"), "context": {"parcel": None}},
        subject=("outbound", str(parcel.pk)),
    )


def _packed(parcel: Outbound, tote: Cell) -> list[Booking]:
    """Return what left stock in this parcel, of the lots it was of, as it comes back."""
    rows = Movement.everything.filter(
        subject_kind="outbound",
        subject_id=str(parcel.pk),
        kind__in=(MovementKind.PACK, MovementKind.UNPACK),
    )
    left = rows.values("shop_id", "balance__offer_id", "balance__lot_id").annotate(n=Sum("delta"))
    return [
        Booking(
            shop_id=one["shop_id"],
            offer_id=one["balance__offer_id"],
            lot_id=one["balance__lot_id"],
            cell_id=tote.pk,
            delta=-one["n"],
        )
        for one in left
        if one["n"] < 0
    ]

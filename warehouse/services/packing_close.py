"""Close a parcel and put its label on (R-002-18, R-002-19, R-002-31).

Closing books the goods out of the tote, ends what the order held of them, takes the packaging out of its
stock and makes the label, all with the scan that asked for it.
"""

from collections import defaultdict
from typing import Any

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _

from kernel.arrays import columns
from kernel.errors import Conflict, Refusal
from warehouse.models import Outbound, OutboundLine, OutboundMaterial, Packaging, Reservation
from warehouse.rules.packing import Missing, is_unpacked, unpacked_warning, why_not_closed
from warehouse.selectors.packing import Sheet, catalogue
from warehouse.services.booking import Booking, book
from warehouse.services.in_hand import hands
from warehouse.services.labels import label_code, make_label
from warehouse.services.packing_progress import Progress
from warehouse.services.scanning import Answer, Scanned
from warehouse.services.weights import expect
from warehouse.states import Liability, MovementKind, Verdict

ACTION = "pack"


class NotAllScanned(Refusal):
    """Pieces of the parcel were not scanned yet."""

    code = "not_all_scanned"


class PackingIncomplete(Refusal):
    """A packing rule is not met; ``code`` says which kind."""


class ToteDiffers(Conflict):
    """The books do not have the goods in this tote."""

    code = "tote_differs"


class WrongLabel(Refusal):
    """What was scanned is not the label of this parcel."""

    code = "wrong_label"


def close_parcel(parcel: Outbound, sheet: Sheet, progress: Progress, scanned: Scanned) -> Answer:
    """Close a held parcel all of whose pieces were scanned and whose rules are met.

    Raises NotAllScanned, PackingIncomplete, ToteDiffers.
    """
    about: dict[str, Any] = {"subject": ("outbound", str(parcel.pk))}
    _demand_all_scanned(sheet, progress, about)
    used = catalogue(progress.materials)
    kinds = progress.recorded(used)
    _demand(why_not_closed(sheet.plan, kinds, note_ticked=progress.note_ticked), about)
    if is_unpacked(kinds):
        if not progress.bare:
            _demand(unpacked_warning(), about)
        parcel.liability = Liability.SELLER
    _book_out(parcel, sheet, scanned)
    _use_packaging(parcel, progress, used)
    parcel.expected_weight_g = expect(sheet.lines, tare_g=progress.tare_g(used)).grams
    parcel.pack(at=scanned.at)
    parcel.version += 1
    parcel.save()
    make_label(parcel, at=scanned.at)
    return _closed(parcel, sheet, scanned)


def label_back(parcel: Outbound, scanned: Scanned) -> Answer:
    """Take the scan of the label on a closed parcel: it is on, and on the right one. Raises WrongLabel."""
    if scanned.code == "CMD:PRINT":
        return _print_again(parcel, scanned)
    if scanned.code not in {parcel.code, label_code(parcel)}:
        raise WrongLabel(
            _("Stick the label of %(code)s on this parcel and scan it there. This is another code.")
            % {"code": parcel.code},
            title=_("Not this label"),
            subject=("outbound", str(parcel.pk)),
        )
    parcel.label(at=scanned.at)
    parcel.version += 1
    parcel.save()
    return Answer(
        verdict=Verdict.OK,
        title=_("Labelled"),
        text=_("Put it on the way to the scale. Scan the next tote."),
        code="labelled",
        data=hands(ACTION),
        subject=("outbound", str(parcel.pk)),
    )


def _closed(parcel: Outbound, sheet: Sheet, scanned: Scanned) -> Answer:
    return Answer(
        verdict=Verdict.OK,
        title=_("Closed"),
        text=_("Stick the label on and scan it."),
        code="closed",
        done=sheet.pieces,
        of=sheet.pieces,
        data={**hands(ACTION, parcel=str(parcel.pk)), "print": _label_url(parcel)},
        subject=("outbound", str(parcel.pk)),
    )


def _print_again(parcel: Outbound, scanned: Scanned) -> Answer:
    return Answer(
        verdict=Verdict.OK,
        title=_("Printed again"),
        data={**hands(ACTION, parcel=str(parcel.pk)), "print": _label_url(parcel)},
        subject=("outbound", str(parcel.pk)),
    )


def _label_url(parcel: Outbound) -> str:
    return reverse("floor:label", args=[parcel.warehouse.code, parcel.code, "png"])


def _demand_all_scanned(sheet: Sheet, progress: Progress, about: dict[str, Any]) -> None:
    left = [
        f"{line.quantity - done} × {line.name}"
        for line in sheet.lines
        if (done := progress.pieces.get(line.pk, 0)) < line.quantity
    ]
    if left:
        raise NotAllScanned(
            _("Scan every piece before you close: %(left)s.") % {"left": ", ".join(left[:4])},
            title=_("Not all scanned"),
            **about,
        )


def _demand(missing: Missing | None, about: dict[str, Any]) -> None:
    if missing is None:
        return
    refusal = PackingIncomplete(str(missing.text), title=_("Not yet"), **about)
    refusal.code = missing.code
    raise refusal


def _book_out(parcel: Outbound, sheet: Sheet, scanned: Scanned) -> None:
    """Take what the orders hold in the tote out of it: the parcel has it from now on."""
    need: dict[tuple[Any, int], int] = defaultdict(int)
    for line in sheet.lines:
        need[line.order_id, line.offer_id] += line.quantity
    held = Reservation.everything.filter(
        order_id__in={line.order_id for line in sheet.lines}, balance__cell_id=parcel.tote_id
    ).select_related("balance")
    taken: dict[int, int] = {}
    bookings = []
    for one in held.order_by("balance_id", "pk"):
        key = (one.order_id, one.balance.offer_id)
        n = min(one.quantity, need.get(key, 0))
        if n:
            need[key] -= n
            taken[one.pk] = n
            bookings.append(_leaving(one, n))
    if any(need.values()):
        raise ToteDiffers(
            _(
                "The books do not have all of it in this tote: put the tote aside and call the lead."
            ),
            title=_("Call the lead"),
            subject=("outbound", str(parcel.pk)),
        )
    book(
        bookings,
        warehouse_id=parcel.warehouse_id,
        kind=MovementKind.PACK,
        who=scanned.actor.label,
        at=scanned.at,
        subject=("outbound", parcel.pk),
    )
    with connection.cursor() as cursor:
        cursor.execute(_LET_GO, columns(sorted(taken.items())))
    for line in sheet.lines:
        line.packed = line.quantity
    OutboundLine.objects.bulk_update(sheet.lines, ["packed"])


def _leaving(held: Reservation, n: int) -> Booking:
    balance = held.balance
    return Booking(
        shop_id=balance.shop_id,
        offer_id=balance.offer_id,
        cell_id=balance.cell_id,
        lot_id=balance.lot_id,
        condition=balance.condition,
        delta=-n,
        reserved=-n,
    )


def _use_packaging(parcel: Outbound, progress: Progress, used: dict[int, Packaging]) -> None:
    """Write down what the parcel took and take it out of the packaging's stock (R-001-28, R-002-31).

    Of what nobody counted in, the stock goes below nothing: it is then to be counted.
    """
    OutboundMaterial.objects.bulk_create(
        OutboundMaterial(outbound=parcel, packaging_id=pk, quantity=n, layers=layers)
        for pk, (n, layers) in sorted(progress.materials.items())
    )
    rows = [(pk, max(n, layers)) for pk, (n, layers) in sorted(progress.materials.items())]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_CONSUME, [parcel.warehouse_id, *columns(rows)])


_LET_GO = """
with given as (select * from unnest(%s::bigint[], %s::int[]) as g(id, n)),
gone as (
  delete from warehouse_reservation r using given g where r.id = g.id and r.quantity <= g.n
)
update warehouse_reservation r set quantity = r.quantity - g.n
from given g where r.id = g.id and r.quantity > g.n
"""
_CONSUME = """
insert into warehouse_packagingstock (warehouse_id, packaging_id, quantity, reorder_at)
select %s, g.id, -g.n, 0 from unnest(%s::bigint[], %s::int[]) as g(id, n) order by g.id
on conflict (warehouse_id, packaging_id)
do update set quantity = warehouse_packagingstock.quantity + excluded.quantity
"""

"""The packing station (R-002-18): open a tote, scan each piece and the packaging, close, label.

One person packs a parcel: whoever opened it first. Each scan takes the row lock of the parcel, so two
packers on one order have a unique winner, and the other is told who it is.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from kernel.errors import Conflict, NotFound, Refusal
from kernel.scope import PLATFORM, Scope
from orders.public import HoldReason
from warehouse.models import Cell, Outbound, Scan
from warehouse.rules.packing import why_not_this
from warehouse.selectors.barcodes import offers_with
from warehouse.selectors.packing import (
    AT_PACKING,
    Sheet,
    catalogue,
    packaging_with,
    parcel_in_hand,
    sheet_of,
)
from warehouse.selectors.sorting import unsorted_goods
from warehouse.services.cells import plain_code
from warehouse.services.in_hand import hand, hand_before, hands
from warehouse.services.packing_close import close_parcel, label_back
from warehouse.services.packing_progress import Progress
from warehouse.services.parcels import held_parcel
from warehouse.services.picking_rows import cell_of
from warehouse.services.scanning import Answer, NothingToUndo, Scanned, handles
from warehouse.services.second_parcel import part_parcel
from warehouse.services.shared_totes import ask_for_item, parcel_of_item
from warehouse.services.stopping import demand_live
from warehouse.states import OutboundState, PackagingKind, Verdict

ACTION = "pack"
CLOSE, NOTE, BARE, SECOND, LEAVE = "CMD:CLOSE", "CMD:NOTE", "CMD:BARE", "CMD:SECOND", "CMD:LEAVE"
ABANDONED = timedelta(minutes=15)
"""After so long without a scan of its packer, another may take a parcel over."""


class NothingToPack(NotFound):
    """No parcel that could be packed lies there."""

    code = "nothing_to_pack"


class SomebodyPacks(Conflict):
    """Another packer holds this parcel."""

    code = "somebody_packs"


class NotOfThisParcel(Refusal):
    """What was scanned is neither a piece of this parcel nor packaging."""

    code = "not_of_this_parcel"


class PackagingRefused(Refusal):
    """A rule does not let this packaging be used for these goods (R-002-33)."""

    code = "packaging_refused"


def undo_pack(scanned: Scanned, last: Scan) -> Answer:
    """Take back the last piece, packaging or tick, as long as the parcel is open and still the caller's."""
    if not last.answer.get("data", {}).get("step"):
        raise NothingToUndo(_("There is nothing that can be taken back."))
    parcel = _mine(scanned)
    if parcel is None or parcel.state not in AT_PACKING:
        raise NothingToUndo(_("The parcel is closed: this cannot be taken back."))
    before = hand_before(scanned, ACTION, last)
    progress = Progress.of(before, parcel.pk)
    return _answer(parcel, sheet_of(parcel), progress, title=_("Taken back"), step=False)


@handles(ACTION, undo=undo_pack)
def pack(scanned: Scanned) -> Answer:
    """Do what a scan at a packing station means."""
    parcel = _mine(scanned)
    if parcel is None:
        return _open(scanned)
    demand_live(parcel, at=scanned.at)
    if parcel.state == OutboundState.PACKED:
        return label_back(parcel, scanned)
    if parcel.state not in AT_PACKING:
        return _open(scanned)
    sheet, progress = sheet_of(parcel), Progress.of(hand(scanned), parcel.pk)
    return _command(scanned, parcel, sheet, progress) or _goods(scanned, parcel, sheet, progress)


def _mine(scanned: Scanned) -> Outbound | None:
    """Return the parcel that the caller packs, under its lock; None if there is none any more."""
    mine = parcel_in_hand(scanned.actor.user_id, scanned.warehouse_id)
    if mine is None:
        return None
    parcel = held_parcel(mine.pk)
    return parcel if parcel.packer_id == scanned.actor.user_id else None


def _open(scanned: Scanned) -> Answer:
    """Take a parcel in hand: the caller is its packer from now on."""
    place = cell_of(scanned.code, scanned.warehouse_id)
    if (asked := ask_for_item(place)) is not None:
        return asked
    parcel = held_parcel(_found(scanned).pk)
    demand_live(parcel, at=scanned.at)
    _demand_open(parcel, scanned)
    parcel.packer_id = scanned.actor.user_id
    parcel.save(update_fields=["packer"])
    sheet = sheet_of(parcel)
    progress = Progress(parcel=str(parcel.pk))
    return _answer(parcel, sheet, progress, title=parcel.order.number, step=False)


def _found(scanned: Scanned) -> Outbound:
    """Return the parcel in the scanned tote or slot, or the one with the scanned code."""
    code = plain_code(scanned.code)
    rows = Outbound.objects.of(PLATFORM).filter(warehouse_id=scanned.warehouse_id)
    rows = rows.exclude(state=OutboundState.ENDED)
    cell = Cell.objects.filter(warehouse_id=scanned.warehouse_id, code=code).first()
    if cell is None:
        found = list(rows.filter(code=code)[:1])
        if not found and (one := parcel_of_item(scanned)) is not None:
            return one
    else:
        found = list(rows.filter(tote=cell).order_by("place", "pk")[:20])
    if cell is not None and _is_unsorted(cell, found):
        raise NothingToPack(
            _("Goods of several orders lie in %(cell)s: sort them on the wall first.")
            % {"cell": cell.code},
            title=_("Sort first"),
        )
    if not found:
        _demand_last_live(scanned)
        raise NothingToPack(
            _("Nothing to pack here: scan a tote or a slot of the wall with picked goods."),
            title=_("Nothing here"),
        )
    return found[0]


def _is_unsorted(cell: Cell, found: Sequence[Outbound]) -> bool:
    """Tell whether goods must go to the wall first: of several orders, or left over in a tote of many."""
    if not found:
        return bool(unsorted_goods(cell.warehouse_id, tote_id=cell.pk))
    return len({one.order_id for one in found}) > 1


def _demand_last_live(scanned: Scanned) -> None:
    """Raise Stop when what the caller was packing was cancelled under their hands."""
    last = hand(scanned).get("parcel")
    rows = Outbound.objects.of(PLATFORM).filter(pk=last).select_related("order") if last else ()
    for parcel in rows:
        demand_live(parcel, at=scanned.at)


def _demand_open(parcel: Outbound, scanned: Scanned) -> None:
    """Raise unless the parcel may be packed now, by the caller."""
    about: dict[str, Any] = {"subject": ("outbound", str(parcel.pk))}
    if parcel.state not in AT_PACKING:
        raise NothingToPack(
            _("Parcel %(code)s is “%(state)s”: there is nothing to pack in it now.")
            % {"code": parcel.code, "state": parcel.get_state_display()},
            **about,
        )
    if parcel.order.held_reason == HoldReason.LABEL_MISSING:
        raise NothingToPack(
            _("The trade partner has not sent the label of order %(number)s yet. Put it aside.")
            % {"number": parcel.order.number},
            title=_("No label yet"),
            **about,
        )
    if parcel.needs_check and parcel.checked_at is None:
        raise NothingToPack(
            _("This shop wants its goods checked before packing: open “Check” and scan the tote."),
            title=_("Check first"),
            **about,
        )
    if parcel.packer_id not in (None, scanned.actor.user_id) and not _is_abandoned(parcel, scanned):
        raise SomebodyPacks(
            _("%(who)s is packing this parcel. Take another, or agree with them.")
            % {"who": parcel.packer.name if parcel.packer else ""},
            title=_("Taken"),
            **about,
        )


def _is_abandoned(parcel: Outbound, scanned: Scanned) -> bool:
    """Tell whether the packer of a parcel has not scanned anything for long."""
    since = scanned.at - ABANDONED
    scans = Scan.objects.filter(subject_kind="outbound", subject_id=str(parcel.pk), action=ACTION)
    return not scans.filter(at__gt=since).exists()


def _command(scanned: Scanned, parcel: Outbound, sheet: Sheet, progress: Progress) -> Answer | None:
    """Do what a command barcode says, or return None for what is none."""
    code = scanned.code
    if code == CLOSE:
        return close_parcel(parcel, sheet, progress, scanned)
    if code == NOTE:
        ticked = Progress.of({**progress.as_held(), "note_ticked": True}, parcel.pk)
        return _answer(parcel, sheet, ticked, title=_("Request done"))
    if code == BARE:
        bare = Progress.of({**progress.as_held(), "bare": True}, parcel.pk)
        return _answer(parcel, sheet, bare, title=_("Leaves as it is"))
    if code == SECOND:
        return part_parcel(parcel, sheet, progress, scanned)
    if code == LEAVE:
        parcel.packer_id = None
        parcel.save(update_fields=["packer"])
        return Answer(
            verdict=Verdict.OK,
            title=_("Put down"),
            data={**hands(ACTION)},
            subject=("outbound", str(parcel.pk)),
        )
    if code.isdigit() and len(code) <= 2:
        return _layers(int(code), parcel, sheet, progress)
    return None


def _layers(layers: int, parcel: Outbound, sheet: Sheet, progress: Progress) -> Answer:
    """Confirm how many layers of film there are round the goods (R-002-32)."""
    films = [
        pk for pk, one in catalogue(progress.materials).items() if one.kind == PackagingKind.FILM
    ]
    if not films:
        raise NotOfThisParcel(_("Scan the barcode of the film first, then say how many layers."))
    now = progress.with_material(films[-1], layers=layers)
    return _answer(parcel, sheet, now, title=_("%(n)d layers") % {"n": layers})


def _goods(scanned: Scanned, parcel: Outbound, sheet: Sheet, progress: Progress) -> Answer:
    """Take a piece of the parcel or a packaging; anything else is refused."""
    about: dict[str, Any] = {"subject": ("outbound", str(parcel.pk))}
    packaging = packaging_with(scanned.code)
    if packaging is not None:
        refused = why_not_this(sheet.plan, packaging.kind)
        if refused is not None:
            raise PackagingRefused(str(refused.text), title=_("Not in this"), **about)
        now = progress.with_material(packaging.pk)
        return _answer(parcel, sheet, now, title=packaging.name)
    offers = [line.offer_id for line in sheet.lines]
    known = offers_with(scanned.code, offers, Scope.shop(parcel.shop_id))
    lines = [line for line in sheet.lines if line.offer_id in known]
    if not lines:
        raise NotOfThisParcel(
            _("This does not belong to order %(number)s. Put it aside and scan the next piece.")
            % {"number": parcel.order.number},
            title=_("Wrong piece"),
            **about,
        )
    left = [line for line in lines if progress.pieces.get(line.pk, 0) < line.quantity]
    if not left:
        raise NotOfThisParcel(
            _("All %(n)d pieces of %(sku)s are in already: this one is too many.")
            % {"n": sum(line.quantity for line in lines), "sku": lines[0].sku},
            title=_("One too many"),
            **about,
        )
    return _answer(parcel, sheet, progress.with_piece(left[0].pk), title=left[0].name)


def _answer(
    parcel: Outbound, sheet: Sheet, progress: Progress, *, title: str, step: bool = True
) -> Answer:
    return Answer(
        verdict=Verdict.OK,
        title=title,
        done=progress.packed,
        of=sheet.pieces,
        can_undo=step,
        data={**hands(ACTION, **progress.as_held()), "step": step},
        subject=("outbound", str(parcel.pk)),
    )

"""Handovers: opened at a dock, loaded with closed pallets, described, dropped (R-002-23, R-002-42)."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from kernel.errors import Conflict, NotFound, Refusal
from warehouse.models import Handover, Outbound, Pallet, Station
from warehouse.services.pallets import PalletEmpty, locked_pallet
from warehouse.states import HandoverState, PalletState

OPEN = (HandoverState.LOADING, HandoverState.FROZEN)


class NoSuchHandover(NotFound):
    """There is no such handover here."""

    code = "no_such_handover"


class HandoverAlreadyOpen(Conflict):
    """This dock has a truck already."""

    code = "handover_already_open"


class SheetClosed(Conflict):
    """The sheet is closed: nothing goes onto it or off it."""

    code = "sheet_closed"


class SheetNotClosed(Conflict):
    """The sheet is still being written."""

    code = "sheet_not_closed"


class PalletNotForThis(Refusal):
    """The pallet cannot go with this truck."""

    code = "pallet_not_for_this"


class OnSheetAlready(Conflict):
    """The pallet stands on a sheet."""

    code = "on_sheet_already"


class ScanThePallet(Refusal):
    """Trucks are handed over by pallets; a parcel by itself is not (R-002-42)."""

    code = "scan_the_pallet"


@transaction.atomic
def open_handover(*, dock: Station, carrier: str, at: datetime) -> Handover:
    """Begin to load a truck of a carrier at a dock. Raises HandoverAlreadyOpen."""
    try:
        with transaction.atomic():
            return Handover.objects.create(
                warehouse_id=dock.warehouse_id, dock=dock, carrier=carrier, opened_at=at
            )
    except IntegrityError:
        raise HandoverAlreadyOpen(
            _("A truck is being loaded at this dock: finish or drop that one first.")
        ) from None


def handover_at(dock: Station) -> Handover | None:
    """Return the handover that is open at a dock, under its row lock."""
    rows = Handover.objects.select_for_update(no_key=True)
    return rows.filter(dock=dock, state__in=OPEN).first()


def locked_handover(handover_id: UUID) -> Handover:
    """Return a handover under its row lock. Raises NoSuchHandover."""
    rows = Handover.objects.select_for_update(of=("self",), no_key=True)
    found: Handover | None = rows.select_related("warehouse", "dock").filter(pk=handover_id).first()
    if found is None:
        raise NoSuchHandover(_("There is no such handover."))
    return found


def demand_loading(handover: Handover) -> None:
    """Raise SheetClosed unless the sheet is still being written."""
    if handover.state != HandoverState.LOADING:
        raise SheetClosed(
            _("Sheet %(number)s is closed: what comes now goes with the next truck.")
            % {"number": handover.number},
            title=_("Next sheet"),
        )


@transaction.atomic
def load_pallet(*, handover_id: UUID, sscc: str) -> Pallet:
    """Put a closed pallet of the same carrier onto the sheet.

    Raises NoSuchHandover, SheetClosed, NoSuchPallet, OnSheetAlready, PalletNotForThis, PalletEmpty when what
    stood on it was taken off since it was closed.
    """
    handover = locked_handover(handover_id)
    demand_loading(handover)
    pallet = locked_pallet(sscc=sscc, warehouse_id=handover.warehouse_id)
    _demand_fits(pallet, handover)
    pallet.load(handover_id=handover.pk)
    pallet.save()
    return pallet


@transaction.atomic
def unload_pallet(*, handover_id: UUID, sscc: str) -> Pallet:
    """Take a pallet off the sheet. Raises NoSuchHandover, SheetClosed, NoSuchPallet, PalletNotForThis."""
    handover = locked_handover(handover_id)
    demand_loading(handover)
    pallet = locked_pallet(sscc=sscc, warehouse_id=handover.warehouse_id)
    if pallet.handover_id != handover.pk:
        raise PalletNotForThis(_("Pallet %(sscc)s is not on this sheet.") % {"sscc": sscc})
    pallet.unload()
    pallet.save()
    return pallet


@transaction.atomic
def describe_handover(
    *, handover_id: UUID, vehicle: str, driver: str, destination: str
) -> Handover:
    """Say with what, by whom and where to the goods go. Raises NoSuchHandover, SheetClosed."""
    handover = locked_handover(handover_id)
    demand_loading(handover)
    handover.vehicle = " ".join(vehicle.split())[:40]
    handover.driver = " ".join(driver.split())[:120]
    handover.destination = " ".join(destination.split())[:400]
    handover.save()
    return handover


@transaction.atomic
def drop_handover(*, handover_id: UUID) -> Handover:
    """Give up a truck that is not coming: its pallets are free again. Raises NoSuchHandover, SheetClosed."""
    handover = locked_handover(handover_id)
    demand_loading(handover)
    for pallet in Pallet.objects.select_for_update(no_key=True).filter(handover=handover):
        pallet.unload()
        pallet.save()
    handover.drop()
    handover.save()
    return handover


def refuse_parcel(code: str, warehouse_id: int) -> ScanThePallet:
    """Return why a parcel is not scanned onto a truck, and where it stands."""
    rows = Outbound.everything.filter(code=code, warehouse_id=warehouse_id)
    found = rows.values_list("pallet__sscc", flat=True)[:1]
    if found and found[0]:
        text = _("This parcel stands on pallet %(sscc)s: scan the label of the pallet.")
        return ScanThePallet(text % {"sscc": found[0]}, title=_("Scan the pallet"))
    if found:
        text = _("This parcel is on no pallet: scan it onto one first.")
        return ScanThePallet(text, title=_("Not on a pallet"))
    return ScanThePallet(_("This is not the label of a pallet."), title=_("Scan a pallet"))


def _demand_fits(pallet: Pallet, handover: Handover) -> None:
    known = {"sscc": pallet.sscc, "carrier": pallet.carrier, "ours": handover.carrier}
    if pallet.state in (PalletState.LOADED, PalletState.HANDED_OVER):
        here = pallet.handover_id == handover.pk
        text = _("It is on this sheet already.") if here else _("It is on another sheet already.")
        raise OnSheetAlready(text, title=_("Scanned twice"))
    if pallet.carrier != handover.carrier:
        raise PalletNotForThis(
            _("It goes with %(carrier)s, this truck is of %(ours)s.") % known,
            title=_("Another carrier"),
        )
    if pallet.state != PalletState.CLOSED:
        raise PalletNotForThis(
            _("Pallet %(sscc)s is open: close it, then scan it again.") % known,
            title=_("Close it first"),
        )
    if not Outbound.everything.filter(pallet=pallet).exists():
        raise PalletEmpty(_("Nothing stands on this pallet: scan parcels onto it first."))

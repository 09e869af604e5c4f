"""Pallets: opened with an SSCC of their own, closed, opened again (R-002-22, R-002-42)."""

from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kernel.errors import Conflict, NotFound, Refusal
from warehouse.models import Outbound, Pallet, Station
from warehouse.rules.sscc import sscc
from warehouse.states import PalletState, StationKind


class NoSuchPallet(NotFound):
    """No pallet here has this SSCC."""

    code = "no_such_pallet"


class PalletAlreadyOpen(Conflict):
    """This dock has an open pallet for this carrier already."""

    code = "pallet_already_open"


class PalletNotOpen(Conflict):
    """The pallet does not stand in a state in which this can be done."""

    code = "pallet_not_open"


class PalletEmpty(Refusal):
    """Nothing stands on the pallet."""

    code = "pallet_empty"


class NotAtADock(Refusal):
    """Whoever scans has not said at which dock."""

    code = "not_at_a_dock"


def dock_of(station_id: int | None, *, warehouse_id: int) -> Station:
    """Return the dock at which somebody stands. Raises NotAtADock."""
    docks = Station.objects.filter(warehouse_id=warehouse_id, kind=StationKind.DOCK)
    dock: Station | None = docks.filter(pk=station_id).first() if station_id else None
    if dock is None:
        raise NotAtADock(_("Scan the barcode of your dock first."), title=_("Which dock?"))
    return dock


@transaction.atomic
def open_pallet(*, dock: Station, carrier: str, at: datetime) -> Pallet:
    """Open the one pallet of a carrier at a dock. Raises PalletAlreadyOpen, naming it."""
    number = sscc(dock.warehouse.gs1_prefix, _next_serial())
    try:
        with transaction.atomic():
            return Pallet.objects.create(
                warehouse_id=dock.warehouse_id,
                dock=dock,
                carrier=carrier,
                sscc=number,
                opened_at=at,
            )
    except IntegrityError:
        there = Pallet.objects.filter(dock=dock, carrier=carrier, state=PalletState.OPEN).first()
        raise PalletAlreadyOpen(
            _("Pallet %(sscc)s is open here for %(carrier)s: close it first.")
            % {"sscc": there.sscc if there else "", "carrier": carrier}
        ) from None


@transaction.atomic
def close_pallet(*, sscc: str, warehouse_id: int, at: datetime) -> Pallet:
    """Let a pallet take no more parcels. Raises NoSuchPallet, PalletNotOpen, PalletEmpty."""
    pallet = locked_pallet(sscc=sscc, warehouse_id=warehouse_id)
    _demand(pallet, PalletState.OPEN)
    if not Outbound.everything.filter(pallet=pallet).exists():
        raise PalletEmpty(_("Nothing stands on this pallet: scan parcels onto it first."))
    pallet.close(at=at)
    pallet.save()
    return pallet


@transaction.atomic
def reopen_pallet(*, sscc: str, warehouse_id: int) -> Pallet:
    """Let a closed pallet take parcels again. Raises NoSuchPallet, PalletNotOpen, PalletAlreadyOpen."""
    pallet = locked_pallet(sscc=sscc, warehouse_id=warehouse_id)
    _demand(pallet, PalletState.CLOSED)
    pallet.reopen()
    try:
        with transaction.atomic():
            pallet.save()
    except IntegrityError:
        raise PalletAlreadyOpen(
            _("Another pallet of %(carrier)s is open at this dock: close that one first.")
            % {"carrier": pallet.carrier}
        ) from None
    return pallet


def locked_pallet(*, sscc: str, warehouse_id: int) -> Pallet:
    """Return a pallet under its row lock. Raises NoSuchPallet."""
    rows: QuerySet[Pallet] = Pallet.objects.select_for_update(no_key=True)
    pallet = rows.filter(sscc=sscc, warehouse_id=warehouse_id).first()
    if pallet is None:
        raise NoSuchPallet(_("No pallet here has this number: scan the label on the pallet."))
    return pallet


def _demand(pallet: Pallet, state: str) -> None:
    if pallet.state != state:
        raise PalletNotOpen(
            _("Pallet %(sscc)s is “%(state)s”: this cannot be done now.")
            % {"sscc": pallet.sscc, "state": pallet.get_state_display()}
        )


def _next_serial() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select nextval('warehouse_sscc')")
        return int(cursor.fetchone()[0])

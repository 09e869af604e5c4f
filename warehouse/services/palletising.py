"""Put parcels onto the one open pallet of their carrier at a dock, and take them off (R-002-22, R-002-42)."""

from datetime import datetime

from django.db import transaction
from django.db.models import Subquery
from django.utils.translation import gettext_lazy as _

from kernel import trips
from kernel.errors import Conflict, Refusal
from kernel.scope import PLATFORM, Scope
from warehouse.models import Outbound, Pallet, Station
from warehouse.services.pallets import dock_of
from warehouse.services.parcels import NoSuchParcel
from warehouse.services.stopping import demand_live
from warehouse.states import OutboundState, PalletState, StationKind

O = OutboundState  # noqa: E741


class NoOpenPallet(Refusal):
    """No pallet is open at this dock for the parcel's carrier."""

    code = "no_open_pallet"


class AlreadyOnPallet(Conflict):
    """The parcel stands on a pallet."""

    code = "already_on_pallet"


class NotDispatched(Conflict):
    """The parcel was not scanned out of packing."""

    code = "not_dispatched"


class NotOnPallet(Conflict):
    """The parcel does not stand on a pallet that may be changed."""

    code = "not_on_pallet"


@transaction.atomic(savepoint=False)
def put_on_pallet(
    *, code: str, dock_id: int | None, warehouse_id: int, at: datetime, scope: Scope = PLATFORM
) -> tuple[Outbound, Pallet]:
    """Put a parcel onto the open pallet of its carrier at this dock; both stay locked until the end.

    Two statements and one write, which may ride in a trip. Raises NoSuchParcel, Stop, AlreadyOnPallet with
    which, NotDispatched, NotAtADock, NoOpenPallet.
    """
    pallet = _pallet_for(code, dock_id, warehouse_id)
    parcel = locked_parcel(code, warehouse_id=warehouse_id, scope=scope)
    demand_live(parcel, at=at)
    _demand_free(parcel)
    if pallet is None:
        raise no_open_pallet(dock_of(dock_id, warehouse_id=warehouse_id), parcel.carrier)
    parcel.palletise(pallet_id=pallet.pk)
    trips.write(_PUT_ON, [parcel.state, pallet.pk, parcel.pk])
    return parcel, pallet


@transaction.atomic
def take_off_pallet(*, code: str, warehouse_id: int) -> tuple[Outbound, Pallet]:
    """Take a parcel off its pallet while that is open. Raises NoSuchParcel, NotOnPallet.

    A stopped parcel may be taken off, too: it stays stopped.
    """
    on = Outbound.everything.filter(code=code, warehouse_id=warehouse_id)
    pallet_id = on.values_list("pallet_id", flat=True).first()
    pallet = Pallet.objects.select_for_update(no_key=True).filter(pk=pallet_id).first()
    parcel = locked_parcel(code, warehouse_id=warehouse_id)
    if pallet is None or parcel.pallet_id != pallet.pk:
        raise NotOnPallet(_("%(code)s does not stand on a pallet.") % {"code": parcel.code})
    if pallet.state != PalletState.OPEN and parcel.state != O.INTERCEPTED:
        raise NotOnPallet(
            _("Pallet %(sscc)s is closed: open it again first.") % {"sscc": pallet.sscc}
        )
    if pallet.state in (PalletState.LOADED, PalletState.HANDED_OVER):
        raise NotOnPallet(
            _("Pallet %(sscc)s is on a sheet: take it off the sheet first.") % {"sscc": pallet.sscc}
        )
    if parcel.state == O.PALLETISED:
        parcel.take_off()
    else:
        parcel.pallet_id = None
    parcel.version += 1
    parcel.save()
    return parcel, pallet


def open_pallet_of(dock: Station, carrier: str) -> Pallet | None:
    """Return the open pallet of a carrier at a dock under its row lock, if there is one."""
    rows = Pallet.objects.select_for_update(no_key=True)
    return rows.filter(dock=dock, carrier=carrier, state=PalletState.OPEN).first()


def no_open_pallet(dock: Station, carrier: str) -> NoOpenPallet:
    """Return the refusal that says what stands at the dock instead, and what to do."""
    others = list(
        Pallet.objects.filter(dock=dock, state=PalletState.OPEN).values_list("carrier", flat=True)
    )
    title = carrier or str(_("no carrier"))
    if others:
        text = _("It goes with %(carrier)s; here stand pallets of %(others)s. Open a new pallet.")
        return NoOpenPallet(text % {"carrier": title, "others": ", ".join(others)}, title=title)
    text = _("No pallet of %(carrier)s is open at this dock: scan NEW PALLET first.")
    return NoOpenPallet(text % {"carrier": title}, title=title)


def locked_parcel(code: str, *, warehouse_id: int, scope: Scope = PLATFORM) -> Outbound:
    """Return a parcel with its order, under its row lock. Raises NoSuchParcel."""
    rows = Outbound.objects.of(scope).select_related("order")
    held = rows.select_for_update(of=("self",), no_key=True)
    parcel: Outbound | None = held.filter(code=code, warehouse_id=warehouse_id).first()
    if parcel is None:
        raise NoSuchParcel(_("No parcel here has this code: scan the barcode on its label."))
    return parcel


def _pallet_for(code: str, dock_id: int | None, warehouse_id: int) -> Pallet | None:
    """Return the open pallet at a dock that goes with the parcel's carrier, under its row lock."""
    carrier = Outbound.everything.filter(code=code, warehouse_id=warehouse_id).values("carrier")[:1]
    rows = Pallet.objects.select_for_update(of=("self",), no_key=True)
    at_dock = rows.filter(dock_id=dock_id, dock__kind=StationKind.DOCK, warehouse_id=warehouse_id)
    return at_dock.filter(state=PalletState.OPEN, carrier=Subquery(carrier)).first()


def _demand_free(parcel: Outbound) -> None:
    if parcel.state == O.PALLETISED:
        # Read anew: who waited for the lock was handed the parcel without the pallet it got meanwhile.
        there = Pallet.objects.get(pk=parcel.pallet_id)
        raise AlreadyOnPallet(
            _("It stands on pallet %(sscc)s already.") % {"sscc": there.sscc},
            title=_("Scanned twice"),
            subject=("outbound", str(parcel.pk)),
        )
    if parcel.state != O.DISPATCHED:
        raise NotDispatched(
            _("%(code)s is “%(state)s”: bring it back to packing, it was not scanned out.")
            % {"code": parcel.code, "state": parcel.get_state_display()},
            title=_("Not packed to the end"),
            subject=("outbound", str(parcel.pk)),
        )


_PUT_ON = """
update warehouse_outbound set state = %s, pallet_id = %s, version = version + 1 where id = %s
"""

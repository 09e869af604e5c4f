"""Close a sheet: what stands on it now is one set, under one number and version (R-002-23, R-002-42)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from kernel.errors import Refusal
from kernel.outbox.post import record
from orders.states import OrderState
from warehouse.events import HandoverFrozen
from warehouse.models import Handover, Outbound, Pallet, Seal
from warehouse.rules.sheets import ParcelOnSheet, make_sheet, why_not_closable
from warehouse.services.acknowledging import demand_acknowledged
from warehouse.services.carrying_allowed import demand_allowed
from warehouse.services.handover_papers import keep_papers
from warehouse.services.handovers import SheetNotClosed, demand_loading, locked_handover
from warehouse.services.scanning import Stop
from warehouse.states import HandoverState, OutboundState

MOST_NAMED = 5


class NotReadyToClose(Refusal):
    """Something is missing on the sheet; ``field`` says what."""

    code = "not_ready_to_close"


class StoppedOnPallet(Stop):
    """A parcel of a cancelled order stands on a pallet of this truck: the red screen."""

    code = "stopped_on_pallet"


@dataclass(frozen=True, slots=True)
class Load:
    """What stands on a truck, under its locks."""

    pallets: list[Pallet]
    parcels: list[Outbound]

    def sscc_of(self, parcel: Outbound) -> str:
        """Return the pallet on which a parcel stands."""
        return next(pallet.sscc for pallet in self.pallets if pallet.pk == parcel.pallet_id)


@transaction.atomic
def freeze_handover(*, handover_id: UUID, at: datetime) -> Handover:
    """Close the sheet: pallets, parcels and seals as they are under their locks, numbered once.

    Raises NoSuchHandover, SheetClosed, NotReadyToClose; StoppedOnPallet, NotAcknowledged and
    CarrierNotAllowed naming parcels and pallets.
    """
    handover = locked_handover(handover_id)
    demand_loading(handover)
    load = held_load(handover)
    seals = list(
        Seal.objects.filter(handover=handover).order_by("id").values_list("number", flat=True)
    )
    missing = why_not_closable(
        vehicle=handover.vehicle,
        driver=handover.driver,
        destination=handover.destination,
        pallets=len(load.pallets),
        seals=len(seals),
    )
    if missing is not None:
        raise NotReadyToClose(missing.message, field=missing.field, title=_("Not yet"))
    demand_none_stopped(handover, load)
    demand_acknowledged(load.parcels, load.sscc_of)
    demand_allowed(load.parcels, handover.carrier, load.sscc_of)
    number = handover.number or _number(handover)
    sheet = make_sheet(
        heading=_heading(handover, number, at),
        seals=seals,
        parcels=[_row(p, load.sscc_of(p)) for p in load.parcels],
    )
    handover.freeze(number=number, sheet=sheet, at=at)
    handover.save()
    record(
        HandoverFrozen(
            occurred_at=at,
            warehouse_id=handover.warehouse_id,
            handover_id=handover.pk,
            version=handover.version,
        )
    )
    return handover


@transaction.atomic
def thaw_handover(*, handover_id: UUID, at: datetime) -> Handover:
    """Open a closed sheet that nobody signed: the next closing is a version of its own.

    The number stays; papers of earlier versions stay as they were printed. Raises NoSuchHandover,
    SheetNotClosed.
    """
    handover = locked_handover(handover_id)
    if handover.state != HandoverState.FROZEN:
        raise SheetNotClosed(_("The sheet is not closed, or signed already."))
    keep_papers(handover_id=handover.pk, at=at)
    handover.thaw()
    handover.version += 1
    handover.save()
    return handover


def held_load(handover: Handover) -> Load:
    """Return a handover's pallets and the parcels on them, all under their locks, by primary key."""
    pallets = list(
        Pallet.objects.select_for_update(no_key=True).filter(handover=handover).order_by("pk")
    )
    rows = Outbound.everything.select_related("order").filter(pallet__in=pallets).order_by("pk")
    parcels = list(rows.select_for_update(of=("self",), no_key=True))
    return Load(pallets, parcels)


def demand_none_stopped(handover: Handover, load: Load) -> None:
    """Raise StoppedOnPallet, naming them and what to do, for stopped parcels; forced ones may leave."""
    stopped = [
        p
        for p in load.parcels
        if p.state != OutboundState.PALLETISED
        or (p.order.state == OrderState.CANCELLED and not p.forced_reason)
    ]
    if not stopped:
        return
    named = ", ".join(f"{p.code} ({load.sscc_of(p)})" for p in stopped[:MOST_NAMED])
    is_closed = handover.state == HandoverState.FROZEN
    raise StoppedOnPallet(
        (_STOPPED_ON_CLOSED if is_closed else _STOPPED) % {"named": named},
        title=_("%(count)d stopped on board") % {"count": len(stopped)},
        parcels=[p.code for p in stopped],
    )


_STOPPED = _("Cancelled meanwhile, take off before the truck leaves: %(named)s.")
_STOPPED_ON_CLOSED = _(
    "Cancelled meanwhile: %(named)s. Open the sheet again, take them off their pallets, then close it."
)


def _number(handover: Handover) -> str:
    with connection.cursor() as cursor:
        cursor.execute("select nextval('warehouse_paper')")
        return f"{handover.warehouse.code.upper()}-{cursor.fetchone()[0]:06}"


def _row(parcel: Outbound, sscc: str) -> ParcelOnSheet:
    return ParcelOnSheet(
        sscc=sscc,
        code=parcel.code,
        order=parcel.order.number,
        grams=parcel.weight_g or 0,
        place=parcel.place,
        forced=bool(parcel.forced_reason),
    )


def _heading(handover: Handover, number: str, at: datetime) -> dict[str, Any]:
    place = handover.warehouse
    return {
        "number": number,
        "version": handover.version,
        "closed_at": at.isoformat(),
        "zone": place.zone,
        "warehouse": place.name,
        "company": place.company or place.name,
        "address": place.address,
        "dock": handover.dock.code,
        "carrier": handover.carrier,
        "vehicle": handover.vehicle,
        "driver": handover.driver,
        "destination": handover.destination,
    }

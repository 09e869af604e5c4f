"""Pallets of a building: what stands where, what waits for one, and the map of the docks."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, Sum

from kernel.scope import PLATFORM
from warehouse.models import Outbound, Pallet, Station
from warehouse.states import OutboundState, PalletState, StationKind

O = OutboundState  # noqa: E741
HERE = (PalletState.OPEN, PalletState.CLOSED, PalletState.LOADED)


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingPallet:
    """One pallet on the map; ``stopped`` parcels on it must come off before it leaves."""

    sscc: str
    carrier: str
    state: str
    state_name: str
    parcels: int
    stopped: int
    grams: int

    @property
    def short(self) -> str:
        """Return the end of its number, by which people tell pallets apart."""
        return self.sscc[-6:]

    @property
    def kilograms(self) -> str:
        """Return its parcels' weight as people say it."""
        return f"{self.grams / 1000:.1f}"


@dataclass(frozen=True, slots=True)
class DockOnMap:
    """A dock and the pallets at it, in the order they were opened."""

    code: str
    pallets: tuple[StandingPallet, ...]


def carriers_waiting(warehouse_id: int) -> list[str]:
    """Return the carriers for which packed parcels wait for a pallet."""
    rows = Outbound.objects.of(PLATFORM).filter(warehouse_id=warehouse_id, state=O.DISPATCHED)
    return sorted(set(rows.values_list("carrier", flat=True)))


def parcels_on(pallet_id: int) -> int:
    """Return how many parcels stand on a pallet."""
    return Outbound.objects.of(PLATFORM).filter(pallet_id=pallet_id).count()


def standing_pallets(**chosen: Any) -> list[tuple[int, StandingPallet]]:
    """Return pallets that have not left, each with its dock's id; one query, whatever their number."""
    rows = Pallet.objects.filter(state__in=HERE, **chosen).order_by("dock_id", "id")
    counted = rows.annotate(
        parcels=Count("outbounds"),
        stopped=Count("outbounds", filter=Q(outbounds__state=O.INTERCEPTED)),
        grams=Sum("outbounds__weight_g"),
    )
    return [
        (
            p.dock_id,
            StandingPallet(
                sscc=p.sscc,
                carrier=p.carrier,
                state=p.state,
                state_name=p.get_state_display(),
                parcels=p.parcels,
                stopped=p.stopped,
                grams=p.grams or 0,
            ),
        )
        for p in counted
    ]


def pallet_map(warehouse_id: int) -> list[DockOnMap]:
    """Return each dock of a building with its pallets: two queries."""
    standing: dict[int, list[StandingPallet]] = defaultdict(list)
    for dock_id, pallet in standing_pallets(warehouse_id=warehouse_id):
        standing[dock_id].append(pallet)
    docks = Station.objects.filter(warehouse_id=warehouse_id, kind=StationKind.DOCK)
    return [DockOnMap(d.code, tuple(standing[d.pk])) for d in docks.order_by("code")]

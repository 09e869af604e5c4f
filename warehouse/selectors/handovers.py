"""Handovers as screens and integrators see them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from kernel.scope import Scope
from warehouse.models import Handover, Outbound, Pallet, Seal
from warehouse.selectors.pallets import StandingPallet, standing_pallets
from warehouse.states import HandoverState, PalletState


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadingBay:
    """A truck at a dock: which pallets are on its sheet, and which of its carrier still stand there."""

    handover: Handover
    loaded: list[StandingPallet]
    waiting: list[StandingPallet]
    seals: list[Seal]

    @property
    def parcels(self) -> int:
        """Return how many parcels are on the sheet."""
        return sum(pallet.parcels for pallet in self.loaded)

    @property
    def grams(self) -> int:
        """Return what they weigh."""
        return sum(pallet.grams for pallet in self.loaded)

    @property
    def kilograms(self) -> str:
        """Return what they weigh as people say it."""
        return f"{self.grams / 1000:.1f}"


def bay_of(dock_id: int | None) -> LoadingBay | None:
    """Return what stands at a dock whose truck is being loaded: four queries."""
    rows = Handover.objects.filter(
        dock_id=dock_id, state__in=[HandoverState.LOADING, HandoverState.FROZEN]
    )
    found = rows.select_related("dock").first()
    if found is None:
        return None
    of_carrier = {"warehouse_id": found.warehouse_id, "carrier": found.carrier}
    standing = standing_pallets(**of_carrier, state=PalletState.CLOSED, dock_id=dock_id)
    return LoadingBay(
        handover=found,
        loaded=[pallet for _dock, pallet in standing_pallets(handover_id=found.pk)],
        waiting=[pallet for _dock, pallet in standing],
        seals=list(Seal.objects.filter(handover=found).order_by("id")),
    )


def loading_progress(handover_id: UUID) -> tuple[int, int]:
    """Return how many pallets are on the sheet, and of how many that could be."""
    found = Handover.objects.filter(pk=handover_id).values("dock_id", "carrier").first()
    if found is None:
        return 0, 0
    counted = Pallet.objects.aggregate(
        loaded=Count("id", filter=Q(handover_id=handover_id)),
        waiting=Count("id", filter=Q(state=PalletState.CLOSED, **found)),
    )
    return counted["loaded"], counted["loaded"] + counted["waiting"]


def carriers_to_load(dock_id: int | None) -> list[str]:
    """Return the carriers whose closed pallets stand at a dock."""
    rows = Pallet.objects.filter(dock_id=dock_id, state=PalletState.CLOSED)
    return sorted(set(rows.values_list("carrier", flat=True)))


def last_signed(dock_id: int | None) -> Handover | None:
    """Return the handover that was signed last at a dock."""
    rows = Handover.objects.filter(dock_id=dock_id, state=HandoverState.SIGNED)
    return rows.order_by("-signed_at").first()


def pallets_with_parcels_of(scope: Scope) -> QuerySet[Pallet]:
    """Return the pallets on which parcels of the scope's shops stand; ``parcels`` counts those only."""
    mine = Outbound.objects.of(scope)
    rows = Pallet.objects.filter(Exists(mine.filter(pallet=OuterRef("pk"))))
    return rows.select_related("warehouse", "dock").order_by("-id")


def handovers_with_parcels_of(scope: Scope) -> QuerySet[Handover]:
    """Return the handovers on which parcels of the scope's shops stand or stood."""
    mine = Outbound.objects.of(scope).filter(pallet__handover=OuterRef("pk"))
    rows = Handover.objects.filter(Exists(mine)).select_related("warehouse", "dock")
    return rows.prefetch_related("seals").order_by("-id")


def parcels_of_scope(scope: Scope, **chosen: Any) -> dict[Any, list[Outbound]]:
    """Return the scope's parcels on the chosen pallets, by pallet id: one query."""
    rows: Iterable[Outbound] = (
        Outbound.objects.of(scope).filter(**chosen).select_related("order").order_by("code")
    )
    found: dict[Any, list[Outbound]] = {}
    for parcel in rows:
        found.setdefault(parcel.pallet_id, []).append(parcel)
    return found

"""The sheet of a handover as plain values: what is printed, frozen, proved against the scans (R-002-23)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelOnSheet:
    """One row of the sheet; ``forced`` leaves at the seller's risk (R-002-38)."""

    sscc: str
    code: str
    order: str
    grams: int
    place: int = 1
    forced: bool = False


@dataclass(frozen=True, slots=True)
class Missing:
    """What keeps a sheet from being closed."""

    field: str
    message: Any


def why_not_closable(
    *, vehicle: str, driver: str, destination: str, pallets: int, seals: int
) -> Missing | None:
    """Return the first thing that is missing, or None. A truck leaves with a seal on it (R-002-47)."""
    if not pallets:
        return Missing("pallets", _("No pallet is on the sheet: scan the pallets first."))
    if not (vehicle and driver and destination):
        return Missing("vehicle", _("Enter vehicle, driver and destination first."))
    if not seals:
        return Missing(
            "seals", _("No seal is on the truck: put one on and enter its number twice.")
        )
    return None


def make_sheet(
    *, heading: Mapping[str, Any], seals: Sequence[str], parcels: Iterable[ParcelOnSheet]
) -> dict[str, Any]:
    """Return the frozen set: heading, seals, totals, and the pallets with their parcels, in a fixed order."""
    rows = sorted(parcels, key=lambda row: (row.sscc, row.code))
    pallets = [
        {
            "sscc": sscc,
            "grams": sum(row.grams for row in group),
            "parcels": [_told(row) for row in group],
        }
        for sscc, group in ((key, list(found)) for key, found in groupby(rows, lambda r: r.sscc))
    ]
    totals = {
        "pallets": len(pallets),
        "parcels": len(rows),
        "orders": len({row.order for row in rows}),
        "grams": sum(row.grams for row in rows),
        "seals": len(seals),
    }
    return {**heading, "seals": list(seals), "totals": totals, "pallets": pallets}


def codes_on(sheet: Mapping[str, Any]) -> set[str]:
    """Return the codes of all parcels on a frozen sheet."""
    return {row["code"] for pallet in sheet.get("pallets", ()) for row in pallet["parcels"]}


def _told(row: ParcelOnSheet) -> dict[str, Any]:
    return {
        "code": row.code,
        "order": row.order,
        "grams": row.grams,
        "place": row.place,
        "forced": row.forced,
    }

"""The evidence index of one parcel, told to the apps above as plain values (R-002-27)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kernel.scope import Scope
from warehouse.models import Outbound
from warehouse.selectors.evidence import Footage, evidence_of


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A picture or piece of film of a parcel, without its bytes."""

    name: str
    added_at: datetime
    added_by: str
    keep_until: datetime


@dataclass(frozen=True, slots=True)
class ParcelEvidence:
    """Scans of a parcel with their cameras, its files, and whether something holds them."""

    scans: tuple[Footage, ...]
    files: tuple[KeptFile, ...]
    is_held: bool


def parcel_evidence(scope: Scope, outbound_id: UUID) -> ParcelEvidence | None:
    """Return what there is of one parcel; None where the scope has no such parcel."""
    if not Outbound.objects.of(scope).filter(pk=outbound_id).exists():
        return None
    found = evidence_of("outbound", str(outbound_id))
    return ParcelEvidence(
        found.footage,
        tuple(KeptFile(f.name, f.added_at, f.added_by, f.keep_until) for f in found.files),
        found.is_held,
    )

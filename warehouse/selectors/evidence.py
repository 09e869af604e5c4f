"""What there is to show of a parcel, pallet or handover: film, files, and how long they stay."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from warehouse.models import EvidenceFile, EvidenceHold, Scan
from warehouse.states import EVIDENCE_DAYS


@dataclass(frozen=True, slots=True)
class Footage:
    """One scan: on which camera, when, who did what; its film is kept until ``keep_until``."""

    at: datetime
    action: str
    verdict: str
    code: str
    who: str
    station: str
    camera: str
    keep_until: datetime


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that there is of one subject; ``holds`` are the reasons that keep it beyond its time."""

    footage: tuple[Footage, ...]
    files: tuple[EvidenceFile, ...]
    holds: tuple[str, ...]

    @property
    def is_held(self) -> bool:
        """Whether it stays whatever the date."""
        return bool(self.holds)


def evidence_of(kind: str, subject_id: str) -> Evidence:
    """Return the evidence of one subject, the oldest first, in three queries (R-002-27, R-002-28)."""
    about = {"subject_kind": kind, "subject_id": str(subject_id)}
    scans = Scan.objects.filter(**about).select_related("station").order_by("id")
    files = EvidenceFile.objects.filter(**about).defer("content").order_by("id")
    holds = EvidenceHold.objects.filter(**about, released_at=None).order_by("id")
    return Evidence(
        footage=tuple(_footage(row) for row in scans),
        files=tuple(files),
        holds=tuple(holds.values_list("reason", flat=True)),
    )


def expires_at(at: datetime) -> datetime:
    """Return until when what was filmed at a moment is kept (R-002-28)."""
    return at + timedelta(days=EVIDENCE_DAYS)


def _footage(row: Scan) -> Footage:
    return Footage(
        at=row.at,
        action=row.action,
        verdict=row.verdict,
        code=row.code,
        who=row.who,
        station=row.station.code if row.station else "",
        camera=row.camera,
        keep_until=expires_at(row.at),
    )

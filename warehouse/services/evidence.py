"""Evidence: files of a parcel, pallet or handover, kept 90 days and as long as a claim holds them.

Scans are the index: each knows station, camera and moment, so that film can be found (R-002-27). Files are
thrown away by `purge_evidence` only, and never one that is held (R-002-28, C-46).
"""

import hashlib
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from kernel import history
from kernel.errors import NotFound, Refusal
from kernel.history import Actor
from warehouse.models import EvidenceFile, EvidenceHold
from warehouse.states import EVIDENCE_DAYS

OURS = ("outbound", "pallet", "handover", "inbound", "return")
SUBJECTS = (*OURS, "damage_photo", "damage_act")
LARGEST = 25_000_000  # bytes
KINDS = ("image/jpeg", "image/png", "image/webp", "video/mp4", "application/pdf")
Subject = tuple[str, str]


class EvidenceRefused(Refusal):
    """The file cannot be kept."""

    code = "evidence_refused"


class NoSuchHold(NotFound):
    """There is no such hold."""

    code = "no_such_hold"


@transaction.atomic
def attach_evidence(
    subject: Subject, *, name: str, media_type: str, content: bytes, actor: Actor, at: datetime
) -> EvidenceFile:
    """Keep a file of a subject until 90 days from ``at``; the same bytes again are the file that is there.

    Raises EvidenceRefused for an empty, too large or unknown kind of file, or a subject of no known kind.
    """
    _demand_file(subject, media_type, content)
    digest = hashlib.sha256(content).hexdigest()
    mine = EvidenceFile.objects.filter(subject_kind=subject[0], subject_id=subject[1])
    known = mine.filter(sha256=digest).first()
    if known is not None:
        return known
    kept = EvidenceFile.objects.create(
        subject_kind=subject[0],
        subject_id=subject[1],
        name=name[-200:],
        media_type=media_type,
        content=content,
        sha256=digest,
        added_at=at,
        added_by=actor.label[:200],
        keep_until=at + timedelta(days=EVIDENCE_DAYS),
    )
    _tell(subject, "attach_evidence", actor, at, comment=f"{kept.name} {digest}")
    return kept


@transaction.atomic
def hold_evidence(
    subject: Subject, *, reason: str, actor: Actor, at: datetime
) -> tuple[EvidenceHold, int]:
    """Keep all evidence of a subject until the hold is released; return it and how many files there are.

    The same reason again is the hold that is there. The files are locked first: a purge that looks at them
    now is waited for, and one that comes later sees the hold.
    """
    files = EvidenceFile.objects.filter(subject_kind=subject[0], subject_id=subject[1])
    number = len(files.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))
    hold, is_new = EvidenceHold.objects.get_or_create(
        subject_kind=subject[0],
        subject_id=subject[1],
        reason=reason[:200],
        released_at=None,
        defaults={"held_at": at},
    )
    if is_new:
        _tell(subject, "hold_evidence", actor, at, comment=hold.reason)
    return hold, number


@transaction.atomic
def release_evidence(hold_id: int, *, actor: Actor, at: datetime) -> EvidenceHold:
    """End a hold; its files go when their time is over, other holds permitting. Raises NoSuchHold."""
    hold = EvidenceHold.objects.select_for_update(no_key=True).filter(pk=hold_id).first()
    if hold is None:
        raise NoSuchHold(_("There is no such hold on evidence."))
    if hold.released_at is None:
        hold.released_at = at
        hold.save(update_fields=["released_at"])
        subject = (hold.subject_kind, hold.subject_id)
        _tell(subject, "release_evidence", actor, at, comment=hold.reason)
    return hold


@transaction.atomic
def purge_evidence(*, now: datetime, most: int = 500) -> int:
    """Throw away files whose time is over and that nothing holds; return how many.

    Rows that somebody is about to hold are left for the next run.
    """
    with connection.cursor() as cursor:
        cursor.execute(_EXPIRED, [now, most])
        ids = [pk for (pk,) in cursor.fetchall()]
        cursor.execute(_PURGE, [ids])
        return int(cursor.rowcount)


def _demand_file(subject: Subject, media_type: str, content: bytes) -> None:
    if subject[0] not in SUBJECTS or not subject[1]:
        raise EvidenceRefused(_("Say what the file belongs to."), field="subject_id")
    if media_type not in KINDS:
        raise EvidenceRefused(_("Attach a picture, an MP4 film or a PDF."), field="file")
    if not 0 < len(content) <= LARGEST:
        raise EvidenceRefused(_("The file is empty or larger than 25 MB."), field="file")


def _tell(subject: Subject, action: str, actor: Actor, at: datetime, *, comment: str) -> None:
    history.write(subject=subject, action=action, actor=actor, at=at, comment=comment)


# Two statements: the second sees holds that were made while the first waited for nothing.
_EXPIRED = """
select id from warehouse_evidencefile where keep_until <= %s
order by keep_until, id limit %s for update skip locked
"""
_PURGE = """
delete from warehouse_evidencefile f where f.id = any(%s::bigint[]) and not exists (
  select from warehouse_evidencehold h where h.released_at is null
    and h.subject_kind = f.subject_kind and h.subject_id = f.subject_id)
"""

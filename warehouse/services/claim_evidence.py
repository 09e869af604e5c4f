"""Evidence and goods of a claimed parcel: held while the claim runs (C-46), or expected back."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from kernel import history
from kernel.arrays import columns
from kernel.history import SYSTEM, Actor
from warehouse.models import EvidenceHold
from warehouse.services.evidence import Subject, attach_evidence
from warehouse.services.expecting_returns import expect_return


@transaction.atomic
def hold_for_claims(claims: Sequence[tuple[Subject, str]], *, at: datetime) -> int:
    """Keep the evidence of each subject for the claim named beside it; return how many holds are new.

    A subject that the same claim holds already stays as it is. Three statements, however many.
    """
    rows = [(kind, subject, reason) for (kind, subject), reason in claims]
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, columns(rows, 3)[:2])
        cursor.execute(_HOLD, [*columns(rows, 3), at])
        made = cursor.fetchall()
    _tell([((kind, subject), reason) for kind, subject, reason in made], "hold_evidence", at)
    return len(made)


@transaction.atomic
def release_for_claim(reason: str, *, at: datetime) -> int:
    """End the holds of one claim; return how many there were. Again changes nothing."""
    running = EvidenceHold.objects.filter(reason=reason, released_at=None)
    held = list(running.select_for_update(no_key=True).order_by("pk"))
    EvidenceHold.objects.filter(pk__in=[one.pk for one in held]).update(released_at=at)
    told = [((one.subject_kind, one.subject_id), reason) for one in held]
    _tell(told, "release_evidence", at)
    return len(held)


def _tell(held: Sequence[tuple[Subject, str]], action: str, at: datetime) -> None:
    history.write_many(
        history.Entry(subject=subject, action=action, actor=SYSTEM, at=at, comment=reason)
        for subject, reason in held
    )


def keep_evidence(
    outbound_id: UUID, *, name: str, media_type: str, content: bytes, actor: Actor, at: datetime
) -> None:
    """Keep a picture or a piece of film of a parcel. Raises EvidenceRefused."""
    attach_evidence(
        ("outbound", str(outbound_id)),
        name=name,
        media_type=media_type,
        content=content,
        actor=actor,
        at=at,
    )


def expect_parcel_back(outbound_id: UUID, *, reason: str, at: datetime) -> bool:
    """Expect one parcel back; tell whether there is such a parcel. Again changes nothing (R-002-56)."""
    return bool(expect_return(outbound_id=outbound_id, reason=reason, at=at))


# Files are locked before their holds are written: a purge that looks at them now is waited for.
_LOCK = """
select f.id from warehouse_evidencefile f
join unnest(%s::text[], %s::text[]) as c(kind, subject)
  on f.subject_kind = c.kind and f.subject_id = c.subject
order by f.id for no key update of f
"""
_HOLD = """
insert into warehouse_evidencehold (subject_kind, subject_id, reason, held_at)
select c.kind, c.subject, c.reason, n.at
from unnest(%s::text[], %s::text[], %s::text[]) as c(kind, subject, reason),
     (select %s::timestamptz as at) n
where not exists (
  select from warehouse_evidencehold h where h.subject_kind = c.kind and h.subject_id = c.subject
    and h.reason = c.reason and h.released_at is null)
returning subject_kind, subject_id, reason
"""

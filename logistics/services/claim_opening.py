"""Put claims down: many in one statement, each with its number, its evidence held, its fact told."""

import hashlib
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from kernel import history
from kernel.arrays import columns
from kernel.deadlines.models import Deadline
from kernel.deadlines.opening import Opening, open_many
from kernel.errors import Refusal
from kernel.history import Actor
from kernel.ids import new_id
from kernel.outbox.post import record_many
from logistics.events import ClaimOpened
from logistics.models import Claim, ClaimFile
from logistics.states import ANSWER_CLOCK, WINDOW_CLOCK, ClaimState
from warehouse.public import hold_for_claims

LARGEST = 15_000_000  # bytes of one file
KINDS = frozenset(
    {"application/pdf", "image/jpeg", "image/png", "image/webp", "message/rfc822",
     "application/msword", "application/vnd.ms-excel",
     "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
     "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
)  # fmt: skip


class ClaimFileRefused(Refusal):
    """The file cannot be kept."""

    code = "claim_file_refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file as it came."""

    name: str
    media_type: str
    content: bytes

    @property
    def sha256(self) -> str:
        """Its fingerprint."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewClaim:
    """What is known of a claim at its beginning."""

    kind: str
    came: str
    opened_at: datetime
    state: str = ClaimState.OPEN
    shop_id: int | None = None
    handover_id: UUID | None = None
    outbound_id: UUID | None = None
    carrier_id: int | None = None
    claimed_at: datetime | None = None
    window_ends_at: datetime | None = None
    is_late: bool = False
    barcode: str = ""
    sender: str = ""
    words: str = ""
    act_sha256: str = ""
    basis: str = ""
    decided_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A claim that is there now."""

    id: UUID
    number: int
    shop_id: int | None
    outbound_id: UUID | None
    kind: str
    came: str


def open_claims(news: Sequence[NewClaim], *, actor: Actor) -> list[Opened]:
    """Open each claim that is not there yet, in the caller's transaction; return those that are new.

    A parcel has one running claim at most. Evidence of the parcel is held while it runs (C-46).
    """
    rows = [(new_id(), *astuple(new)) for new in news]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, columns(rows, 1 + len(fields(NewClaim))))
        opened = [Opened(*row) for row in cursor.fetchall()]
    by_id = {row[0]: new for row, new in zip(rows, news, strict=True)}
    if opened:
        at = news[0].opened_at
        hold_claims([(one.id, one.outbound_id, by_id[one.id].handover_id) for one in opened], at=at)
        _tell(opened, by_id, actor)
    return opened


def hold_claims(claims: Sequence[tuple[UUID, UUID | None, UUID | None]], *, at: datetime) -> None:
    """Hold the evidence of (claim, parcel, handover)."""
    held = [
        ((kind, str(subject)), hold_reason(claim))
        for claim, outbound, handover in claims
        for kind, subject in (("outbound", outbound), ("handover", handover))
        if subject is not None
    ]
    hold_for_claims(held, at=at)


def hold_reason(claim_id: UUID) -> str:
    """Return the name under which a claim holds evidence."""
    return f"claim {claim_id}"


def _tell(opened: Sequence[Opened], by_id: dict[UUID, NewClaim], actor: Actor) -> None:
    history.write_many(
        history.Entry(
            subject=("claim", str(one.id)),
            shop_id=one.shop_id,
            action="opened",
            actor=actor,
            at=by_id[one.id].opened_at,
            reason=one.kind,
            comment=one.came,
        )
        for one in opened
    )
    record_many(
        ClaimOpened(
            occurred_at=by_id[one.id].opened_at,
            shop_id=one.shop_id,
            claim_id=one.id,
            kind=one.kind,
            came=one.came,
            by_carrier=by_id[one.id].claimed_at is not None,
        )
        for one in opened
    )


def open_answer_clock(claim_ids: Sequence[UUID], *, at: datetime) -> None:
    """Give our own people their time to show what they have."""
    open_many([Opening(kind=ANSWER_CLOCK, subject_id=pk, at=at) for pk in claim_ids])


def window_end(handover_id: UUID | None) -> datetime | None:
    """Return when the window of a handover ends, None where there is none (C-13).

    A claim counts as long as it comes before that moment.
    """
    if handover_id is None:
        return None
    rows = Deadline.objects.filter(subject_id=handover_id, kind=WINDOW_CLOCK).order_by("-id")
    return rows.values_list("due_at", flat=True).first()


def demand_file(upload: Upload) -> None:
    """Raise ClaimFileRefused for what cannot be kept."""
    if not 0 < len(upload.content) <= LARGEST:
        raise ClaimFileRefused(_("The file is empty or larger than 15 MB."), field="act")
    if upload.media_type not in KINDS:
        raise ClaimFileRefused(_("Attach a PDF, a picture or an office document."), field="act")


def keep_file(claim: Claim, kind: str, upload: Upload, *, at: datetime, by: str) -> None:
    """Add a file to a claim; the same bytes again are the file that is there."""
    ClaimFile.objects.get_or_create(
        claim=claim,
        sha256=upload.sha256,
        defaults={
            "kind": kind,
            "name": upload.name[-200:],
            "media_type": upload.media_type,
            "content": upload.content,
            "added_at": at,
            "added_by": by[:254],
        },
    )


_INSERT = """
insert into logistics_claim (id, number, kind, came, opened_at, state, shop_id, handover_id, outbound_id,
  carrier_id, claimed_at, window_ends_at, is_late, barcode, sender, words, act_sha256, basis, decided_at,
  note, currency, version)
select n.id, nextval('logistics_claim_number'), n.kind, n.came, n.opened_at, n.state, n.shop, n.handover,
  n.outbound, n.carrier, n.claimed_at, n.window_ends_at, n.is_late, n.barcode, n.sender, n.words, n.act,
  n.basis, n.decided_at, '', '', 1
from unnest(%s::uuid[], %s::text[], %s::text[], %s::timestamptz[], %s::text[], %s::bigint[], %s::uuid[],
            %s::uuid[], %s::bigint[], %s::timestamptz[], %s::timestamptz[], %s::bool[], %s::text[],
            %s::text[], %s::text[], %s::text[], %s::text[], %s::timestamptz[])
  as n(id, kind, came, opened_at, state, shop, handover, outbound, carrier, claimed_at, window_ends_at,
       is_late, barcode, sender, words, act, basis, decided_at)
on conflict do nothing
returning id, number, shop_id, outbound_id, kind, came
"""

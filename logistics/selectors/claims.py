"""Claims as pages show them: who must do what by when, and all that is known of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from kernel.deadlines.models import Deadline
from kernel.deadlines.reading import ClockFace, clock_faces
from kernel.history import History, of
from kernel.scope import Scope
from logistics.models import Claim, ClaimFile, ManifestLine, TrackingEvent
from logistics.states import (
    ANSWER_CLOCK,
    CLAIM_DECIDED,
    CLAIM_UNDECIDED,
    DECISION_CLOCK,
    WINDOW_CLOCK,
    ClaimState,
)
from warehouse.public import NO_PROOF, ParcelEvidence, Proof, parcel_evidence, proofs_of

GROUPS = ("undecided", "decided", "over")
OWN_CLOCKS = (ANSWER_CLOCK, DECISION_CLOCK)


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One line of the list; ``clock`` is what ticks for it, None where nothing does."""

    claim: Claim
    clock: ClockFace | None


@dataclass(frozen=True, slots=True)
class ClaimList:
    """A page of claims, how many stand in each group, and whether more follow."""

    rows: tuple[ClaimRow, ...]
    counts: dict[str, int]
    more: bool


def claims_of(
    scope: Scope, *, now: datetime, group: str = "", find: str = "", page: int = 1, size: int = 50
) -> ClaimList:
    """Return claims, those to be decided first, the oldest of them on top; four queries."""
    grouped = _grouped(Claim.objects.of(scope))
    counts = dict(grouped.order_by().values_list("group").annotate(n=Count("pk")))
    rows = grouped.select_related("outbound__order", "handover", "carrier")
    if find:
        rows = rows.filter(_named(find))
    if group in GROUPS:
        rows = rows.filter(group=GROUPS.index(group))
    start = (page - 1) * size
    found = list(rows.order_by("group", "opened_at", "number")[start : start + size + 1])
    clocks = clocks_of_claims(found[:size], now=now)
    return ClaimList(
        tuple(ClaimRow(claim, clocks.get(claim.pk)) for claim in found[:size]),
        {name: counts.get(n, 0) for n, name in enumerate(GROUPS)},
        len(found) > size,
    )


def _grouped(rows: QuerySet[Claim]) -> Any:
    turns = [
        When(state__in=CLAIM_UNDECIDED, then=Value(0)),
        When(state__in=CLAIM_DECIDED, then=Value(1)),
    ]
    return rows.annotate(group=Case(*turns, default=Value(2), output_field=IntegerField()))


def _named(find: str) -> Q:
    named = Q(barcode__istartswith=find) | Q(outbound__code__istartswith=find)
    named |= Q(outbound__order__number__istartswith=find) | Q(handover__number__istartswith=find)
    digits = find.upper().removeprefix("C-")
    return named | Q(number=int(digits)) if digits.isdecimal() and len(digits) < 12 else named


def clocks_of_claims(claims: Sequence[Claim], *, now: datetime) -> dict[UUID, ClockFace]:
    """Return what ticks for each claim: its own clock, else the carrier's window; one or two queries."""
    open_ones = [claim for claim in claims if claim.state in CLAIM_UNDECIDED]
    subjects = {one.pk for one in open_ones} | {
        one.handover_id for one in open_ones if one.handover_id
    }
    rows = Deadline.objects.filter(
        Q(kind__in=OWN_CLOCKS) | Q(kind=WINDOW_CLOCK), subject_id__in=subjects, closed_at=None
    )
    faces: dict[UUID, ClockFace] = {}
    for one_face in clock_faces(rows.order_by("-due_at"), now=now) if subjects else ():
        faces[one_face.subject_id] = one_face
    found: dict[UUID, ClockFace] = {}
    for one in open_ones:
        face = faces.get(one.pk) or faces.get(one.handover_id or one.pk)
        if face is not None:
            found[one.pk] = face
    return found


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """All that is known of one claim."""

    claim: Claim
    clock: ClockFace | None
    line: ManifestLine | None
    proof: Proof
    evidence: ParcelEvidence | None
    files: tuple[ClaimFile, ...]
    events: tuple[TrackingEvent, ...]
    history: tuple[History, ...]

    @property
    def waits_for_carrier(self) -> bool:
        """Whether it is the carrier's turn to speak."""
        return self.claim.state == ClaimState.OPEN and self.claim.claimed_at is None


def claim_page(scope: Scope, claim_id: UUID, *, now: datetime) -> ClaimPage | None:
    """Return one claim with everything on one page; None where the scope has no such claim."""
    rows = Claim.objects.of(scope).select_related("outbound__order", "handover", "carrier", "shop")
    claim = rows.filter(pk=claim_id).first()
    if claim is None:
        return None
    line = ManifestLine.objects.of(scope).filter(outbound_id=claim.outbound_id).first()
    known = claim.outbound_id is not None
    return ClaimPage(
        claim=claim,
        clock=clocks_of_claims([claim], now=now).get(claim.pk),
        line=line if known else None,
        proof=proofs_of([claim.outbound_id]).get(claim.outbound_id, NO_PROOF)
        if known
        else NO_PROOF,
        evidence=parcel_evidence(scope, claim.outbound_id) if known else None,
        files=tuple(ClaimFile.objects.filter(claim=claim).defer("content").order_by("id")),
        events=events_of_line(line) if line and known else (),
        history=tuple(of("claim", claim.pk)),
    )


def events_of_line(line: ManifestLine) -> tuple[TrackingEvent, ...]:
    """Return what its carrier told of a parcel that it signed for, as it happened."""
    numbers = [one for one in (line.code, line.waybill) if one]
    rows = TrackingEvent.objects.filter(carrier_id=line.carrier_id, number__in=numbers)
    return tuple(rows.order_by("at", "id")[:200])


def undecided_claims(scope: Scope) -> int:
    """Return how many claims somebody has to decide."""
    return Claim.objects.of(scope).filter(state__in=["unread", "manual"]).count()


def visible_claims(scope: Scope) -> QuerySet[Claim]:
    """Return the claims of a scope."""
    rows: QuerySet[Claim] = Claim.objects.of(scope)
    return rows

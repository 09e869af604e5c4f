"""Judge a claim by what can be shown (C-11): at once where it is clear, else when the time for it is over."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel import history
from kernel.deadlines.opening import Opening, open_many
from kernel.deadlines.settling import settle
from kernel.errors import NotFound
from kernel.history import SYSTEM, Actor
from kernel.outbox.post import record
from logistics.events import ClaimJudged
from logistics.models import Claim
from logistics.rules.liability import CARRIER, PERSON, SELLER, Shown, Verdict, verdict
from logistics.states import (
    ANSWER_CLOCK,
    DECISION_CLOCK,
    ClaimCame,
    ClaimKind,
    ClaimState,
)
from warehouse.public import NO_PROOF, keep_evidence, proofs_of


class NoSuchClaim(NotFound):
    """There is no such claim."""

    code = "no_such_claim"


def locked_claim(claim_id: UUID) -> Claim:
    """Return a claim under its row lock. Raises NoSuchClaim."""
    rows = Claim.everything.select_for_update(no_key=True, of=("self",))
    found: Claim | None = rows.filter(pk=claim_id).first()
    if found is None:
        raise NoSuchClaim(_("There is no such claim."))
    return found


def shown_of(claim: Claim) -> Shown:
    """Return what is known of a claim and can be shown."""
    pk = claim.outbound_id
    proof = proofs_of([pk]).get(pk, NO_PROOF) if pk else NO_PROOF
    return Shown(
        kind=claim.kind,
        is_late=claim.is_late,
        is_ours=claim.claimed_at is None,
        came_back=claim.came == ClaimCame.RETURN,
        has_film=proof.has_film,
        is_on_sheet=proof.is_on_sheet,
        is_sellers_risk=proof.is_sellers_risk,
    )


@transaction.atomic
def judge_claim(claim_id: UUID, *, now: datetime, is_final: bool = False) -> str:
    """Judge an open claim; return its state. One that is judged stays as it is.

    Unless ``is_final`` only what frees the seller counts: there is still time to show more. Our own case
    about a parcel that was not scanned waits for the carrier's word, or for its silence.
    """
    claim = locked_claim(claim_id)
    if claim.state == ClaimState.OPEN and not _waits_for_carrier(claim):
        found = verdict(shown_of(claim))
        if is_final or found.liable == CARRIER:
            apply_verdict(claim, found, now=now, actor=SYSTEM)
    return str(claim.state)


def _waits_for_carrier(claim: Claim) -> bool:
    return (
        claim.claimed_at is None
        and claim.came == ClaimCame.SCAN
        and claim.kind == ClaimKind.NO_GOODS
    )


def apply_verdict(
    claim: Claim, found: Verdict, *, now: datetime, actor: Actor, note: str = ""
) -> None:
    """Move a locked claim to what was found, end and open its clocks, write it down and tell it."""
    before = claim.state
    if found.liable == CARRIER:
        claim.blame_carrier(basis=found.basis, at=now, note=note)
    elif found.liable == SELLER:
        claim.blame_seller(basis=found.basis, at=now, note=note)
    else:
        claim.refer(basis=found.basis, at=now)
    save_claim(claim)
    settle(subject_id=claim.pk, kinds=[ANSWER_CLOCK], at=now, now=now)
    if found.liable == PERSON:
        open_many([Opening(kind=DECISION_CLOCK, subject_id=claim.pk, at=now)])
    else:
        settle(subject_id=claim.pk, kinds=[DECISION_CLOCK], at=now, now=now)
    write_move(claim, before, actor=actor, at=now)
    record(
        ClaimJudged(
            occurred_at=now,
            shop_id=claim.shop_id,
            claim_id=claim.pk,
            liable=found.liable,
            basis=found.basis,
        )
    )


def save_claim(claim: Claim) -> None:
    """Save a locked claim as its next version."""
    claim.version += 1
    claim.save()


def write_move(claim: Claim, before: str, *, actor: Actor, at: datetime) -> None:
    """Write down that a claim has moved, why and by whom."""
    history.write(
        subject=("claim", str(claim.pk)),
        shop_id=claim.shop_id,
        action="moved",
        actor=actor,
        at=at,
        changes={"state": (before, claim.state)},
        reason=claim.basis,
        comment=claim.note,
        version=claim.version,
    )


@transaction.atomic
def show_evidence(
    claim_id: UUID, *, name: str, media_type: str, content: bytes, actor: Actor, at: datetime
) -> Claim:
    """Keep a picture or film of the claimed parcel and judge anew. Raises NoSuchClaim, EvidenceRefused."""
    claim = locked_claim(claim_id)
    if claim.outbound_id is None:
        raise NoSuchClaim(_("Nobody knows yet which parcel it is: match it first."))
    keep_evidence(
        claim.outbound_id, name=name, media_type=media_type, content=content, actor=actor, at=at
    )
    judge_claim(claim_id, now=at)
    claim.refresh_from_db()
    return claim

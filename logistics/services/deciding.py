"""What people decide about a claim: read it, match it, blame, compensate, have it come back, close it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.deadlines.settling import settle, void
from kernel.errors import Conflict, Refusal
from kernel.history import Actor
from kernel.outbox.post import record
from logistics.events import ClaimSettled
from logistics.models import Claim
from logistics.rules.liability import CARRIER, SELLER, Verdict, verdict
from logistics.services.claim_opening import hold_claims, window_end
from logistics.services.claiming import locked_line
from logistics.services.judging import (
    apply_verdict,
    judge_claim,
    locked_claim,
    save_claim,
    shown_of,
    write_move,
)
from logistics.services.reconciling import is_running
from logistics.services.releasing import release_claims
from logistics.states import (
    ANSWER_CLOCK,
    CLAIM_DECIDED,
    DECISION_CLOCK,
    ClaimBasis,
    ClaimKind,
    ClaimState,
)
from warehouse.public import expect_parcel_back

CLOCKS = [ANSWER_CLOCK, DECISION_CLOCK]


class ClaimMoveRefused(Conflict):
    """The claim does not stand so that this can be done."""

    code = "claim_move_refused"


class DecisionRefused(Refusal):
    """Something is missing for this decision; ``field`` says what."""

    code = "claim_decision_refused"


@transaction.atomic
def read_claim(claim_id: UUID, *, kind: str, barcode: str, actor: Actor, at: datetime) -> Claim:
    """Say what a mail that nobody understood is about; it counts from when it came. Needs its act.

    Raises NoSuchClaim, ClaimMoveRefused, DecisionRefused.
    """
    claim = locked_claim(claim_id)
    _demand(claim, ClaimState.UNREAD)
    if kind not in ClaimKind.values:
        raise DecisionRefused(_("Say what is wrong: a claim without a type is none."), field="kind")
    if not claim.act_sha256:
        raise DecisionRefused(_("No act came with it: ask for it, or close this."), field="kind")
    before = claim.state
    if barcode:
        _match(claim, barcode)
    claim.read(kind=kind)
    save_claim(claim)
    write_move(claim, before, actor=actor, at=at)
    judge_claim(claim.pk, now=at)
    claim.refresh_from_db()
    return claim


@transaction.atomic
def match_claim(claim_id: UUID, *, barcode: str, actor: Actor, at: datetime) -> Claim:
    """Say which parcel it is that had no barcode or no data (R-002-54). Raises as `read_claim` does."""
    claim = locked_claim(claim_id)
    _demand(claim, ClaimState.OPEN, ClaimState.MANUAL)
    if claim.outbound_id is not None:
        raise ClaimMoveRefused(_("It is known which parcel it is."))
    _match(claim, barcode)
    save_claim(claim)
    write_move(claim, claim.state, actor=actor, at=at)
    return claim


@transaction.atomic
def decide_claim(claim_id: UUID, *, liable: str, reason: str, actor: Actor, at: datetime) -> Claim:
    """Let a person say who answers for it, and why. Raises NoSuchClaim, ClaimMoveRefused, DecisionRefused."""
    claim = locked_claim(claim_id)
    _demand(claim, ClaimState.OPEN, ClaimState.MANUAL)
    _demand_reason(reason)
    if liable not in (CARRIER, SELLER):
        raise DecisionRefused(_("Say who answers for it."), field="liable")
    found = verdict(shown_of(claim))
    if liable == SELLER and claim.is_late:
        raise DecisionRefused(
            _("It was reported after the window: nothing moves to the seller."), field="liable"
        )
    basis = found.basis if found.liable == liable else ClaimBasis.PERSON
    apply_verdict(claim, Verdict(liable, basis), now=at, actor=actor, note=reason[:300])
    return claim


@transaction.atomic
def compensate_claim(
    claim_id: UUID, *, amount_minor: int, currency: str, reason: str, actor: Actor, at: datetime
) -> Claim:
    """Settle a judged claim in money, told once for billing (R-002-74). Again with the same changes nothing.

    Raises NoSuchClaim, ClaimMoveRefused, DecisionRefused.
    """
    claim = locked_claim(claim_id)
    if claim.state == ClaimState.COMPENSATED and claim.amount_minor == amount_minor:
        return claim
    _demand(claim, *CLAIM_DECIDED)
    if amount_minor <= 0 or len(currency) != 3:
        raise DecisionRefused(_("Enter the amount and its currency."), field="amount")
    before = claim.state
    claim.compensate(amount_minor=amount_minor, currency=currency, at=at, note=reason[:300])
    _close(claim, before, actor, at)
    record(
        ClaimSettled(
            occurred_at=at,
            shop_id=claim.shop_id,
            claim_id=claim.pk,
            order_id=claim.outbound.order_id if claim.outbound else None,
            liable=SELLER if before == ClaimState.SELLER_LIABLE else CARRIER,
            basis=claim.basis,
            amount_minor=amount_minor,
            currency=currency,
        )
    )
    return claim


@transaction.atomic
def return_claimed(claim_id: UUID, *, reason: str, actor: Actor, at: datetime) -> Claim:
    """Close it as a return: the warehouse expects the parcel (R-002-56). Raises as `decide_claim` does."""
    claim = locked_claim(claim_id)
    if claim.state == ClaimState.RETURNED:
        return claim
    _demand(claim, ClaimState.OPEN, ClaimState.MANUAL, *CLAIM_DECIDED)
    _demand_reason(reason)
    if claim.outbound_id is None:
        raise DecisionRefused(_("Match it with a parcel first: nobody knows what would come."))
    expect_parcel_back(claim.outbound_id, reason="discrepancy", at=at)
    before = claim.state
    claim.return_goods(at=at, note=reason[:300])
    _close(claim, before, actor, at)
    return claim


@transaction.atomic
def reject_claim(claim_id: UUID, *, reason: str, actor: Actor, at: datetime) -> Claim:
    """Close it without effect. Raises as `decide_claim` does."""
    claim = locked_claim(claim_id)
    if claim.state == ClaimState.REJECTED:
        return claim
    if claim.is_over:
        raise ClaimMoveRefused(_("It is “%(state)s” already.") % {"state": _said(claim)})
    _demand_reason(reason)
    before = claim.state
    claim.reject(at=at, note=reason[:300])
    _close(claim, before, actor, at)
    return claim


def _close(claim: Claim, before: str, actor: Actor, at: datetime) -> None:
    save_claim(claim)
    settle(subject_id=claim.pk, kinds=[DECISION_CLOCK], at=at, now=at)
    void(subject_id=claim.pk, at=at, now=at, kinds=CLOCKS)
    release_claims([claim.pk], at=at)
    write_move(claim, before, actor=actor, at=at)


def _match(claim: Claim, barcode: str) -> None:
    line = locked_line(barcode.strip())
    if line is None:
        raise DecisionRefused(
            _("No parcel with this code was handed over: check the code."), field="barcode"
        )
    if is_running(line.outbound_id):
        raise DecisionRefused(_("Another claim about this parcel runs."), field="barcode")
    claim.outbound_id, claim.shop_id = line.outbound_id, line.shop_id
    claim.handover_id, claim.carrier_id = line.handover_id, line.carrier_id
    claim.window_ends_at = window_end(line.handover_id)
    spoke, ends = claim.claimed_at, claim.window_ends_at
    claim.is_late = spoke is not None and ends is not None and spoke >= ends
    hold_claims([(claim.pk, line.outbound_id, line.handover_id)], at=claim.opened_at)


def _demand(claim: Claim, *states: str) -> None:
    if claim.state not in states:
        raise ClaimMoveRefused(_("It is “%(state)s” already.") % {"state": _said(claim)})


def _demand_reason(reason: str) -> None:
    if not reason.strip():
        raise DecisionRefused(_("Say why: both sides will read it."), field="reason")


def _said(claim: Claim) -> str:
    return str(ClaimState(claim.state).label)

"""Take in a claim: by e-mail or by hand, with its type and its act, in the window or out of it (R-002-43)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel import history
from kernel.errors import Refusal
from kernel.history import Actor
from logistics.models import Claim, ManifestLine
from logistics.services.claim_opening import (
    NewClaim,
    Upload,
    demand_file,
    keep_file,
    open_answer_clock,
    open_claims,
    window_end,
)
from logistics.services.claim_silence import lost_event
from logistics.services.hearing import hear
from logistics.services.judging import judge_claim, save_claim, write_move
from logistics.states import (
    CLAIM_OVER,
    ClaimBasis,
    ClaimCame,
    ClaimFileKind,
    ClaimKind,
    ClaimState,
)


class ClaimRefused(Refusal):
    """Something that every claim needs is missing; ``field`` says what."""

    code = "claim_refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a carrier says: ``barcode`` of a parcel, or only the handover; ``at`` is when it reached us."""

    kind: str
    at: datetime
    sender: str
    came: str = ClaimCame.PERSON
    barcode: str = ""
    handover_id: UUID | None = None
    words: str = ""
    act: Upload | None = None
    pictures: tuple[Upload, ...] = ()


@transaction.atomic
def take_claim(report: Report, *, actor: Actor, now: datetime) -> Claim:
    """Put a carrier's claim down and judge it; return it (R-002-43, R-002-44, C-12).

    The same act again is the claim that is there. A case of ours about the parcel becomes the carrier's, and
    one that its silence has decided is opened again if it had spoken in time. After the window it is marked
    late and moves nothing to the seller (R-002-55). Raises ClaimRefused, ClaimFileRefused.
    """
    _demand(report)
    line = locked_line(report.barcode, report.handover_id)
    running = _running(line)
    known = _same(report, running)
    if known is not None:
        return known
    claim = _join(running, report, line, actor, now) if running else _open(report, line, actor)
    for kind, upload in _files(report):
        keep_file(claim, kind, upload, at=report.at, by=report.sender)
    judge_claim(claim.pk, now=now)
    claim.refresh_from_db()
    return claim


def locked_line(barcode: str, handover_id: UUID | None = None) -> ManifestLine | None:
    """Return the line of a parcel that was signed for, under its lock; the newest under that code."""
    if not barcode:
        return None
    rows = ManifestLine.everything.filter(Q(code=barcode) | Q(waybill=barcode))
    if handover_id is not None:
        rows = rows.filter(handover_id=handover_id)
    found: ManifestLine | None = (
        rows.select_for_update(no_key=True).order_by("-handed_at", "-pk").first()
    )
    return found


def _demand(report: Report) -> None:
    if report.kind not in ClaimKind.values:
        raise ClaimRefused(_("Say what is wrong: a claim without a type is none."), field="kind")
    if report.act is None:
        raise ClaimRefused(_("Attach the act of disagreement: no claim without it."), field="act")
    if not (report.barcode or report.handover_id):
        raise ClaimRefused(_("Name the parcel, or at least the handover."), field="barcode")
    if report.kind == ClaimKind.NO_BARCODE and not report.pictures:
        raise ClaimRefused(_("Attach a picture of the parcel without barcode."), field="picture")
    for _kind, upload in _files(report):
        demand_file(upload)


def _files(report: Report) -> list[tuple[str, Upload]]:
    act = [(ClaimFileKind.ACT.value, report.act)] if report.act else []
    return [*act, *((ClaimFileKind.PHOTO.value, one) for one in report.pictures)]


def _running(line: ManifestLine | None) -> Claim | None:
    if line is None:
        return None
    rows = Claim.everything.filter(outbound_id=line.outbound_id).exclude(state__in=CLAIM_OVER)
    found: Claim | None = rows.select_for_update(no_key=True).first()
    return found


def _same(report: Report, running: Claim | None) -> Claim | None:
    """Return the claim that came with the same act about the same thing."""
    assert report.act is not None
    if running is not None and running.act_sha256 == report.act.sha256:
        return running
    rows = Claim.everything.filter(act_sha256=report.act.sha256, barcode=report.barcode)
    found: Claim | None = rows.filter(kind=report.kind).order_by("number").first()
    return found


def _open(report: Report, line: ManifestLine | None, actor: Actor) -> Claim:
    assert report.act is not None
    handover_id = line.handover_id if line else report.handover_id
    ends = window_end(handover_id)
    opened = open_claims(
        [
            NewClaim(
                kind=report.kind,
                came=report.came,
                opened_at=report.at,
                shop_id=line.shop_id if line else None,
                handover_id=handover_id,
                outbound_id=line.outbound_id if line else None,
                carrier_id=line.carrier_id if line else carrier_of(handover_id),
                claimed_at=report.at,
                window_ends_at=ends,
                is_late=ends is not None and report.at >= ends,
                barcode=report.barcode[:60],
                sender=report.sender[:254],
                words=report.words,
                act_sha256=report.act.sha256,
            )
        ],
        actor=actor,
    )
    if not opened:
        raise ClaimRefused(_("Somebody has just entered a claim about this parcel: look at it."))
    open_answer_clock([opened[0].id], at=report.at)
    return Claim.everything.get(pk=opened[0].id)


def carrier_of(handover_id: UUID | None) -> int | None:
    """Return the carrier that signed a handover."""
    rows = ManifestLine.everything.filter(handover_id=handover_id) if handover_id else None
    return rows.values_list("carrier_id", flat=True).first() if rows is not None else None


def _join(
    claim: Claim, report: Report, line: ManifestLine | None, actor: Actor, now: datetime
) -> Claim:
    """Let a running case hear the carrier: once it is the carrier's, more of it is only kept."""
    if claim.claimed_at is not None:
        return _keep_words(claim, report, actor)
    assert report.act is not None
    ends = claim.window_ends_at
    late = ends is not None and report.at >= ends
    before, was_silence = claim.state, claim.basis == ClaimBasis.SILENCE
    if was_silence and late:
        return _keep_words(claim, report, actor)
    if was_silence and claim.state == ClaimState.CARRIER_LIABLE:
        claim.reopen()
        _take_back_loss(line, now)
    claim.kind, claim.is_late, claim.claimed_at = report.kind, late, report.at
    claim.sender, claim.words = report.sender[:254], report.words
    claim.act_sha256 = report.act.sha256
    save_claim(claim)
    write_move(claim, before, actor=actor, at=report.at)
    open_answer_clock([claim.pk], at=report.at)
    return claim


def _keep_words(claim: Claim, report: Report, actor: Actor) -> Claim:
    history.write(
        subject=("claim", str(claim.pk)),
        shop_id=claim.shop_id,
        action="reported_again",
        actor=actor,
        at=report.at,
        reason=report.kind,
        comment=f"{report.sender}: {report.words}"[:2000],
    )
    return claim


def _take_back_loss(line: ManifestLine | None, now: datetime) -> None:
    ends: Any = window_end(line.handover_id) if line else None
    if line is not None and ends is not None:
        word = lost_event(line, ends)
        hear(line.carrier, [lost_event(line, now, revokes=word.key)], now=now)

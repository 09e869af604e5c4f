"""Claims that come by mail: each becomes a claim, one that cannot be read a person's (R-002-43)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from kernel.errors import Refusal
from kernel.history import Actor, ActorKind
from logistics.models import Carrier, Claim
from logistics.rules.claim_mail import Attachment, ClaimMail, read_claim_mail
from logistics.services.claim_opening import (
    KINDS,
    LARGEST,
    NewClaim,
    Opened,
    Upload,
    keep_file,
    open_answer_clock,
    open_claims,
)
from logistics.services.claiming import Report, take_claim
from logistics.states import ClaimCame, ClaimFileKind, ClaimState
from warehouse.public import signed_under_number

PICTURES = ("image/jpeg", "image/png", "image/webp")


class UnknownSender(Refusal):
    """No carrier writes from there."""

    code = "unknown_sender"


def carrier_at(address: str) -> int | None:
    """Return the carrier whose claims come from the domain of an address."""
    domain = address.rpartition("@")[2].lower()
    rows = Carrier.objects.filter(claims_from__contains=[domain]) if domain else None
    return rows.values_list("pk", flat=True).first() if rows is not None else None


def take_mail(raw: bytes, *, at: datetime, now: datetime) -> Claim:
    """Make a claim of one mail that reached us at ``at``; return it. Nothing of it is lost.

    What does not come from a carrier's domain, or has no type, no act, or no parcel or handover of ours, is
    left to be read by a person.
    """
    mail = read_claim_mail(raw)
    carrier_id = carrier_at(mail.sender)
    actor = Actor(ActorKind.PLATFORM, mail.sender or "?", source="worker")
    try:
        if carrier_id is None:
            raise UnknownSender(mail.sender)
        with transaction.atomic():
            claim = take_claim(_report(mail, at), actor=actor, now=now)
            _keep_mail(claim, raw, mail, at)
            return claim
    except Refusal:
        with transaction.atomic():
            return _leave_to_person(mail, raw, at, actor)


def _report(mail: ClaimMail, at: datetime) -> Report:
    act = _act(mail)
    pictures = [one for one in mail.attachments if one.media_type in PICTURES and one is not act]
    return Report(
        kind=mail.kind,
        at=at,
        sender=mail.sender,
        came=ClaimCame.MAIL,
        barcode=mail.barcode,
        handover_id=_handover(mail.handover),
        words=mail.words,
        act=_upload(act),
        pictures=tuple(Upload(name=p.name, media_type=p.media_type, content=p.content) for p in pictures),
    )  # fmt: skip


def _act(mail: ClaimMail) -> Attachment | None:
    """Return the file that is the act: a document before a picture."""
    fit = [one for one in mail.attachments if one.media_type in KINDS]
    papers = [one for one in fit if one.media_type not in PICTURES]
    return next(iter([*papers, *fit]), None)


def _upload(one: Attachment | None) -> Upload | None:
    return Upload(name=one.name, media_type=one.media_type, content=one.content) if one else None


def _handover(number: str) -> UUID | None:
    return next(iter(signed_under_number(number)), None) if number else None


def _leave_to_person(mail: ClaimMail, raw: bytes, at: datetime, actor: Actor) -> Claim:
    whole = _whole(raw)
    known = Claim.everything.filter(files__sha256=whole.sha256).first()
    if known is not None:
        found: Claim = known
        return found
    act = _act(mail)
    act = act if act and len(act.content) <= LARGEST else None
    upload = _upload(act)
    [opened] = _open(mail, at, upload.sha256 if upload else "", actor)
    claim: Claim = Claim.everything.get(pk=opened.id)
    if upload is not None:
        keep_file(claim, ClaimFileKind.ACT, upload, at=at, by=mail.sender)
    _keep_mail(claim, raw, mail, at)
    open_answer_clock([claim.pk], at=at)
    return claim


def _open(mail: ClaimMail, at: datetime, act: str, actor: Actor) -> list[Opened]:
    return open_claims(
        [
            NewClaim(
                kind=mail.kind,
                came=ClaimCame.MAIL,
                state=ClaimState.UNREAD,
                opened_at=at,
                claimed_at=at,
                handover_id=_handover(mail.handover),
                carrier_id=carrier_at(mail.sender),
                barcode=mail.barcode,
                sender=mail.sender,
                words=mail.words,
                act_sha256=act,
            )
        ],
        actor=actor,
    )


def _keep_mail(claim: Claim, raw: bytes, mail: ClaimMail, at: datetime) -> None:
    keep_file(claim, ClaimFileKind.MAIL, _whole(raw), at=at, by=mail.sender)


def _whole(raw: bytes) -> Upload:
    return Upload(name="mail.eml", media_type="message/rfc822", content=raw)

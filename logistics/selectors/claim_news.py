"""A claim as messages tell it: plain values, and the act that travels along (R-002-43)."""

import re
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from kernel.scope import PLATFORM
from logistics.models import Claim, ClaimFile
from logistics.states import ClaimFileKind, ClaimState

_SCRIPTS = (("zh", re.compile("[\u4e00-\u9fff]")), ("ru", re.compile("[\u0400-\u04ff]")))


@dataclass(frozen=True, slots=True)
class ClaimNews:
    """One claim; ``sender`` is where an answer goes, empty where nobody can be answered."""

    id: UUID
    shop_id: int | None
    number: str
    kind: str
    state: str
    basis: str
    is_late: bool
    order: str
    parcel: str
    handover: str
    note: str
    sender: str
    language: str


def claim_news(claim_id: UUID) -> ClaimNews | None:
    """Return what there is to tell of a claim; None for one that is not there."""
    rows = Claim.objects.of(PLATFORM).select_related("outbound__order", "handover")
    claim = rows.filter(pk=claim_id).first()
    if claim is None:
        return None
    return ClaimNews(
        id=claim.pk,
        shop_id=claim.shop_id,
        number=str(claim),
        kind=claim.kind,
        state=claim.state,
        basis=claim.basis,
        is_late=claim.is_late,
        order=claim.outbound.order.number if claim.outbound else "",
        parcel=claim.barcode or (claim.outbound.code if claim.outbound else ""),
        handover=claim.handover.number if claim.handover else "",
        note=claim.note,
        sender=_answerable(claim),
        language=_language(claim.words),
    )


def claim_act(claim_id: UUID) -> tuple[str, str, bytes] | None:
    """Return name, media type and bytes of the act of a claim."""
    rows = ClaimFile.objects.filter(claim_id=claim_id, kind=ClaimFileKind.ACT).order_by("id")
    found = rows.first()
    return (found.name, found.media_type, bytes(found.content)) if found else None


def _answerable(claim: Claim) -> str:
    """Return the sender's address; a mail that nobody has read yet is not answered, so none loops."""
    if claim.state == ClaimState.UNREAD:
        return ""
    try:
        validate_email(claim.sender)
    except ValidationError:
        return ""
    return claim.sender


def _language(words: str) -> str:
    return next((name for name, script in _SCRIPTS if script.search(words)), "en")

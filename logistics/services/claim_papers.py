"""The evidence of a claim on one paper: what both sides are shown (R-002-45)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import translation

from kernel.scope import Scope
from logistics.models import Claim, ClaimFile
from logistics.selectors.claims import claim_page
from logistics.states import ClaimBasis, ClaimFileKind, ClaimKind, ClaimState, Kind
from warehouse.public import evidence_paper

_CHOICES: dict[str, Any] = {"kind": ClaimKind, "state": ClaimState, "basis": ClaimBasis}
_WORDS = {
    "number": ("Claim", "Претензия"),
    "kind": ("Type", "Вид"),
    "claimed": ("Reported by the carrier", "Сообщил перевозчик"),
    "nothing": ("nothing reported", "ничего не сообщил"),
    "window": ("Window for claims ended, or ends", "Срок претензий истёк или истекает"),
    "late": ("out of window", "вне срока"),
    "verdict": ("Verdict", "Решение"),
    "act": ("Act, SHA-256", "Акт, SHA-256"),
    "accepted": ("Scanned by the carrier", "Принято перевозчиком (A-scan)"),
}


def claim_bundle(scope: Scope, claim_id: UUID, *, at: datetime) -> bytes | None:
    """Return the evidence as a PDF in English and Russian; None for no such claim, or one without parcel."""
    page = claim_page(scope, claim_id, now=at)
    if page is None or page.claim.outbound_id is None:
        return None
    photos = ClaimFile.objects.filter(claim=page.claim, kind=ClaimFileKind.PHOTO).order_by("id")
    return evidence_paper(
        scope,
        page.claim.outbound_id,
        title=f"{page.claim}",
        about=_about(page.claim, page.line.accepted_at if page.line else None),
        road=[
            (event.at, _both(Kind(event.kind)), f"{event.place} {event.text}".strip())
            for event in page.events
        ],
        pictures=[(f"{one.name} · {one.added_by}", bytes(one.content)) for one in photos],
        at=at,
    )


def _about(claim: Claim, accepted_at: datetime | None) -> list[tuple[str, str]]:
    said = {
        "number": str(claim),
        "kind": _both_of(claim, "kind"),
        "claimed": _moment(claim.claimed_at) or " / ".join(_WORDS["nothing"]),
        "window": _moment(claim.window_ends_at),
        "verdict": f"{_both_of(claim, 'state')}: {_both_of(claim, 'basis')}",
        "act": claim.act_sha256,
        "accepted": _moment(accepted_at),
    }
    if claim.is_late:
        said["claimed"] += f" ({' / '.join(_WORDS['late'])})"
    return [(" / ".join(_WORDS[name]), value) for name, value in said.items() if value]


def _both_of(claim: Claim, name: str) -> str:
    value = getattr(claim, name)
    return _said(_CHOICES[name](value).label) if value else ""


def _both(kind: Kind) -> str:
    return _said(kind.label)


def _said(label: object) -> str:
    """Return a label in English and Russian."""
    words = []
    for language in ("en", "ru"):
        with translation.override(language):
            words.append(str(label))
    return " / ".join(dict.fromkeys(words))


def _moment(at: datetime | None) -> str:
    return f"{at:%d.%m.%Y %H:%M:%S} UTC" if at else ""

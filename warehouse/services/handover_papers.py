"""Papers of handovers: drawn from the frozen sheet, kept as they were printed (R-002-23, R-002-48)."""

import hashlib
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from warehouse.models import Handover, HandoverPaper
from warehouse.papers.handover import Signatures, handover_paper
from warehouse.services.handovers import locked_handover
from warehouse.states import HandoverState

KINDS = ("sheet", "tn1")
KEPT_IN = "ru"
SIGNED = "-signed"
CLOSED = (HandoverState.FROZEN, HandoverState.SIGNED)


@transaction.atomic
def keep_papers(*, handover_id: UUID, at: datetime) -> int:
    """Keep the papers of a closed sheet's version, and signed ones once it is signed; return how many.

    What is kept is never replaced. A sheet that is being written has none.
    """
    handover = locked_handover(handover_id)
    if handover.state not in CLOSED:
        return 0
    kept = 0
    for kind in KINDS:
        name = kind + (SIGNED if handover.state == HandoverState.SIGNED else "")
        chosen = {"handover": handover, "kind": name, "version": handover.version}
        if not HandoverPaper.objects.filter(**chosen).exists():
            content = draw_paper(handover, kind)
            HandoverPaper.objects.create(
                **chosen,
                content=content,
                sha256=hashlib.sha256(content).hexdigest(),
                made_at=at,
            )
            kept += 1
    return kept


def draw_paper(handover: Handover, kind: str, second: str = KEPT_IN) -> bytes:
    """Return a paper of the closed sheet in English and a second language, signed if that is."""
    where = [handover.warehouse.code, handover.pk, kind, handover.version]
    return handover_paper(
        kind,
        handover.sheet or {},
        address=settings.PUBLIC_URL.rstrip("/") + reverse("floor:handover-paper", args=where),
        signatures=_signatures(handover),
        second=second,
    )


def paper_to_show(
    handover: Handover, kind: str, version: int, second: str = KEPT_IN
) -> bytes | None:
    """Return a paper: as it was kept, else drawn from the sheet that is closed now; None if there is none."""
    is_current = handover.version == version and handover.state in CLOSED
    name = kind + (SIGNED if is_current and handover.state == HandoverState.SIGNED else "")
    if second == KEPT_IN:
        rows = HandoverPaper.objects.filter(handover=handover, kind=name, version=version)
        if kept := rows.first():
            return bytes(kept.content)
    return draw_paper(handover, kind, second) if is_current and kind in KINDS else None


def _signatures(handover: Handover) -> Signatures | None:
    if handover.signed_at is None:
        return None
    return Signatures(
        our_name=handover.our_name,
        our_drawing=bytes(handover.our_signature or b""),
        their_name=handover.their_name,
        their_drawing=bytes(handover.their_signature or b""),
        at=handover.signed_at,
    )

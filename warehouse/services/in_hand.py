"""What somebody has in hand: said by their last accepted scan of that work, so that it outlives any screen.

A screen that was cut off knows less than we do, and its kept scans come one after the other: what the first
of them led to, the second one finds here.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from warehouse.models import Scan
from warehouse.services.scanning import Scanned
from warehouse.states import Verdict

SHIFT = timedelta(hours=12)
"""What was in hand longer ago than this is in nobody's hands."""


def hand_of(work: str, *, warehouse_id: int, user_id: int | None, at: datetime) -> dict[str, Any]:
    """Return what the last accepted scan of ``work``, or taking one back, left in the person's hands."""
    return hand_in(_answers([work, "undo"], warehouse_id, user_id, at), work)


def hand(scanned: Scanned) -> dict[str, Any]:
    """Return what the scanning person has in hand in this work."""
    return hand_of(
        scanned.action,
        warehouse_id=scanned.warehouse_id,
        user_id=scanned.actor.user_id,
        at=scanned.at,
    )


def hand_in(answers: Sequence[dict[str, Any]], work: str) -> dict[str, Any]:
    """Return what the latest of these answers that speaks of ``work`` says."""
    said = (answer.get("data", {}).get("hands", {}) for answer in answers)
    return next((dict(hands[work]) for hands in said if work in hands), {})


def hands(work: str, **held: Any) -> dict[str, Any]:
    """Return the part of an answer's data that says what is in hand after it."""
    return {"hands": {work: held}}


def hand_before(scanned: Scanned, work: str, last: Scan) -> dict[str, Any]:
    """Return what was in hand before the scan ``last``."""
    answers = _answers([work, "undo"], scanned.warehouse_id, last.user_id, last.at, before=last.pk)
    return hand_in(answers, work)


def _answers(
    actions: Sequence[str],
    warehouse_id: int,
    user_id: int | None,
    at: datetime,
    before: int | None = None,
) -> list[dict[str, Any]]:
    rows = Scan.objects.filter(
        warehouse_id=warehouse_id,
        action__in=actions,
        user_id=user_id,
        verdict=Verdict.OK,
        at__gt=at - SHIFT,
    )
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows.order_by("-pk").values_list("answer", flat=True)[:3])

"""How calls stand, for whoever planned them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from kernel.remote.models import RemoteCall, RemotePartner
from kernel.remote.partners import Act


@dataclass(frozen=True, slots=True)
class Progress:
    """How one call stands: `state` is a `kernel.states.RemoteState`."""

    id: UUID
    operation: str
    state: str
    why: str
    detail: str
    answer: dict[str, Any]
    sent_at: datetime | None
    ended_at: datetime | None
    waits_for_person: bool


def progress_of(act: Act, abouts: Iterable[str]) -> dict[str, Progress]:
    """Return by ``about`` how the latest call of an act stands, in one query; missing: never planned."""
    calls = RemoteCall.objects.filter(
        partner=act.partner.name, operation=act.name, about__in=list(abouts)
    )
    return {call.about: _progress(call) for call in calls.defer("payload").order_by("id")}


def calls_about(about: str) -> list[Progress]:
    """Return how everything stands that was planned about one thing, oldest first."""
    calls = RemoteCall.objects.filter(about=about).defer("payload").order_by("id")
    return [_progress(call) for call in calls]


def calls_for_people() -> int:
    """Return how many calls wait for a person to look, at most a thousand."""
    return RemoteCall.objects.filter(person_since__isnull=False)[:1_000].count()


def partners_away(*, now: datetime) -> int:
    """Return how many partners are not called: the breaker is open, or somebody stopped them."""
    away = Q(open_until__gt=now) | Q(stopped_at__isnull=False)
    return RemotePartner.objects.filter(away).count()


def _progress(call: RemoteCall) -> Progress:
    return Progress(
        id=call.pk,
        operation=call.operation,
        state=call.state,
        why=call.why,
        detail=call.detail,
        answer=call.answer,
        sent_at=call.sent_at,
        ended_at=call.ended_at,
        waits_for_person=call.person_since is not None,
    )

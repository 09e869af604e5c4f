"""Every scan goes one way: a handler for its kind of work, and a row that is witness and idempotency in one.

A handler runs in one transaction with the row of its scan. What is refused is written down too, by itself.
A repeat of ``action_id`` gets the answer that the first got and changes nothing: the row cannot be written
twice, so whatever a second handler did goes back with it.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from kernel import trips
from kernel.errors import Refusal
from kernel.history import Actor
from kernel.scope import PLATFORM, Scope
from warehouse.models import Scan
from warehouse.states import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    """What a scanner sends. ``at`` is our clock; ``context`` what the screen knows: wave, tote, weight …"""

    action_id: UUID
    action: str
    code: str
    at: datetime
    warehouse_id: int
    actor: Actor
    scope: Scope = PLATFORM
    station_id: int | None = None
    camera: str = ""
    device_at: datetime | None = None
    context: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the screen is told: a verdict, a few huge words, a sentence, and how far the task is.

    ``done`` and ``of`` are the progress ("7 of 12"); ``data`` what the screen needs for its next step.
    """

    verdict: str
    title: str
    text: str = ""
    code: str = ""
    done: int = 0
    of: int = 0
    can_undo: bool = False
    data: dict[str, Any] = field(default_factory=dict)
    subject: tuple[str, str] = ("", "")


Handler = Callable[[Scanned], Answer]
_handlers: dict[str, Handler] = {}
_undoers: dict[str, Callable[[Scanned, Scan], Answer]] = {}


class Stop(Refusal):
    """The red screen: a parcel or goods that must not go on. ``title`` is what to do with them."""

    code = "stop"


class UnknownWork(Refusal):
    """No screen does this kind of work."""

    code = "unknown_work"


class _Repeated(Exception):
    """The scan was written by another request meanwhile."""


def handles(
    action: str, undo: Callable[[Scanned, Scan], Answer] | None = None
) -> Callable[[Handler], Handler]:
    """Register the decorated function for one kind of work; ``undo`` takes an accepted scan back."""

    def register(handler: Handler) -> Handler:
        _handlers[action] = handler
        if undo is not None:
            _undoers[action] = undo
        return handler

    return register


def scan(scanned: Scanned) -> Answer:
    """Do what the scan means, once, and return the answer; a refusal is an answer too.

    Raises UnknownWork for a kind of work that nobody does.
    """
    handler = _handlers.get(scanned.action)
    if handler is None:
        raise UnknownWork(f"There is no work called {scanned.action}.", field="action")
    try:
        with transaction.atomic():
            answer = handler(scanned)
            _write(scanned, answer)
            return answer
    except _Repeated:
        return _first_answer(scanned.action_id)
    except Refusal as refusal:
        return _refused(scanned, refusal)


def undo_last(scanned: Scanned) -> Answer:
    """Take back the caller's last accepted scan where its work allows that. Handlers call it as "undo"."""
    last = (
        Scan.objects.filter(warehouse_id=scanned.warehouse_id, user_id=scanned.actor.user_id)
        .filter(verdict=Verdict.OK)
        .order_by("-id")
        .first()
    )
    if last is None or last.action not in _undoers:
        raise NothingToUndo("There is nothing that can be taken back.")
    return _undoers[last.action](scanned, last)


class NothingToUndo(Refusal):
    """The last scan cannot be taken back, or there is none."""

    code = "nothing_to_undo"


_handlers["undo"] = undo_last


def _refused(scanned: Scanned, refusal: Refusal) -> Answer:
    """Write the refusal down and return it, unless the scan had been answered before."""
    verdict = Verdict.STOP if isinstance(refusal, Stop) else Verdict.WRONG
    details = getattr(refusal, "details", {}) or {}
    answer = Answer(
        verdict=verdict,
        title=str(details.get("title", "")),
        text=str(refusal.message),
        code=refusal.code,
        subject=details.get("subject", ("", "")),
    )
    try:
        with transaction.atomic():
            _write(scanned, answer)
    except _Repeated:
        return _first_answer(scanned.action_id)
    return answer


def _first_answer(action_id: UUID) -> Answer:
    kept = Scan.objects.values_list("answer", flat=True).get(action_id=action_id)
    return Answer(**{**kept, "subject": tuple(kept["subject"])})


def _write(scanned: Scanned, answer: Answer) -> None:
    def written(count: int) -> None:
        if not count:
            raise _Repeated

    trips.write(
        _INSERT,
        [
            scanned.action_id,
            scanned.warehouse_id,
            scanned.station_id,
            scanned.camera,
            scanned.actor.user_id,
            scanned.actor.label,
            scanned.action,
            scanned.code[:80],
            answer.verdict,
            json.dumps(asdict(answer), default=str),
            *answer.subject,
            scanned.at,
            scanned.device_at,
        ],
        written,
    )


_INSERT = """
insert into warehouse_scan (action_id, warehouse_id, station_id, camera, user_id, who, action, code,
                            verdict, answer, subject_kind, subject_id, at, device_at)
values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s::jsonb, %s, %s, %s, %s)
on conflict (action_id) do nothing
"""

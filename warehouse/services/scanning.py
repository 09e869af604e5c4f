"""Every scan goes one way: a handler for its kind of work, and a row that is witness and idempotency in one.

A handler runs in one transaction with the row of its scan. What is refused is written down too, by itself.
A repeat of ``action_id`` gets the answer that the first got and changes nothing: the row cannot be written
twice, so whatever a second handler did goes back with it.
"""

import json
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kernel import trips
from kernel.arrays import columns
from kernel.errors import Refusal
from kernel.history import Actor
from kernel.scope import PLATFORM, Scope
from warehouse.models import Scan
from warehouse.states import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    """What a scanner sends. ``at`` is our clock; ``context`` what the screen knows: wave, tote, weight …

    ``by_lead``: a lead of the warehouse or an administrator does it.
    """

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
    by_lead: bool = False


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

    def told(self) -> dict[str, Any]:
        """Return it by field, as it is kept with its scan."""
        return {name: getattr(self, name) for name in _ANSWER}


_ANSWER = tuple(one.name for one in fields(Answer))
Handler = Callable[[Scanned], Answer]
Batch = Callable[[Sequence[Scanned]], list[Answer]]
_handlers: dict[str, Handler] = {}
_in_one_trip: set[str] = set()
_batches: dict[str, Batch] = {}
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
    action: str,
    undo: Callable[[Scanned, Scan], Answer] | None = None,
    *,
    in_one_trip: bool = False,
    batch: Batch | None = None,
) -> Callable[[Handler], Handler]:
    """Register the decorated function for one kind of work; ``undo`` takes an accepted scan back.

    ``in_one_trip``: what it writes goes with the row of the scan as one statement (`kernel.trips`).
    ``batch`` does many scans at once in one transaction, and answers refusals instead of raising them.
    """

    def register(handler: Handler) -> Handler:
        _handlers[action] = handler
        if in_one_trip:
            _in_one_trip.add(action)
        if batch is not None:
            _batches[action] = batch
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
        with transaction.atomic(), _trip(scanned.action):
            answer = handler(scanned)
            _write([(scanned, answer)])
        return answer
    except _Repeated:
        return _first_answer(scanned)
    except Refusal as refusal:
        return _refused(scanned, refusal)


def scan_many(given: Sequence[Scanned]) -> list[Answer]:
    """Do what many scans of one kind of work mean, in order, each once; return the answers in that order.

    Work that knows how does all of them in one transaction, the rest one after the other.
    """
    batch = _batches.get(given[0].action) if given else None
    if batch is None or len({one.action for one in given}) > 1:
        return [scan(one) for one in given]
    answers: dict[UUID, Answer] = {}
    new = {one.action_id: one for one in reversed(given)}
    while new:
        try:
            answers |= _do_together(batch, list(reversed(new.values())))
            new = {}
        except _Repeated:
            known = _first_answers(list(new.values()))
            answers |= known
            new = {pk: one for pk, one in new.items() if pk not in known}
    return [answers[one.action_id] for one in given]


def is_done_together(action: str) -> bool:
    """Tell whether many scans of this work are done in one transaction."""
    return action in _batches


def _do_together(batch: Batch, given: list[Scanned]) -> dict[UUID, Answer]:
    with transaction.atomic(), trips.one_trip():
        made = batch(given)
        _write(list(zip(given, made, strict=True)))
    return {one.action_id: answer for one, answer in zip(given, made, strict=True)}


def undo_last(scanned: Scanned) -> Answer:
    """Take back the caller's last accepted scan where its work allows that. Handlers call it as "undo"."""
    last = (
        Scan.objects.filter(warehouse_id=scanned.warehouse_id, user_id=scanned.actor.user_id)
        .filter(verdict=Verdict.OK)
        .order_by("-id")
        .first()
    )
    why_not = last.answer.get("data", {}).get("no_undo") if last else None
    if last is None or last.action not in _undoers or why_not:
        raise NothingToUndo(why_not or _("There is nothing that can be taken back."))
    return _undoers[last.action](scanned, last)


class NothingToUndo(Refusal):
    """The last scan cannot be taken back, or there is none."""

    code = "nothing_to_undo"


_handlers["undo"] = undo_last


def _trip(action: str) -> AbstractContextManager[None]:
    return trips.one_trip() if action in _in_one_trip else nullcontext()


def refusal_answer(refusal: Refusal) -> Answer:
    """Return a refusal as what the screen is told; `Stop` is the red one."""
    details = getattr(refusal, "details", {}) or {}
    return Answer(
        verdict=Verdict.STOP if isinstance(refusal, Stop) else Verdict.WRONG,
        title=str(details.get("title", "")),
        text=str(refusal.message),
        code=refusal.code,
        data=details.get("data", {}),
        subject=details.get("subject", ("", "")),
    )


def _refused(scanned: Scanned, refusal: Refusal) -> Answer:
    """Write the refusal down and return it, unless the scan had been answered before."""
    answer = refusal_answer(refusal)
    try:
        with transaction.atomic():
            _write([(scanned, answer)])
    except _Repeated:
        return _first_answer(scanned)
    return answer


def _first_answer(scanned: Scanned) -> Answer:
    return _first_answers([scanned])[scanned.action_id]


def _first_answers(given: list[Scanned]) -> dict[UUID, Answer]:
    """Return what those of these scans were answered that were taken before.

    An id that was used for another scan, or by somebody else, tells nothing of that one.
    """
    rows = Scan.objects.filter(action_id__in=[one.action_id for one in given])
    kept = {row.action_id: row for row in rows}
    return {
        one.action_id: _kept_answer(row) if _is_same(one, row) else _reused()
        for one in given
        if (row := kept.get(one.action_id)) is not None
    }


def _is_same(one: Scanned, row: Scan) -> bool:
    who, what = (row.user_id, row.warehouse_id), (row.action, row.code)
    asked = (one.actor.user_id, one.warehouse_id), (one.action, one.code[:80])
    return (who, what) == asked


def _kept_answer(row: Scan) -> Answer:
    return Answer(**{**row.answer, "subject": tuple(row.answer["subject"])})


def _reused() -> Answer:
    text = _("This scan carries the id of another one: scan again.")
    return Answer(verdict=Verdict.WRONG, title="", text=text, code="action_reused")


def _write(pairs: list[tuple[Scanned, Answer]]) -> None:
    def written(count: int) -> None:
        if count < len(pairs):
            raise _Repeated

    trips.write(_INSERT, columns([_row(scanned, answer) for scanned, answer in pairs]), written)


def _row(scanned: Scanned, answer: Answer) -> tuple[Any, ...]:
    return (
        scanned.action_id,
        scanned.warehouse_id,
        scanned.station_id,
        scanned.camera,
        scanned.actor.user_id,
        scanned.actor.label,
        scanned.action,
        scanned.code[:80],
        str(answer.verdict),
        json.dumps(answer.told(), default=str),
        *answer.subject,
        scanned.at,
        scanned.device_at,
    )


_INSERT = """
insert into warehouse_scan (action_id, warehouse_id, station_id, camera, user_id, who, action, code,
                            verdict, answer, subject_kind, subject_id, at, device_at)
select * from unnest(%s::uuid[], %s::bigint[], %s::bigint[], %s::text[], %s::bigint[], %s::text[],
                     %s::text[], %s::text[], %s::text[], %s::jsonb[], %s::text[], %s::text[],
                     %s::timestamptz[], %s::timestamptz[])
on conflict (action_id) do nothing
"""

"""What a reply or its absence means for a call: first by its number, then by the partner's own mapper."""

from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from kernel.errors import Refusal
from kernel.remote.answers import BadAnswer, Done, Found, NotThere, Refused, Unknown, storable
from kernel.remote.exchange import Reply
from kernel.remote.masking import scrubbed
from kernel.remote.partners import Act, Call, Question
from kernel.remote.rules import by_status
from kernel.remote.wire import Lost, NeverLeft

GRACE_S = (
    1.0  # our own loop answers by the deadline; should it not, the worker is free all the same
)
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Verdict:
    """An answer, whether it speaks well of the partner's health, and the reply if it deserves a sample."""

    answer: Found
    status: int = 0
    healthy: bool | None = True  # None: it says nothing about the partner
    odd: Reply | None = None


def judge(
    operation: Question,
    call: Call,
    reply: Future[Reply],
    *,
    now: datetime,
    patience: float,
    asking: bool = False,
) -> Verdict:
    """Return what came of a request, waiting ``patience`` seconds. Never raises for what a peer does."""
    try:
        got = reply.result(patience + GRACE_S)
    except NeverLeft as error:
        return Verdict(Refused(str(error), again=True), healthy=False)
    except Lost as error:
        return Verdict(Unknown(str(error)), healthy=False)
    except BadAnswer as error:
        return Verdict(Unknown("bad_answer", str(error)), healthy=False)
    except (TimeoutError, CancelledError):
        reply.cancel()
        return Verdict(Unknown("deadline"), healthy=False)
    except Refusal as error:
        return Verdict(Refused(error.code, str(error)), healthy=None)
    except Exception as error:
        log.error("remote.unwritable", exc_info=error, **_named(operation))
        return Verdict(Refused("unwritable", type(error).__name__, again=True), healthy=None)
    return _by_body(operation, call, got, now, asking)


def _by_body(operation: Question, call: Call, reply: Reply, now: datetime, asking: bool) -> Verdict:
    if reply.status not in operation.reads:
        answer = by_status(reply, now=now)
        odd = None if reply.status == 429 else reply
        said = _no_verdict(answer) if asking and isinstance(answer, Refused) else answer
        return Verdict(said, reply.status, not isinstance(answer, Unknown), odd)
    read: Callable[[Reply, Call], Any] = operation.read
    if asking and isinstance(operation, Act) and operation.found is not None:
        read = operation.found
    return _by_mapper(operation, read, reply, call)


def _by_mapper(
    operation: Question, read: Callable[[Reply, Call], Any], reply: Reply, call: Call
) -> Verdict:
    try:
        answer = _clean(read(reply, call), operation)
    except BadAnswer as error:
        return Verdict(Unknown("bad_answer", str(error)), reply.status, False, reply)
    except Exception as error:
        log.exception("remote.unreadable", **_named(operation))
        return Verdict(Unknown("bad_answer", type(error).__name__), reply.status, None, reply)
    odd = reply if isinstance(answer, Refused | Unknown) else None
    return Verdict(answer, reply.status, not isinstance(answer, Unknown), odd)


def _clean(answer: Any, operation: Question) -> Found:
    """Return an answer of plain values, its words without secrets; TypeError for what is no answer."""
    match answer:
        case Done(found):
            return Done(storable(dict(found)))
        case Refused(why, detail, again, wait, everybody):
            return Refused(why, _said(detail, operation), again, wait, everybody)
        case Unknown(why, detail, wait):
            return Unknown(why, _said(detail, operation), wait)
        case NotThere():
            return answer
    raise TypeError(f"{type(answer).__name__} is no answer")


def _named(operation: Question) -> dict[str, str]:
    return {"partner": operation.partner.name, "operation": operation.name}


def _said(words: str, operation: Question) -> str:
    return str(storable(scrubbed(words, operation.partner.secrets())))


def _no_verdict(answer: Refused) -> Unknown:
    """Return a refused question for what it is: nothing is known about the call it asked for."""
    return Unknown(answer.why, answer.detail, answer.wait)

"""What the Bot API's refusals and silences mean: their words to ours. Pure."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
)

from notifications.rules.outcomes import Blame, Outcome
from notifications.states import Result

NOBODY_THERE = ("chat not found", "user not found", "peer_id_invalid", "chat_id is empty")
NEVER_LEFT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
)


def outcome_of(error: Exception, *, scrub: Callable[[str], str]) -> Outcome:
    """Return what an error of the library means for the message; ``scrub`` cleans its words."""
    detail = scrub(str(error) or type(error).__name__)
    match error:
        case RetryAfter():
            wait = _seconds(error.retry_after)
            return Outcome(Result.LATER, "flood", detail, blame=Blame.CHANNEL, wait=wait)
        case ChatMigrated():
            moved_to = str(error.new_chat_id)
            return Outcome(Result.LATER, "migrated", detail, wait=timedelta(), moved_to=moved_to)
        case Forbidden():
            return Outcome(Result.REFUSED, "blocked", detail, blame=Blame.ADDRESS)
        case InvalidToken() | Conflict():
            return Outcome(Result.LATER, "bot_refused", detail, blame=Blame.CHANNEL)
        case BadRequest():
            return _bad_request(detail)
        case NetworkError() if any(isinstance(cause, NEVER_LEFT) for cause in _causes(error)):
            return Outcome(Result.LATER, "unreachable", detail, blame=Blame.CHANNEL)
    return Outcome(Result.UNKNOWN, "no_answer", detail, blame=Blame.CHANNEL)


def _seconds(told: int | timedelta) -> timedelta:
    return told if isinstance(told, timedelta) else timedelta(seconds=told)


def _bad_request(detail: str) -> Outcome:
    if any(words in detail.lower() for words in NOBODY_THERE):
        return Outcome(Result.REFUSED, "chat_gone", detail, blame=Blame.ADDRESS)
    return Outcome(Result.REFUSED, "bad_request", detail, blame=Blame.MESSAGE)


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__

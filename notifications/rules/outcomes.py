"""What one call to a provider came to, and what happens to the message then. Pure."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from notifications.states import Channel, MessageState, Result

FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=15)
LONGEST_OBEYED = timedelta(hours=1)  # a provider that asks for more is asked again after this
GIVE_UP_AFTER = timedelta(hours=72)
CHANNEL_PAUSE = timedelta(seconds=2)
LONGEST_CHANNEL_PAUSE = timedelta(minutes=1)
AFTER_SILENCE = timedelta(seconds=20)

# How often a message without an answer is sent again. Mail carries the same Message-ID and SMS the same
# key, so a repeat is the same message there; a Telegram message has nothing of the kind (ADR on D-05).
REPEATS = {Channel.EMAIL: 4, Channel.TELEGRAM: 1, Channel.SMS: 4}


class Blame(StrEnum):
    """Whose fault it was."""

    NOBODY = "nobody"
    ADDRESS = "address"
    MESSAGE = "message"
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True)
class Outcome:
    """Done, refused, to be tried later, or unknown; ``wait`` is what the provider asked for.

    ``moved_to`` is the new address of a chat that has another one now.
    """

    result: Result
    code: str = ""
    detail: str = ""
    reference: str = ""
    blame: Blame = Blame.NOBODY
    wait: timedelta | None = None
    moved_to: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The state a message goes to, why, and after which pause it is tried again if it stays queued."""

    state: MessageState
    code: str = ""
    pause: timedelta = timedelta()


def judge(
    outcome: Outcome, channel: Channel, *, attempts: int, unknowns: int, age: timedelta
) -> Verdict:
    """Decide by the outcome of the latest attempt; ``unknowns`` and ``attempts`` count it already."""
    match outcome.result:
        case Result.DONE:
            return Verdict(MessageState.SENT)
        case Result.REFUSED:
            return Verdict(MessageState.FAILED, outcome.code)
        case Result.UNKNOWN if unknowns > REPEATS[channel]:
            return Verdict(MessageState.FAILED, "uncertain")
    asked = obeyed(outcome.wait)
    pause = _pause(outcome, attempts) if asked is None else asked
    if age + pause > GIVE_UP_AFTER:
        return Verdict(MessageState.FAILED, "gave_up")
    return Verdict(MessageState.QUEUED, outcome.code, pause)


def obeyed(wait: timedelta | None) -> timedelta | None:
    """Return the wait a provider asked for, within reason."""
    return None if wait is None else min(max(wait, timedelta()), LONGEST_OBEYED)


def channel_pause(outcome: Outcome, failures: int) -> timedelta:
    """Return for how long the whole channel waits after so many failures of its own in a row."""
    return obeyed(outcome.wait) or min(
        CHANNEL_PAUSE * 2 ** min(failures, 10), LONGEST_CHANNEL_PAUSE
    )


def _pause(outcome: Outcome, attempts: int) -> timedelta:
    if outcome.blame == Blame.CHANNEL and outcome.result == Result.LATER:
        return timedelta()  # the channel's own pause holds it
    if outcome.result == Result.UNKNOWN:
        return AFTER_SILENCE
    return min(FIRST_PAUSE * 2 ** min(attempts - 1, 20), LONGEST_PAUSE)

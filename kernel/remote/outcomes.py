"""What follows from an answer for its call: the one place that moves calls on. Touches no other row."""

from datetime import datetime, timedelta

from kernel.remote.answers import Done, Found, NotThere, Refused, Unknown
from kernel.remote.models import RemoteCall
from kernel.remote.partners import Act
from kernel.remote.rules import ASKS, SENDS, pause_after
from kernel.states import Outcome, Step

FIRST_PAUSE = timedelta(seconds=2)


def outcome_of(answer: Found) -> Outcome:
    """Return what a try is said to have come to."""
    match answer:
        case Done():
            return Outcome.DONE
        case Refused(again=again):
            return Outcome.LATER if again else Outcome.REFUSED
        case NotThere():
            return Outcome.NOT_THERE
    return Outcome.UNKNOWN


def why_of(answer: Found) -> tuple[str, str]:
    """Return the code and the words of an answer that is no success."""
    match answer:
        case Refused(why, detail) | Unknown(why, detail):
            return why, detail
    return "", ""


def tried_too_often(call: RemoteCall, step: Step) -> bool:
    """Tell whether a call is a person's from now on."""
    return call.sends >= SENDS if step == Step.SEND else call.asks >= ASKS


def conclude(call: RemoteCall, act: Act, step: Step, answer: Found, *, now: datetime) -> None:
    """Move a call in hand on by what came of its try."""
    match answer:
        case Done(found):
            call.finish(at=now, answer=dict(found))
        case Refused(why, detail, again=False):
            call.refuse(at=now, why=why, detail=detail)
        case NotThere() if step == Step.ASK:
            call.put_back(why="not_there", detail="", look_at=now)
            _limit(call, tried_too_often(call, Step.SEND), now)
        case _ if step == Step.ASK:
            _ask_later(call, act, answer, now)
        case Refused() if not call.uncertain:
            _send_later(call, answer, now)
        case _:
            _lose(call, act, answer, now)


def _send_later(call: RemoteCall, answer: Refused, now: datetime) -> None:
    """Nothing has left, now or before: it may be sent again after a pause."""
    pause = _longest(answer.wait, pause_after(call.sends, FIRST_PAUSE))
    call.put_back(why=answer.why, detail=answer.detail, look_at=now + pause)
    _limit(call, tried_too_often(call, Step.SEND), now)


def _lose(call: RemoteCall, act: Act, answer: Found, now: datetime) -> None:
    """It may have arrived, now or at an earlier try."""
    why, detail = why_of(answer)
    times = call.sends if act.honours_key else call.asks + 1
    pause = _longest(getattr(answer, "wait", None), pause_after(times, act.find_after))
    call.lose(why=why or "bad_answer", detail=detail, look_at=now + max(pause, act.find_after))
    nobody_to_ask = not act.honours_key and act.find is None
    _limit(call, nobody_to_ask or (act.honours_key and call.sends >= ASKS), now)


def _ask_later(call: RemoteCall, act: Act, answer: Found, now: datetime) -> None:
    """The question got no verdict: it is as unknown as before."""
    call.why, call.detail = why_of(answer)
    pause = pause_after(call.asks + 1, act.find_after)
    call.next_look_at = now + _longest(getattr(answer, "wait", None), pause)
    _limit(call, tried_too_often(call, Step.ASK), now)


def _limit(call: RemoteCall, reached: bool, now: datetime) -> None:
    """Leave it to a person once it was tried often enough."""
    if reached:
        call.next_look_at, call.person_since = None, now


def _longest(wait: timedelta | None, pause: timedelta) -> timedelta:
    return max(wait or timedelta(), pause)

"""How long to wait, when to give a partner a rest, what a bare status means. Pure."""

import random
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from kernel.remote.answers import Answer, Refused, Unknown
from kernel.remote.exchange import Reply

WINDOW = timedelta(minutes=5)
LEAST_FAILURES, LEAST_SHARE = 20, 0.35
COOL_DOWN = timedelta(minutes=2)
SUCCESSES_TO_CLOSE = 10
LONGEST_PAUSE = timedelta(hours=1)
TOO_MANY_PAUSE = timedelta(seconds=60)
SENDS = 24  # tries that never left: about thirteen hours
ASKS = 12  # questions without an answer: about six hours

# Known not to have been executed: who we are, where we knock, when, or how often was wrong.
NEVER_EXECUTED = {401: "not_let_in", 403: "not_let_in", 408: "too_slow", 421: "wrong_door",
                  425: "too_early", 429: "too_many"}  # fmt: skip


def should_open(good: int, bad: int) -> bool:
    """Tell whether so many failures among so many calls of the window call for a rest."""
    return bad >= LEAST_FAILURES and bad >= LEAST_SHARE * (good + bad)


def pause_after(times: int, first: timedelta) -> timedelta:
    """Return how long to wait after the n-th failure: ``first`` doubling to 1 h, less up to a fifth."""
    pause = min(first * 2 ** min(times - 1, 20), LONGEST_PAUSE)
    return pause * random.uniform(0.8, 1)


def retry_after(told: str | None, *, now: datetime) -> timedelta | None:
    """Return what a Retry-After header asks for, an hour at most; None for nothing or nonsense."""
    told = (told or "").strip()
    if not told:
        return None
    if told.isascii() and told.isdigit():
        return min(timedelta(seconds=min(int(told[:9]), 10**7)), LONGEST_PAUSE)
    try:
        wait = parsedate_to_datetime(told) - now
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(wait, timedelta()), LONGEST_PAUSE)


def by_status(reply: Reply, *, now: datetime) -> Answer:
    """Return what a reply means whose body nobody reads: 4xx is a no, all else may have taken effect."""
    status, why = reply.status, f"http_{reply.status}"
    wait = retry_after(reply.headers.get("retry-after"), now=now)
    if status == 429:
        return Refused("too_many", why, again=True, wait=wait or TOO_MANY_PAUSE, everybody=True)
    if status in NEVER_EXECUTED:
        return Refused(NEVER_EXECUTED[status], why, again=True, wait=wait)
    if 400 <= status < 500:
        return Refused(why)
    return Unknown("redirected" if 300 <= status < 400 else why, why, wait=wait)

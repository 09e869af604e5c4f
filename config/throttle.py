"""How fast one token, or one visitor of buyers' pages, may ask: a bucket that refills all the time.

It is kept on the broker: one script there takes from the bucket, so any number of processes share it
exactly. It protects us from a loop in somebody's code and is no defence that anything depends on: when the
server is away everybody is let through (G20).
"""

import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

import structlog
from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from kernel.problems import problem_response

PATIENCE_S = 0.1
PAUSE_S = 5.0  # how long we do without the server after it failed us
log = structlog.get_logger(__name__)

_TAKE = """
local clock = redis.call('TIME')
local now = tonumber(clock[1]) + tonumber(clock[2]) / 1000000
local size, rate = tonumber(ARGV[1]), tonumber(ARGV[1]) / 60
local kept = redis.call('HMGET', KEYS[1], 'left', 'at')
local passed = math.max(0, now - (tonumber(kept[2]) or now))
local left = math.min(size, (tonumber(kept[1]) or size) + passed * rate)
local taken = 0
if left >= 1 then taken, left = 1, left - 1 end
redis.call('HSET', KEYS[1], 'left', string.format('%.6f', left), 'at', string.format('%.6f', now))
redis.call('EXPIRE', KEYS[1], 120)
return {taken, math.floor(left), math.ceil((1 - left) / rate), math.ceil((size - left) / rate)}
"""


class Taken(NamedTuple):
    """What became of one request: whether it goes on, how many more may, and the seconds to wait."""

    allowed: bool
    left: int
    wait_s: int
    full_in_s: int


class Buckets:
    """The buckets on one server; each holds a minute's worth of requests."""

    def __init__(self, url: str) -> None:
        self._server: Any = Redis.from_url(
            url,
            socket_timeout=PATIENCE_S,
            socket_connect_timeout=PATIENCE_S,
            retry=Retry(NoBackoff(), 0),
        )
        self._take = self._server.register_script(_TAKE)
        self._away_until = 0.0

    def take(self, key: str, per_minute: int) -> Taken | None:
        """Take one request from the bucket ``key``; None when the server is away."""
        if time.monotonic() < self._away_until:
            return None
        try:
            taken, left, wait_s, full_in_s = self._take([f"throttle:{key}"], [per_minute])
        except (RedisError, OSError) as error:
            self._away_until = time.monotonic() + PAUSE_S
            log.warning("throttle.away", error=type(error).__name__)
            return None
        return Taken(bool(taken), int(left), int(wait_s), int(full_in_s))


@lru_cache(maxsize=4)
def buckets(url: str) -> Buckets:
    """Return the buckets on that server, one set a process."""
    return Buckets(url)


class ThrottleMiddleware:
    """Slows tokens that ask more than API_RATE_PER_MINUTE, and tells every token how it stands.

    Buyers' pages need no sign-in, so there it counts by the caller's address, BUYER_RATE_PER_MINUTE.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        response = self.get_response(request)
        taken: Taken | None = getattr(request, "throttle", None)
        if taken is not None:
            response.headers["RateLimit-Limit"] = str(settings.API_RATE_PER_MINUTE)
            response.headers["RateLimit-Remaining"] = str(taken.left)
            response.headers["RateLimit-Reset"] = str(taken.full_in_s)
        return response

    def process_view(self, request: Any, *_view: Any) -> HttpResponseBase | None:
        """Let the request through (None), or say when to come back."""
        if request.resolver_match.namespace == "buyer":
            return _slow_visitor(request)
        token = getattr(request, "token_used", None)
        if token is None:
            return None
        taken = buckets(settings.REDIS_URL).take(f"token:{token.pk}", settings.API_RATE_PER_MINUTE)
        request.throttle = taken
        if taken is None or taken.allowed:
            return None
        answer = problem_response(
            429, "too_many_requests", f"Too many requests: go on in {taken.wait_s} s."
        )
        answer["Retry-After"] = str(taken.wait_s)
        return answer


def _slow_visitor(request: Any) -> HttpResponseBase | None:
    visitor = get_adapter().get_client_ip(request)
    taken = buckets(settings.REDIS_URL).take(f"buyer:{visitor}", settings.BUYER_RATE_PER_MINUTE)
    if taken is None or taken.allowed:
        return None
    answer = render(request, "429.html", status=429)
    answer["Retry-After"] = str(taken.wait_s)
    return answer

"""Which policy applies: the most specific one in force."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from kernel.deadlines.models import DeadlinePolicy

FRESH = 1.0  # seconds a process may go on with the policies it has read
Wanted: TypeAlias = tuple[str, int | None, int | None]
"""Channel, shop and offer that a promise is about."""


@dataclass(frozen=True, slots=True)
class _Read:
    """The policies of one kind, and for each promise asked about those that fit, the best first."""

    at: float
    policies: list[DeadlinePolicy]
    ranked: dict[Wanted, list[DeadlinePolicy]]


_cache: dict[str, _Read] = {}


def policy_for(
    kind: str,
    *,
    at: datetime,
    channel: str = "",
    shop_id: int | None = None,
    offer_id: int | None = None,
) -> DeadlinePolicy | None:
    """Return the policy in force at ``at``; None when the kind has none, i.e. makes no promise."""
    for policy in _ranked(kind, (channel, shop_id, offer_id)):
        if policy.effective_from <= at:
            return policy
    return None


def forget_policies() -> None:
    """Read policies anew at the next question; for tests and after a change."""
    _cache.clear()


def _ranked(kind: str, wanted: Wanted) -> list[DeadlinePolicy]:
    read = _read(kind)
    if wanted not in read.ranked:
        fitting = [policy for policy in read.policies if _fits(policy, wanted)]
        read.ranked[wanted] = sorted(fitting, key=_rank, reverse=True)
    return read.ranked[wanted]


def _fits(policy: DeadlinePolicy, wanted: Wanted) -> bool:
    named = (policy.channel, policy.shop_id, policy.offer_id)
    return all(not value or value == want for value, want in zip(named, wanted, strict=True))


def _rank(policy: DeadlinePolicy) -> tuple[bool, bool, bool, datetime]:
    named = (policy.offer_id, policy.shop_id, policy.channel)
    offer, shop, channel = (bool(value) for value in named)
    return offer, shop, channel, policy.effective_from


def _read(kind: str) -> _Read:
    read = _cache.get(kind)
    if read is None or time.monotonic() - read.at >= FRESH:
        policies = list(DeadlinePolicy.objects.filter(kind=kind))
        read = _cache[kind] = _Read(time.monotonic(), policies, {})
    return read


def ensure_policies(shipped: list[dict[str, object]], since: datetime) -> None:
    """Add the shipped policies that are not there yet; an edited or later one is left alone."""
    for values in shipped:
        named = {name: values.get(name) for name in ("kind", "shop_id", "offer_id")}
        DeadlinePolicy.objects.get_or_create(
            **named,
            channel=values.get("channel", ""),
            effective_from=since,
            defaults={k: v for k, v in values.items() if k not in {*named, "channel"}},
        )
    forget_policies()


def minutes(count: int) -> int:
    """Return ``count`` minutes in seconds, for policies written by hand."""
    return int(timedelta(minutes=count).total_seconds())

"""Which policy applies: the most specific one in force."""

import time
from collections.abc import Mapping
from datetime import datetime, timedelta

from kernel.deadlines.models import DeadlinePolicy

FRESH = 1.0  # seconds a process may go on with the policies it has read
_cache: dict[str, tuple[float, list[DeadlinePolicy]]] = {}


def policy_for(
    kind: str,
    *,
    at: datetime,
    channel: str = "",
    shop_id: int | None = None,
    offer_id: int | None = None,
) -> DeadlinePolicy | None:
    """Return the policy in force at ``at``; None when the kind has none, i.e. makes no promise."""
    wanted = {"channel": channel, "shop_id": shop_id, "offer_id": offer_id}
    fitting = [
        policy
        for policy in _policies(kind)
        if policy.effective_from <= at and _specificity(policy, wanted) is not None
    ]
    return max(fitting, key=lambda p: (_specificity(p, wanted), p.effective_from), default=None)


def forget_policies() -> None:
    """Read policies anew at the next question; for tests and after a change."""
    _cache.clear()


def _specificity(policy: DeadlinePolicy, wanted: Mapping[str, object]) -> tuple[bool, ...] | None:
    named = {name: getattr(policy, name) for name in ("offer_id", "shop_id", "channel")}
    if any(value and value != wanted[name] for name, value in named.items()):
        return None
    return tuple(bool(value) for value in named.values())


def _policies(kind: str) -> list[DeadlinePolicy]:
    read_at, policies = _cache.get(kind, (-FRESH, []))
    if time.monotonic() - read_at >= FRESH:
        policies = list(DeadlinePolicy.objects.filter(kind=kind))
        _cache[kind] = (time.monotonic(), policies)
    return policies


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

"""How partners are doing: the breaker that leaves a failing one in peace, and pauses that it asked for.

It stands in PostgreSQL and not in the broker, which may vanish: docs/adr/0016-remote-calls.md.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

import structlog
from django.db import transaction
from django.db.models import F, Q, Sum

from kernel.remote import hints
from kernel.remote.models import RemotePartner, RemoteTally
from kernel.remote.partners import LONGEST_S, Partner
from kernel.remote.rules import COOL_DOWN, SUCCESSES_TO_CLOSE, WINDOW, should_open

SPAN_S = 15
TRIAL = timedelta(seconds=LONGEST_S + 10)
log = structlog.get_logger(__name__)


class Standing(StrEnum):
    """Whether a partner is called at all."""

    WELL = "well"
    AWAY = "away"
    ON_TRIAL = "on_trial"
    PAUSED = "paused"
    STOPPED = "stopped"


def standing_of(name: str, *, now: datetime) -> Standing:
    """Return how a partner stands; one never heard of stands well."""
    return standing(RemotePartner.objects.filter(pk=name).first(), now)


def standing(row: RemotePartner | None, now: datetime) -> Standing:
    """Return how the partner of this row stands."""
    if row is None:
        return Standing.WELL
    if row.stopped_at is not None:
        return Standing.STOPPED
    if row.paused_until is not None and row.paused_until > now:
        return Standing.PAUSED
    if row.open_until is None:
        return Standing.WELL
    return Standing.AWAY if row.open_until > now else Standing.ON_TRIAL


def admit(partner: Partner, *, now: datetime) -> tuple[int, bool]:
    """Return how many calls may begin now, and whether they are on trial: then it is one at most.

    Whoever is given a trial must tell its outcome by `note`, or hand it back by `give_back_trial`.
    """
    stands = standing_of(partner.name, now=now)
    if stands == Standing.WELL:
        return partner.at_once, False
    if stands != Standing.ON_TRIAL:
        return 0, False
    free = Q(trial_until=None) | Q(trial_until__lte=now)
    taken = RemotePartner.objects.filter(free, pk=partner.name).update(trial_until=now + TRIAL)
    return taken, bool(taken)


def give_back_trial(partner: Partner) -> None:
    """Let somebody else try: there was nothing to be called for."""
    RemotePartner.objects.filter(pk=partner.name).update(trial_until=None)


def note(name: str, *, good: bool, trial: bool, now: datetime) -> None:
    """Put down how a call went; open the breaker, or close it, when that follows."""
    hints.write(_TALLY, [name, _span(now), int(good), int(not good)])
    if trial:
        _note_trial(name, good, now)
    elif not good:
        _open_if_due(name, now)


def pause(name: str, *, until: datetime, why: str) -> None:
    """Call the partner no more before that moment: it said so itself. The longest pause counts."""
    RemotePartner.objects.get_or_create(pk=name)
    longer = Q(paused_until=None) | Q(paused_until__lt=until)
    RemotePartner.objects.filter(longer, pk=name).update(paused_until=until, paused_why=why[:120])


def ensure_partners(names: Iterable[str]) -> None:
    """See to it that each partner has its row, to be looked at before it was ever called."""
    rows = [RemotePartner(name=name) for name in names]
    RemotePartner.objects.bulk_create(rows, ignore_conflicts=True)


def tallied(name: str, *, now: datetime) -> tuple[int, int]:
    """Return how many calls of the last five minutes went well, and how many did not."""
    recent = RemoteTally.objects.filter(partner=name, began_at__gt=now - WINDOW)
    sums = recent.aggregate(good=Sum("good", default=0), bad=Sum("bad", default=0))
    return sums["good"], sums["bad"]


def _open_if_due(name: str, now: datetime) -> None:
    RemoteTally.objects.filter(partner=name, began_at__lt=now - 2 * WINDOW).delete()
    good, bad = tallied(name, now=now)
    if not should_open(good, bad):
        return
    RemotePartner.objects.get_or_create(pk=name)
    closed = RemotePartner.objects.filter(pk=name, open_until=None)
    if closed.update(open_until=now + COOL_DOWN, successes=0, trial_until=None):
        log.error("partner.away", partner=name, good=good, bad=bad)


@transaction.atomic
def _note_trial(name: str, good: bool, now: datetime) -> None:
    row = RemotePartner.objects.select_for_update().filter(pk=name, open_until__isnull=False)
    if not good:
        row.update(open_until=now + COOL_DOWN, successes=0, trial_until=None)
    elif row.filter(successes__gte=SUCCESSES_TO_CLOSE - 1).exists():
        close(name)
        log.info("partner.back", partner=name)
    else:
        row.update(successes=F("successes") + 1, trial_until=None)


def close(name: str) -> None:
    """Close the breaker: what went badly before is forgotten."""
    RemoteTally.objects.filter(partner=name).delete()
    RemotePartner.objects.filter(pk=name).update(open_until=None, successes=0, trial_until=None)


def _span(now: datetime) -> datetime:
    return now - timedelta(seconds=now.timestamp() % SPAN_S)


_TALLY = """
insert into kernel_remotetally as t (partner, began_at, good, bad) values (%s, %s, %s, %s)
on conflict (partner, began_at) do update set good = t.good + excluded.good, bad = t.bad + excluded.bad
"""

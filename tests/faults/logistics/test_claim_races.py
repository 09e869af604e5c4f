"""Silence judged by two sweepers, and a claim at the window's end: one case, the carrier's word honoured."""

import contextlib
import threading
from datetime import timedelta

import pytest
from django.db import connection

from kernel.invariants import check
from logistics.models import Claim, ManifestLine
from logistics.public import INVARIANTS
from logistics.services import claim_silence as silence
from logistics.services.claim_silence import judge_silence
from tests.factories.claims import claim, handed_over, lines_of
from tests.integration.logistics.test_claims import END
from tests.racing import PATIENCE, together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.beside]
ONCE = ("claim_one_running_a_parcel", "claim_of_silence_once")
AFTER = END + timedelta(seconds=5)


@pytest.fixture
def truck():
    return handed_over(3)


def sound():
    return [(one.invariant.name, one.rows) for one in check(INVARIANTS) if one.count] == []


def test_r_002_46_two_sweepers_judge_each_parcel_once(truck):
    counts = together(lambda _n: judge_silence(truck.pk, now=AFTER), 2)
    assert (sorted(counts), Claim.everything.count(), sound()) == ([0, 3], 3, True)


def test_control_without_locks_and_indexes_both_sweepers_judge_everything(truck, monkeypatch):
    both = threading.Barrier(2)
    known = silence.claimed_among

    def looked(ids):
        found = known(ids)
        with contextlib.suppress(threading.BrokenBarrierError):
            both.wait(PATIENCE)
        return found

    unlocked = ManifestLine.everything.filter(handover=truck)
    monkeypatch.setattr(silence, "unaccepted_lines", lambda _pk: list(unlocked.all()))
    monkeypatch.setattr(silence, "claimed_among", looked)
    monkeypatch.setattr(silence, "_mark_lost", lambda *_: None)
    with without_indexes():
        counts = together(lambda _n: judge_silence(truck.pk, now=AFTER), 2)
        assert (counts, Claim.everything.count()) == ([3, 3], 6)
        with connection.cursor() as cursor:
            cursor.execute("truncate logistics_claim cascade")


@contextlib.contextmanager
def without_indexes():
    with connection.cursor() as cursor:
        cursor.execute("select indexdef from pg_indexes where indexname = any(%s)", [list(ONCE)])
        again = [row[0] for row in cursor.fetchall()]
        cursor.execute("".join(f"drop index {name};" for name in ONCE))
        try:
            yield
        finally:
            for statement in again:
                cursor.execute(statement)


@pytest.mark.parametrize("turn", range(3))
def test_a_claim_of_the_last_second_beside_the_verdict_of_silence_is_one_case_and_counts(
    truck, turn
):
    line = lines_of(truck)[0]

    def act(number):
        if number:
            return judge_silence(truck.pk, now=AFTER)
        return claim(line, END - timedelta(seconds=1)).pk

    mine, judged = together(act, 2)
    found = Claim.everything.get(outbound=line.outbound_id)
    assert (found.pk, found.state, found.is_late) == (mine, "open", False)
    assert judged in (2, 3)
    assert (Claim.everything.count(), sound()) == (3, True)

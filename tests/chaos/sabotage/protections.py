"""The protections, each with what takes it out. Every one that is out must be noticed by `tests.chaos`."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from django.db import transaction

GAP_S = 0.4


@dataclass(frozen=True, slots=True)
class Protection:
    """What it does, how it is taken out of this process, which kills then hurt, and what tells of it."""

    says: str
    remove: Callable[[], None]
    shows: str
    hurts: str = "task worker"


def _new_key_each_time() -> None:
    from uuid import uuid4

    from kernel.remote import planning, working

    seen = planning.seen_by_adapter

    def under_another_key(call):
        return replace(seen(call), key=str(uuid4()))

    planning.seen_by_adapter = working.seen_by_adapter = under_another_key


def _never_look_for_the_lost() -> None:
    from kernel.remote import working

    working.judge_lost = lambda **_: 0


def _ring_only() -> None:
    from django.conf import settings

    spared = ("deliver_facts", "process_inbox", "call_partners")
    settings.CELERY_BEAT_SCHEDULE = {
        name: entry
        for name, entry in settings.CELERY_BEAT_SCHEDULE.items()
        if not str(entry["task"]).endswith(spared)
    }


def _mark_first() -> None:
    from kernel import work

    run_together = work._run_together

    def work_on(model, ids, _attempts, run, now):
        if not ids:
            return 0
        with transaction.atomic():
            rows = list(model._default_manager.filter(pk__in=ids, state=work.WorkState.PENDING))
            work._mark_done(model, rows, now)
        time.sleep(GAP_S)
        with transaction.atomic():
            run_together(model, rows, run, now)
        return len(rows)

    work._work_on = work_on


def _tell_afterwards() -> None:
    from warehouse.services import dispatching

    record = dispatching.record_many

    def later(events):
        facts = list(events)

        def tell():
            time.sleep(GAP_S)
            with transaction.atomic():
                record(facts)

        transaction.on_commit(tell)

    dispatching.record_many = later


def _forget_scans() -> None:
    from uuid import uuid4

    from warehouse.services import scanning

    write = scanning._write

    def under_another_id(pairs):
        write([(replace(scanned, action_id=uuid4()), answer) for scanned, answer in pairs])

    scanning._write = under_another_id


PROTECTIONS = {
    "same-key": Protection(
        "A call of which nobody knows what became is repeated under its own key.",
        _new_key_each_time,
        shows="effects doubled",
    ),
    "lease": Protection(
        "A call whose worker died is found by its lease.",
        _never_look_for_the_lost,
        shows="calls that died with their worker",
    ),
    "sweep": Protection(
        "What no bell was rung for is found by a sweep.",
        _ring_only,
        shows="Not everything came to an end",
    ),
    "effect-and-mark": Protection(
        "What a fact causes and the mark that it was delivered commit together.",
        _mark_first,
        shows="effects lost",
    ),
    "fact-with-the-scan": Protection(
        "A fact is written in the transaction that makes it true.",
        _tell_afterwards,
        shows="effects lost",
        hurts="web worker",
    ),
    "scan-once": Protection(
        "A scan sent again is answered as the first time.",
        _forget_scans,
        shows="was answered",
        hurts="web worker",
    ),
}

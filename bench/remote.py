"""W10: partners that are well, while one hangs, beside the same partners while none does.

One worker serves four partners that answer at once, and a fifth. In one half of each round the fifth answers
too; in the other it takes as many calls as it may have at once and never answers (C8). The ratio is the
others' calls a second with the one hanging to those without, in the same run. Beside it stands what the bare
library does with the same requests, one after the other, with no row, key or deadline. Run alone:
``python -m bench.remote`` on a migrated database.
"""

import json
import multiprocessing
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

CALLS, BARE, ROUNDS = 40, 120, 3
OTHERS = ("bench-a", "bench-b", "bench-c", "bench-d")
FIFTH = "bench-hanging"
TOTAL_S = 15.0  # of a call, as any partner has it
LEAST = 0.8


def main() -> list[dict[str, Any]]:
    """Measure and return the rows."""
    from django.conf import settings
    from django.test import override_settings

    private = [*settings.REMOTE_PRIVATE_PARTNERS, *OTHERS, FIFTH]
    with outside() as (url, control), override_settings(REMOTE_PRIVATE_PARTNERS=private):
        acts = {name: _act(url, name) for name in (*OTHERS, FIFTH)}
        _clear()
        try:
            times = [_round(acts, url, control) for _ in range(ROUNDS)]
        finally:
            _clear()
            _forget(acts)
    alone, beside, bare = (median(column) for column in zip(*times, strict=True))
    ratio = median(with_it / without for without, with_it, _bare in times)
    return [
        _row("others' calls while one hangs", beside, "none hangs", alone, ratio, LEAST),
        _row("calls with row, key, deadline", alone, "urllib, one after the other", bare,
             median(ours / theirs for ours, _with, theirs in times), 0),
    ]  # fmt: skip


def _row(
    name: str, ours: float, limit: str, limit_rate: float, ratio: float, least: float
) -> dict[str, Any]:
    return {
        "workload": "W10",
        "name": name,
        "ops_per_s": round(ours),
        "limit_name": limit,
        "limit_ops_per_s": round(limit_rate),
        "ratio": round(ratio, 2),
        "goal": f">= {least:.0%} of it" if least else "none",
        "met": ratio >= least,
    }


@contextmanager
def outside() -> Iterator[tuple[str, str]]:
    """Run a sandbox in a process of its own; give the addresses of its partner and of its controls."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(there,), daemon=True)
    process.start()
    try:
        yield here.recv()
    finally:
        process.terminate()
        process.join(5)


def _serve(pipe: Any) -> None:
    from sandbox.partner.service import PartnerService
    from sandbox.server import running

    with running(more=[PartnerService]) as world:
        pipe.send((world.address_of("partner"), world.web_url))
        while not pipe.poll(3600):
            pass


def _act(url: str, name: str) -> Any:
    from kernel.remote import Call, Done, Partner, Reply, Request

    def write(call: Call) -> Request:
        return Request.json(f"{url}/{name}/keyed/act", {"key": call.key, "about": call.about})

    def read(reply: Reply, call: Call) -> Done:
        return Done({"number": reply.json()["number"]})

    partner = Partner(name, name)
    return partner.act("act", write=write, read=read, honours_key=True, total_s=TOTAL_S)


def _round(acts: dict[str, Any], url: str, control: str) -> tuple[float, float, float]:
    alone = _others_per_second(acts)
    _post(f"{control}/api/faults", service="partner", kind="slow", seconds=600, target=FIFTH)
    try:
        beside = _others_per_second(acts)
    finally:
        _request(f"{control}/api/faults?service=partner", "DELETE")
    return alone, beside, _bare(url)


def _others_per_second(acts: dict[str, Any]) -> float:
    """Return how many calls a second the others got through, whatever became of the fifth's."""
    from django.db import transaction
    from django.utils import timezone

    from kernel.remote import plan_many
    from kernel.remote.models import RemoteCall
    from kernel.remote.working import call_partners

    _clear()
    with transaction.atomic():
        for name, act in acts.items():
            number = act.partner.at_once if name == FIFTH else CALLS
            plan_many(act, {f"{name} {n}": {} for n in range(number)}, now=timezone.now())
    began = datetime.now(UTC)
    call_partners(clock=timezone.now, budget=timedelta(minutes=2))
    done = RemoteCall.objects.filter(partner__in=OTHERS, state="done")
    ended = list(done.order_by("ended_at").values_list("ended_at", flat=True))
    if len(ended) < CALLS * len(OTHERS):
        raise AssertionError(f"{len(ended)} calls of the others are done.")
    return len(ended) / (ended[-1] - began).total_seconds()


def _bare(url: str) -> float:
    began = time.perf_counter()
    for n in range(BARE):
        _post(f"{url}/bare/keyed/act", key=f"{began} {n}", about="bare")
    return BARE / (time.perf_counter() - began)


def _post(url: str, **told: Any) -> None:
    _request(url, "POST", json.dumps(told).encode())


def _request(url: str, method: str, body: bytes | None = None) -> None:
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(url, body, headers, method=method)
    with urllib.request.urlopen(request, timeout=10) as reply:
        reply.read()


def _clear() -> None:
    from kernel.outbox.models import Delivery
    from kernel.remote import models

    ours = {"partner__startswith": "bench-"}
    models.RemoteAttempt.objects.filter(call__partner__startswith="bench-").delete()
    for model in (models.RemoteCall, models.OddReply, models.RemoteTally, models.RemoteSlot):
        model._default_manager.filter(**ours).delete()
    models.RemotePartner.objects.filter(name__startswith="bench-").delete()
    Delivery.objects.filter(payload__partner__startswith="bench-").delete()


def _forget(acts: dict[str, Any]) -> None:
    from kernel.remote.partners import forget

    for act in acts.values():
        forget(act.partner)


if __name__ == "__main__":
    import django

    django.setup()
    for line in main():
        print(json.dumps(line))

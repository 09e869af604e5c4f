"""Replays: live through a file again on a fast clock, and look at the promises kept and missed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.errors import Refusal
from orders.models import ImportState, ReplayRun, ReplayState
from orders.rules.files.profiles import Profile
from orders.selectors.imports import imports_of
from orders.selectors.replay import picture_of, replays_of
from orders.services.imports.report import import_job
from orders.services.imports.storage import folder, path_of
from orders.services.replay.run import replay_run, start_replay, stop_replay
from orders.services.replay.stage import stage_of

# Virtual seconds a real second; a week is then about two minutes, half an hour, or as fast as it goes.
SPEEDS = (5_000, 400, 50_000, 0)
LIVE = frozenset({ReplayState.WAITING, ReplayState.RUNNING})
KINDS = {
    "order.new": gettext_lazy("New order"),
    "order.agreement": gettext_lazy("Agreement with the buyer"),
    "order.dispatch": gettext_lazy("Dispatch"),
}


def replays(request: Any, shop: str) -> HttpResponse:
    """Show the shop's replays, and the files that can be replayed."""
    ended = [job for job in imports_of(request.scope) if job.state == ImportState.DONE]
    known = {"runs": replays_of(request.scope), "jobs": ended[:10], "live": LIVE}
    return render(request, "cabinet/orders/replays.html", known)


def start(request: Any, shop: str, job_id: UUID) -> HttpResponse:
    """Set off a replay of a file that was imported or tried."""
    job = import_job(request.scope, job_id)
    try:
        stage = stage_of(f"replay-{request.shop.slug}", like=request.shop, currency=job.currency)
        run = start_replay(
            shop_id=request.shop.id,
            stage=stage,
            kept_as=path_of(job).name,
            filename=job.filename,
            profile=Profile.from_settings(job.settings),
            speed=_speed(request.POST.get("speed", "")),
            seed=1 + ReplayRun.objects.of(request.scope).count() % 1000,
            actor=request.actor,
            now=timezone.now(),
            folder=folder(),
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("orders:replays", shop=request.shop.slug)
    return redirect("orders:replay", shop=request.shop.slug, run_id=run.pk)


def replay_page(request: Any, shop: str, run_id: UUID) -> HttpResponse:
    """Show one replay as it goes."""
    run = replay_run(request.scope, run_id)
    return render(request, "cabinet/orders/replay.html", _shown(run))


def progress(request: Any, shop: str, run_id: UUID) -> HttpResponse:
    """Answer with the part of the page that moves."""
    run = replay_run(request.scope, run_id)
    return render(request, "cabinet/orders/_replay.html", _shown(run))


def stop(request: Any, shop: str, run_id: UUID) -> HttpResponse:
    """Stop a replay where it is."""
    run = stop_replay(run_id=run_id, scope=request.scope, now=timezone.now())
    return redirect("orders:replay", shop=request.shop.slug, run_id=run.pk)


def _speed(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else SPEEDS[0]


def _shown(run: ReplayRun) -> dict[str, Any]:
    live = run.state in LIVE
    picture = run.summary or picture_of(run.stage_id, run.stage.zone)
    kinds = [
        {"title": title, **picture["kinds"].get(kind, {})}
        for kind, title in KINDS.items()
        if any(picture["kinds"].get(kind, {}).values())
    ]
    return {
        "run": run,
        "live": live,
        "kinds": kinds,
        "hours": picture["hours"],
        "any_missed": any(any(day) for day in picture["hours"]),
        "chart": _chart(picture["days"]),
        "done": _minutes(run.virtual_from, run.virtual_now),
        "total": _minutes(run.virtual_from, run.virtual_until),
    }


def _chart(days: list[list[Any]]) -> dict[str, Any]:
    return {
        "type": "bar",
        "title": _("Promises by the day they fell due"),
        "stacked": True,
        "labels": [day[5:] for day, _kept, _missed in days],
        "series": [
            {"label": _("Kept"), "tone": "calm", "values": [kept for _d, kept, _m in days]},
            {"label": _("Missed"), "tone": "late", "values": [missed for _d, _k, missed in days]},
        ],
    }


def _minutes(start: Any, end: Any) -> int:
    return int((end - start).total_seconds() // 60) if start and end else 0

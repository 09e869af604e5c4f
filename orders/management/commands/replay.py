"""``manage.py replay FILE --profile P --speed N``: live through a file of orders again on a fast clock."""

import json
from argparse import ArgumentParser
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from kernel.errors import Refusal
from kernel.history import Actor, ActorKind
from kernel.ids import new_id
from orders.models import ReplayRun, ReplayState
from orders.services.imports.profiles import profile_by_code
from orders.services.imports.storage import chunks_of, folder, keep
from orders.services.replay.run import run_replay, start_replay
from orders.services.replay.stage import stage_of
from sellers.public import shop_profile

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
TITLES = {
    "order.new": "New order (3 h)",
    "order.agreement": "Agreement (6 h)",
    "order.dispatch": "Dispatch",
}
SAY_EVERY = timedelta(hours=12)
UNREADABLE = 2


class Command(BaseCommand):
    """Replays a file: its orders at their own times, scripted sellers, real services, nobody told."""

    help = "Replay a file of orders on a fast clock and count the promises kept and missed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("file", type=Path, help="a CSV file or an .xlsx workbook")
        parser.add_argument("--profile", default="generic", help="layout of the file")
        parser.add_argument("--shop", default="replay", help="slug of the rehearsal shop")
        parser.add_argument(
            "--speed", type=int, default=0, help="virtual seconds a real second; 0: at once"
        )
        parser.add_argument("--seed", type=int, default=1, help="another seed, other habits")
        parser.add_argument("--report", type=Path, help="where to write the picture as JSON")

    def handle(self, *_: Any, **options: Any) -> None:
        """Play it and show the picture."""
        translation.activate("en")
        try:
            run = _started(options)
        except Refusal as refusal:
            raise CommandError(str(refusal), returncode=UNREADABLE) from None
        except OSError as error:
            raise CommandError(
                f"{options['file']}: {error.strerror}", returncode=UNREADABLE
            ) from None
        self._said = run.created_at.replace(year=1970)
        run_replay(run_id=run.pk, clock=timezone.now, take_over=True, progress=self._progress)
        run = ReplayRun.everything.select_related("stage").get(pk=run.pk)
        if run.state != ReplayState.DONE:
            raise CommandError(run.error or f"The replay was {run.state}.", returncode=1)
        if options["report"] is not None:
            options["report"].write_text(json.dumps(reported(run), indent=2, ensure_ascii=False))
        self.stdout.write(said(run))

    def _progress(self, run: ReplayRun) -> None:
        now = run.virtual_now
        if now is None or now - self._said < SAY_EVERY:
            return
        self._said = now
        local = now.astimezone(ZoneInfo(shop_profile(run.stage_id).zone))
        self.stdout.write(
            f"{local:%a %d %b %Y %H:%M}  {run.orders_placed} of {run.orders_told} orders,"
            f" {run.moves} moves"
        )


def _started(options: dict[str, Any]) -> ReplayRun:
    path: Path = options["file"]
    shop = stage_of(options["shop"])
    profile = profile_by_code(shop.id, options["profile"])
    kept, _sha256, _size = keep(new_id(), chunks_of(path))
    ReplayRun.everything.filter(
        stage_id=shop.id, state__in=[ReplayState.WAITING, ReplayState.RUNNING]
    ).update(state=ReplayState.STOPPED, finished_at=timezone.now())
    return start_replay(
        shop_id=shop.id,
        stage=shop,
        kept_as=kept.name,
        filename=path.name,
        profile=profile,
        speed=options["speed"],
        seed=options["seed"],
        actor=Actor(ActorKind.PLATFORM, "command line", source="replay"),
        now=timezone.now(),
        folder=folder(),
    )


def reported(run: ReplayRun) -> dict[str, Any]:
    """Return the picture with what it is of."""
    return {
        "file": run.filename,
        "speed": run.speed,
        "seed": run.seed,
        "from": run.virtual_from.isoformat() if run.virtual_from else None,
        "until": run.virtual_until.isoformat() if run.virtual_until else None,
        "orders": run.orders_placed,
        "moves": run.moves,
        **run.summary,
    }


def said(run: ReplayRun) -> str:
    """Return the picture as text: a table of promises, and misses by weekday and hour."""
    picture = run.summary
    lines = [
        f"{run.orders_placed} orders, {run.moves} moves, seed {run.seed}.",
        "",
        f"{'Promise':<18}{'excellent':>10}{'kept':>8}{'missed':>8}{'void':>8}",
    ]
    for kind, ends in picture["kinds"].items():
        counts = (ends["good"], ends["kept"], ends["missed"], ends["void"])
        cells = "".join(f"{n:>{width}}" for n, width in zip(counts, (10, 8, 8, 8), strict=True))
        lines.append(f"{TITLES.get(kind, kind):<18}{cells}")
    hours = [hour for hour in range(24) if any(day[hour] for day in picture["hours"])]
    if hours:
        lines += ["", "Missed, by weekday and hour of the due time:"]
        lines.append("     " + "".join(f"{hour:>5}" for hour in hours))
        for name, day in zip(WEEKDAYS, picture["hours"], strict=True):
            if any(day):
                lines.append(f"{name:<5}" + "".join(f"{day[hour] or '.':>5}" for hour in hours))
    return "\n".join(lines)

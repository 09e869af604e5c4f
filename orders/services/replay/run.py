"""Ask for a replay, run it, stop it."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from kernel.errors import Conflict, NotFound
from kernel.history import Actor, ActorKind
from kernel.outbox import bell
from kernel.scope import Scope
from orders.models import ReplayRun, ReplayState
from orders.rules.files.faults import FileUnreadable
from orders.rules.files.profiles import Profile
from orders.services.imports.storage import shown_name
from orders.services.replay.playing import Overtaken, Player, claimed
from orders.services.replay.reading import orders_to_replay
from orders.services.replay.stage import clear_stage
from sellers.public import ShopProfile

RUN = "orders.run_replay"
FASTEST = 1_000_000


class ReplayNotFound(NotFound):
    """No such replay in the caller's scope."""

    code = "replay_not_found"


class ReplayRefused(Conflict):
    """The replay cannot begin."""

    code = "replay_refused"


@transaction.atomic
def start_replay(
    *,
    shop_id: int,
    stage: ShopProfile,
    kept_as: str,
    filename: str,
    profile: Profile,
    speed: int,
    seed: int,
    actor: Actor,
    now: datetime,
    folder: Path,
) -> ReplayRun:
    """Clear the stage and set a replay off. Raises ReplayRefused while one runs there, or for the file."""
    try:
        orders_to_replay(folder / kept_as, profile, stage)
    except FileUnreadable as unreadable:
        raise ReplayRefused(unreadable.message) from None
    try:
        with transaction.atomic():
            run = ReplayRun.everything.create(
                shop_id=shop_id,
                stage_id=stage.id,
                filename=shown_name(filename),
                path=kept_as,
                settings=profile.settings(),
                speed=max(0, min(speed, FASTEST)),
                seed=seed,
                created_by_id=actor.user_id if actor.kind == ActorKind.SELLER else None,
                created_at=now,
            )
    except IntegrityError:
        raise ReplayRefused(_("A replay runs already: wait for its end or stop it.")) from None
    clear_stage(stage.id)
    transaction.on_commit(lambda: bell.ring(RUN))
    return run


def run_replay(
    *,
    run_id: UUID,
    clock: Callable[[], datetime],
    until: datetime | None = None,
    take_over: bool = False,
    progress: Callable[[ReplayRun], object] | None = None,
) -> bool:
    """Play a replay to its end or until that moment; return whether it has ended."""
    run = claimed(run_id, clock(), take_over=take_over)
    if run is None:
        return True
    try:
        ended = Player(run, clock=clock, until=until, progress=progress).play()
    except Overtaken:
        return True
    except FileUnreadable as unreadable:
        _fail(run, clock(), str(unreadable.message))
        return True
    except Exception:
        _fail(run, clock(), "The replay broke; our people see why.")
        raise
    if not ended:
        ReplayRun.everything.filter(pk=run.pk, generation=run.generation).update(lease_until=None)
    return ended


def run_due_replays(*, clock: Callable[[], datetime], until: datetime) -> int:
    """Play on what waits or has lost its player, until that moment; return how many were played."""
    unfinished = ReplayRun.everything.filter(
        state__in=[ReplayState.WAITING, ReplayState.RUNNING]
    ).exclude(lease_until__gte=clock())
    count = 0
    for run_id in list(unfinished.order_by("created_at").values_list("pk", flat=True)[:20]):
        if clock() >= until:
            break
        count += 1
        if not run_replay(run_id=run_id, clock=clock, until=until):
            bell.ring(RUN)
    return count


def replay_run(scope: Scope, run_id: UUID) -> ReplayRun:
    """Return one replay. Raises ReplayNotFound."""
    run = ReplayRun.objects.of(scope).select_related("stage").filter(pk=run_id).first()
    if run is None:
        raise ReplayNotFound(_("There is no such replay in this shop."))
    return run


@transaction.atomic
def stop_replay(*, run_id: UUID, scope: Scope, now: datetime) -> ReplayRun:
    """Stop a replay where it is; one that has ended stays as it is. Raises ReplayNotFound."""
    run = replay_run(scope, run_id)
    live = ReplayRun.everything.filter(
        pk=run.pk, state__in=[ReplayState.WAITING, ReplayState.RUNNING]
    )
    live.update(state=ReplayState.STOPPED, finished_at=now, lease_until=None)
    run.refresh_from_db()
    return run


def _fail(run: ReplayRun, now: datetime, error: str) -> None:
    mine = ReplayRun.everything.filter(pk=run.pk, generation=run.generation)
    mine.update(state=ReplayState.FAILED, error=error, finished_at=now, lease_until=None)

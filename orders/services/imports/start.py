"""Ask for an import: the file is kept under our name, the layout as it stands now with it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils.translation import get_language

from kernel.history import Actor, ActorKind
from kernel.ids import new_id
from kernel.outbox import bell
from kernel.scope import Scope
from orders.models import ImportJob, ImportState
from orders.rules.files.faults import FileUnreadable
from orders.rules.files.profiles import Profile
from orders.services.channels import channel_policy
from orders.services.imports.errors import FileRefused, ImportBusy, ImportNotFound
from orders.services.imports.storage import keep, path_of, shown_name
from orders.services.imports.tables import open_table, survey
from sellers.public import shop_profile

RUN = "orders.run_import"


def upload_file(
    *,
    shop_id: int,
    channel: str,
    filename: str,
    chunks: Iterable[bytes],
    profile: Profile,
    actor: Actor,
    now: datetime,
    most: int,
) -> ImportJob:
    """Keep a file and return its job, which waits for its layout to be confirmed.

    Raises FileTooLarge, UnknownChannel, and FileRefused for what is no table at all.
    """
    channel_policy(channel)
    job_id = new_id()
    path, sha256, size = keep(job_id, chunks, most=most)
    try:
        open_table(path, profile)
    except FileUnreadable as unreadable:
        path.unlink(missing_ok=True)
        raise FileRefused(unreadable.message, field="file", reason=unreadable.code) from None
    return ImportJob.everything.create(
        id=job_id,
        shop_id=shop_id,
        channel_id=channel,
        profile=profile.code,
        settings=profile.settings(),
        filename=shown_name(filename),
        path=path.name,
        sha256=sha256,
        size_bytes=size,
        state=ImportState.DRAFT,
        currency=profile.currency or shop_profile(shop_id).currency,
        created_by_id=_user_id(actor),
        created_at=now,
    )


@transaction.atomic
def start_import(
    *, job_id: UUID, scope: Scope, channel: str, profile: Profile, dry_run: bool, now: datetime
) -> ImportJob:
    """Set a waiting file off under ``profile``; a worker is told, and a sweep finds it if that is lost.

    Raises ImportNotFound, ImportBusy, UnknownChannel, and FileRefused when the layout does not fit.
    """
    channel_policy(channel)
    job = _locked(job_id, scope)
    if job.state != ImportState.DRAFT:
        raise ImportBusy()
    try:
        survey(open_table(path_of(job), profile), profile)
    except FileUnreadable as unreadable:
        raise FileRefused(unreadable.message, reason=unreadable.code) from None
    job.channel_id, job.dry_run = channel, dry_run
    job.profile, job.settings = profile.code, profile.settings()
    job.currency = profile.currency or shop_profile(job.shop_id).currency
    job.state, job.created_at = ImportState.WAITING, now
    job.language = get_language() or ""
    job.save()
    transaction.on_commit(lambda: bell.ring(RUN))
    return job


@transaction.atomic
def repeat_for_real(*, job_id: UUID, scope: Scope, actor: Actor, now: datetime) -> ImportJob:
    """Import for real what a dry run has tried, in a job of its own. Raises ImportNotFound, ImportBusy."""
    tried = _locked(job_id, scope)
    if tried.state != ImportState.DONE or not tried.dry_run:
        raise ImportBusy()
    job = ImportJob.everything.create(
        id=new_id(),
        shop_id=tried.shop_id,
        channel_id=tried.channel_id,
        profile=tried.profile,
        settings=tried.settings,
        filename=tried.filename,
        path=tried.path,
        sha256=tried.sha256,
        size_bytes=tried.size_bytes,
        state=ImportState.WAITING,
        language=tried.language,
        currency=tried.currency,
        created_by_id=_user_id(actor),
        created_at=now,
    )
    transaction.on_commit(lambda: bell.ring(RUN))
    return job


def import_of_file(
    *,
    shop_id: int,
    channel: str,
    path: Path,
    sha256: str,
    chunks: Iterable[bytes],
    profile: Profile,
    dry_run: bool,
    actor: Actor,
    now: datetime,
) -> ImportJob:
    """Return the unfinished import of this very file under this profile, else a new one, ready to run.

    Raises UnknownChannel, FileTooLarge.
    """
    channel_policy(channel)
    same = {"sha256": sha256, "profile": profile.code, "channel_id": channel, "dry_run": dry_run}
    job = _unfinished(shop_id, same)
    if job is not None and path_of(job).exists():
        return job
    job_id = new_id()
    kept, digest, size = keep(job_id, chunks)
    return ImportJob.everything.create(
        id=job_id,
        shop_id=shop_id,
        channel_id=channel,
        profile=profile.code,
        settings=replace(profile, title=str(profile.title)).settings(),
        filename=shown_name(path.name),
        path=kept.name,
        sha256=digest,
        size_bytes=size,
        dry_run=dry_run,
        state=ImportState.WAITING,
        currency=profile.currency or shop_profile(shop_id).currency,
        created_by_id=_user_id(actor),
        created_at=now,
    )


def _locked(job_id: UUID, scope: Scope) -> ImportJob:
    job = ImportJob.objects.of(scope).select_for_update().filter(pk=job_id).first()
    if job is None:
        raise ImportNotFound()
    return job


def _user_id(actor: Actor) -> int | None:
    return actor.user_id if actor.kind == ActorKind.SELLER else None


def _unfinished(shop_id: int, same: dict[str, object]) -> ImportJob | None:
    states = [ImportState.WAITING, ImportState.RUNNING]
    jobs = ImportJob.objects.of(Scope.shop(shop_id)).filter(state__in=states, **same)
    found: ImportJob | None = jobs.order_by("-created_at").first()
    return found

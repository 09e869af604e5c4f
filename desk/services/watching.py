"""Watch shops that stop handling their orders in time: call them, suspend them, let them back.

R-004-33 and R-004-34. Facts may come twice and in any order: each use case counts anew.
"""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from desk.models import ModeratorTask, OverduePolicy
from desk.services.locking import note, refuse_unless
from desk.states import TaskState
from kernel.errors import Conflict, NotFound, Refusal
from kernel.history import SYSTEM, Actor
from orders.public import overdue_count
from sellers.public import restore_shop, suspend_shop


class TaskNotFound(NotFound):
    """There is no such task."""

    code = "task_not_found"


class TaskClosed(Conflict):
    """Somebody has seen to it already."""

    code = "task_closed"


class PolicyRefused(Refusal):
    """These numbers make no sense together."""

    code = "policy_refused"


@transaction.atomic
def watch_shop(*, shop_id: int, now: datetime) -> ModeratorTask | None:
    """Open a task when so many orders of the shop ran late within the window; one is enough for a shop.

    Where the policy says so, that many and more suspend the shop. Returns the open task, if there is one.
    """
    policy = OverduePolicy.objects.get()
    overdue = overdue_count(shop_id, since=now - timedelta(hours=policy.window_hours))
    if overdue < policy.orders_count:
        return None
    task = _open(shop_id, overdue=overdue, reason="", actor=SYSTEM, now=now)
    if policy.suspend_count is not None and overdue >= policy.suspend_count:
        _suspend(task, str(_("Too many overdue orders.")), SYSTEM, now)
    return task


@transaction.atomic
def review_shop(*, shop_id: int, now: datetime) -> bool:
    """Close the shop's task once no order of it is overdue, and end the suspension it began.

    Returns whether it was. A task opened by hand over a shop with nothing overdue ends by hand.
    """
    task = _open_task(shop_id)
    if task is None or not task.overdue_then or overdue_count(shop_id):
        return False
    _close(task, str(_("No order is overdue any more.")), SYSTEM, now, by="")
    return True


@transaction.atomic
def suspend_by_hand(*, shop_id: int, reason: str, actor: Actor, now: datetime) -> ModeratorTask:
    """Take the shop off sale, with a task that says why; again changes nothing. Raises ShopNotFound."""
    task = _open(shop_id, overdue=overdue_count(shop_id), reason=reason, actor=actor, now=now)
    _suspend(task, reason, actor, now)
    return task


@transaction.atomic
def suspend_for_task(*, task_id: int, reason: str, actor: Actor, now: datetime) -> ModeratorTask:
    """Take the shop of an open task off sale. Raises TaskNotFound, TaskClosed."""
    task = _locked(task_id)
    refuse_unless(task, "close", TaskClosed)
    _suspend(task, reason, actor, now)
    return task


@transaction.atomic
def restore_for_task(*, task_id: int, reason: str, actor: Actor, now: datetime) -> ModeratorTask:
    """Put the shop back on sale while its task stays open. Raises TaskNotFound, TaskClosed."""
    task = _locked(task_id)
    refuse_unless(task, "close", TaskClosed)
    restore_shop(shop_id=task.shop_id, reason=reason, actor=actor, at=now)
    if task.suspended_at is not None:
        task.suspended_at = None
        task.save(update_fields=["suspended_at"])
        note(task, action="restore_shop", actor=actor, at=now, comment=reason)
    return task


@transaction.atomic
def close_task(*, task_id: int, text: str, actor: Actor, now: datetime) -> ModeratorTask:
    """Say what came of it; a suspension that the task began ends with it. Raises TaskNotFound, TaskClosed."""
    task = _locked(task_id)
    refuse_unless(task, "close", TaskClosed)
    return _close(task, text, actor, now, by=actor.label)


@transaction.atomic
def change_overdue_policy(
    *,
    orders_count: int,
    window_hours: int,
    suspend_count: int | None,
    actor: Actor,
    now: datetime,
) -> OverduePolicy:
    """Set from how many overdue orders on a moderator is called and the shop suspended."""
    policy = OverduePolicy.objects.select_for_update().get()
    wanted = {
        "orders_count": orders_count,
        "window_hours": window_hours,
        "suspend_count": suspend_count,
    }
    if suspend_count is not None and suspend_count < orders_count:
        raise PolicyRefused(
            _("A shop is called before it is suspended: write a larger number."),
            field="suspend_count",
        )
    changes = {n: (getattr(policy, n), v) for n, v in wanted.items() if getattr(policy, n) != v}
    for name, (_before, value) in changes.items():
        setattr(policy, name, value)
    if changes:
        policy.save()
        note(policy, action="change_overdue_policy", actor=actor, at=now, changes=changes)
    return policy


def _open(shop_id: int, *, overdue: int, reason: str, actor: Actor, now: datetime) -> ModeratorTask:
    """Return the shop's open task, held; a new one when there is none."""
    if known := _open_task(shop_id):
        return known
    try:
        with transaction.atomic():
            task = ModeratorTask.everything.create(
                shop_id=shop_id, opened_at=now, overdue_then=overdue, reason=reason
            )
    except IntegrityError:  # a twin was quicker
        return _open(shop_id, overdue=overdue, reason=reason, actor=actor, now=now)
    note(task, action="open_task", actor=actor, at=now, comment=reason)
    return task


def _open_task(shop_id: int) -> ModeratorTask | None:
    rows = ModeratorTask.everything.select_for_update()
    task: ModeratorTask | None = rows.filter(shop_id=shop_id, state=TaskState.OPEN).first()
    return task


def _locked(task_id: int) -> ModeratorTask:
    task: ModeratorTask | None = (
        ModeratorTask.everything.select_for_update().filter(pk=task_id).first()
    )
    if task is None:
        raise TaskNotFound(_("There is no such task."))
    return task


def _suspend(task: ModeratorTask, reason: str, actor: Actor, now: datetime) -> None:
    shop = suspend_shop(shop_id=task.shop_id, reason=reason, actor=actor, at=now)
    if task.suspended_at is None and shop.suspended_at == now:
        task.suspended_at = now
        task.save(update_fields=["suspended_at"])
        note(task, action="suspend_shop", actor=actor, at=now, comment=reason)


def _close(
    task: ModeratorTask, text: str, actor: Actor, now: datetime, *, by: str
) -> ModeratorTask:
    task.close(by=by, note=text, at=now)
    task.save()
    note(task, action="close_task", actor=actor, at=now, comment=text)
    if task.suspended_at is not None:
        restore_shop(shop_id=task.shop_id, reason=text, actor=actor, at=now)
    return task

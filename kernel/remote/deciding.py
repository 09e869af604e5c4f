"""What people decide about calls and partners, each with its reason in history."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel import history
from kernel.errors import Conflict, NotFound
from kernel.history import Actor
from kernel.outbox import bell
from kernel.remote import health
from kernel.remote.claiming import next_step, tell_ended
from kernel.remote.models import RemoteCall, RemotePartner
from kernel.remote.partners import act_named
from kernel.remote.planning import CALL
from kernel.states import RemoteState

S = RemoteState


class NoSuchCall(NotFound):
    """There is no such call."""

    code = "remote_call_not_found"


class NotNow(Conflict):
    """The call is under way, or has ended."""

    code = "remote_call_not_waiting"


class CannotBeAsked(Conflict):
    """The partner can tell nobody what became of it."""

    code = "remote_call_cannot_be_asked"


def ask_again(call_id: UUID, *, actor: Actor, reason: str, now: datetime) -> None:
    """Give a call that waits a fresh start: it is sent, or asked for, at once."""

    def change(call: RemoteCall) -> None:
        act = act_named(call.partner, call.operation)
        if act is None or next_step(call.state, act) is None:
            raise CannotBeAsked(
                _("Nobody there can be asked: look it up, then say what you found.")
            )
        call.sends = call.asks = 0
        call.next_look_at, call.person_since = now, None

    _decide(call_id, (S.PLANNED, S.UNKNOWN), change, "asked_again", actor, reason, now)


def send_again(call_id: UUID, *, actor: Actor, reason: str, now: datetime) -> None:
    """Send an unknown call once more: somebody has seen that it never arrived."""

    def change(call: RemoteCall) -> None:
        call.person_since, call.sends, call.asks = None, 0, 0
        call.put_back(why="seen_missing", detail="", look_at=now)

    _decide(call_id, (S.UNKNOWN,), change, "sent_again", actor, reason, now)


def note_done(call_id: UUID, *, actor: Actor, reason: str, now: datetime) -> None:
    """End an unknown call as done: somebody has seen that it arrived."""

    def change(call: RemoteCall) -> None:
        call.finish(at=now, answer={"by_hand": reason})

    _decide(call_id, (S.UNKNOWN,), change, "noted_done", actor, reason, now)


def give_up(call_id: UUID, *, actor: Actor, reason: str, now: datetime) -> None:
    """End a call that waits as refused: nothing more is tried."""

    def change(call: RemoteCall) -> None:
        call.refuse(at=now, why="given_up", detail=reason)

    _decide(call_id, (S.PLANNED, S.UNKNOWN), change, "given_up", actor, reason, now)


@transaction.atomic
def _decide(
    call_id: UUID,
    states: tuple[S, ...],
    change: Callable[[RemoteCall], None],
    action: str,
    actor: Actor,
    reason: str,
    now: datetime,
) -> None:
    call = RemoteCall.objects.select_for_update().filter(pk=call_id).first()
    if call is None:
        raise NoSuchCall(_("There is no such call."))
    if call.state not in states:
        raise NotNow(_("It is under way or has ended: open it again to see how it stands."))
    before = call.state
    change(call)
    call.generation += 1  # whoever has it in hand has lost it
    call.save()
    subject = ("remotecall", str(call.pk))
    history.write(
        subject=subject,
        action=action,
        actor=actor,
        at=now,
        changes={"state": (before, call.state)},
        comment=reason,
    )
    if call.ended_at is not None:
        tell_ended(call, at=now)
    transaction.on_commit(lambda: bell.ring(CALL))


def stop_partner(name: str, *, actor: Actor, reason: str, now: datetime) -> None:
    """Call a partner no more until somebody resumes it; what is planned waits."""
    _change_partner(name, "stopped", actor, reason, now, stopped_at=now)


def resume_partner(name: str, *, actor: Actor, reason: str, now: datetime) -> None:
    """Call a partner again, at once: no stop, no pause, the breaker closed."""
    with transaction.atomic():
        health.close(name)
        _change_partner(
            name, "resumed", actor, reason, now, stopped_at=None, paused_until=None, paused_why=""
        )


@transaction.atomic
def _change_partner(
    name: str, action: str, actor: Actor, reason: str, now: datetime, **changes: object
) -> None:
    RemotePartner.objects.update_or_create(pk=name, defaults=changes)
    subject = ("remotepartner", name)
    history.write(subject=subject, action=action, actor=actor, at=now, comment=reason)
    transaction.on_commit(lambda: bell.ring(CALL))

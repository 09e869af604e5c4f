"""Calls to partners as rows: what is meant to be done, each try, and what is known of the partner."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import PROTECT, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from kernel.ids import new_id
from kernel.statemachine import StateMachine
from kernel.states import OPEN, REMOTE_CALL_MOVES, Outcome, RemoteState, Step

S = RemoteState


def _move(name: str) -> dict[str, Any]:
    sources, target = REMOTE_CALL_MOVES[name]
    return {"source": list(sources), "target": target}


class RemoteCall(StateMachine):
    """One act meant to take effect once at a partner's. Its id is the key that each repeat bears.

    ``next_look_at`` is when somebody looks at it again: to send it, to ask what became of it, or, while it is
    under way, because its worker must be dead. Who finishes with an older generation changes nothing.
    An open call has either a next look or a person (``person_since``); none is forgotten.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    partner = models.CharField(_("partner"), max_length=40)
    operation = models.CharField(_("what is asked for"), max_length=60)
    about = models.CharField(_("about"), max_length=120)
    payload = models.JSONField(default=dict)
    state = FSMField(_("state"), choices=RemoteState, default=S.PLANNED, protected=True)
    uncertain = models.BooleanField(default=False, help_text="An earlier try may have arrived.")
    answer = models.JSONField(default=dict, help_text="What the partner answered, in our words.")
    why = models.CharField(_("why"), max_length=60, blank=True)
    detail = models.CharField(_("in the partner's words"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("planned"))
    sent_at = models.DateTimeField(_("first sent"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    next_look_at = models.DateTimeField(_("next look"), null=True)
    person_since = models.DateTimeField(_("waits for a person"), null=True)
    generation = models.PositiveIntegerField(default=0)
    sends = models.PositiveSmallIntegerField(_("calls"), default=0)
    asks = models.PositiveSmallIntegerField(_("questions"), default=0)

    class Meta:
        verbose_name = _("call to a partner")
        verbose_name_plural = _("calls to partners")
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "operation", "about"],
                condition=~Q(state=S.REFUSED),
                name="remote_call_once",
            ),
            models.CheckConstraint(
                name="remote_call_is_not_forgotten",
                condition=(Q(state__in=OPEN, ended_at=None) & (
                    Q(next_look_at__isnull=False, person_since=None)
                    | Q(next_look_at=None, person_since__isnull=False) & ~Q(state=S.SENT)
                )) | Q(
                    state__in=(S.DONE, S.REFUSED),
                    ended_at__isnull=False, next_look_at=None, person_since=None,
                ),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["partner", "next_look_at"],
                condition=Q(next_look_at__isnull=False),
                name="remote_call_due",
            ),
            models.Index(
                fields=["person_since"],
                condition=Q(person_since__isnull=False),
                name="remote_call_person",
            ),
            models.Index(fields=["about"], name="remote_call_about"),
            models.Index(
                fields=["ended_at"], condition=Q(ended_at__isnull=False), name="remote_call_ended"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner} {self.operation}: {self.about}"

    @transition(field=state, **_move("send"))
    def send(self, *, at: datetime, until: datetime) -> None:
        """Leave for the partner; by ``until`` its worker has told what came of it, or is dead."""
        self.sent_at = self.sent_at or at
        self.sends += 1
        self.next_look_at = until

    @transition(field=state, **_move("finish"))
    def finish(self, *, at: datetime, answer: dict[str, Any]) -> None:
        """It took effect."""
        self.answer, self.why, self.detail = answer, "", ""
        self._end(at)

    @transition(field=state, **_move("refuse"))
    def refuse(self, *, at: datetime, why: str, detail: str = "") -> None:
        """It will have no effect."""
        self.why, self.detail = why[:60], detail[:300]
        self._end(at)

    @transition(field=state, **_move("lose"))
    def lose(self, *, why: str, detail: str, look_at: datetime) -> None:
        """Nobody knows whether it arrived."""
        self.uncertain = True
        self.why, self.detail, self.next_look_at = why[:60], detail[:300], look_at

    @transition(field=state, **_move("put_back"))
    def put_back(self, *, why: str, detail: str, look_at: datetime) -> None:
        """It certainly did not arrive, and may be sent again."""
        self.uncertain = False
        self.why, self.detail, self.next_look_at = why[:60], detail[:300], look_at

    def _end(self, at: datetime) -> None:
        self.ended_at, self.next_look_at, self.person_since = at, None, None


class RemoteAttempt(models.Model):
    """One try of a call: written before it is made, so a killed worker leaves its trace."""

    id = models.BigAutoField(primary_key=True)
    call = models.ForeignKey(RemoteCall, on_delete=PROTECT, related_name="attempts")
    generation = models.PositiveIntegerField()
    step = models.CharField(_("what was tried"), max_length=4, choices=Step)
    started_at = models.DateTimeField(_("begun"))
    ended_at = models.DateTimeField(_("ended"), null=True)
    outcome = models.CharField(_("outcome"), max_length=9, choices=Outcome, default=Outcome.STARTED)
    status = models.PositiveSmallIntegerField(_("HTTP status"), default=0)
    why = models.CharField(_("why"), max_length=60, blank=True)
    detail = models.CharField(_("in the partner's words"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("try of a call")
        verbose_name_plural = _("tries of a call")
        constraints = [
            models.UniqueConstraint(fields=["call", "generation"], name="remote_attempt_once"),
            models.CheckConstraint(
                name="remote_attempt_ended_has_outcome",
                condition=Q(outcome=Outcome.STARTED, ended_at=None)
                | (~Q(outcome=Outcome.STARTED) & Q(ended_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.outcome} {self.why}".strip()


class RemotePartner(models.Model):
    """How a partner is doing: its breaker and its pauses, shared by all processes.

    Open until ``open_until``; after that half open: one call at a time, held until ``trial_until``, and
    closed after enough of them in a row went well. Empty: closed.
    """

    name = models.CharField(_("partner"), max_length=40, primary_key=True)
    open_until = models.DateTimeField(_("left in peace until"), null=True)
    successes = models.PositiveSmallIntegerField(_("good trials in a row"), default=0)
    trial_until = models.DateTimeField(null=True)
    paused_until = models.DateTimeField(_("paused until"), null=True)
    paused_why = models.CharField(_("paused because"), max_length=120, blank=True)
    stopped_at = models.DateTimeField(_("stopped by hand"), null=True)

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")

    def __str__(self) -> str:
        return self.name


class RemoteTally(models.Model):
    """How many calls of a partner went well and badly in one span of 15 s."""

    id = models.BigAutoField(primary_key=True)
    partner = models.CharField(max_length=40)
    began_at = models.DateTimeField()
    good = models.PositiveIntegerField(default=0)
    bad = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner", "began_at"], name="remote_tally_once")
        ]

    def __str__(self) -> str:
        return f"{self.partner} {self.began_at}: {self.good} / {self.bad}"


class RemoteSlot(models.Model):
    """One place in a partner's bulkhead; whoever holds it may have one call under way."""

    id = models.BigAutoField(primary_key=True)
    partner = models.CharField(max_length=40)
    number = models.PositiveSmallIntegerField()
    held_until = models.DateTimeField(null=True)
    holder = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner", "number"], name="remote_slot_once")
        ]

    def __str__(self) -> str:
        return f"{self.partner} {self.number}"


class OddReply(models.Model):
    """A reply nobody could use, masked; the newest of each partner and operation are kept."""

    id = models.BigAutoField(primary_key=True)
    partner = models.CharField(_("partner"), max_length=40)
    operation = models.CharField(_("what is asked for"), max_length=60)
    at = models.DateTimeField(_("when"))
    status = models.PositiveSmallIntegerField(_("HTTP status"))
    kind = models.CharField(_("kind of content"), max_length=80, blank=True)
    length = models.PositiveIntegerField(_("bytes"))
    why = models.CharField(_("why"), max_length=360, blank=True)
    body = models.TextField(_("its beginning, masked"), blank=True)

    class Meta:
        verbose_name = _("odd reply")
        verbose_name_plural = _("odd replies")
        indexes = [models.Index(fields=["partner", "operation", "-id"], name="odd_reply_newest")]

    def __str__(self) -> str:
        return f"{self.partner} {self.operation} {self.status}"

"""A message to one person by one channel, and every attempt to send it."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import PROTECT, Q
from django_fsm import FSMField, transition

from kernel.ids import new_id
from kernel.scope import TenantModel
from kernel.statemachine import StateMachine
from notifications.states import MOVES, Audience, Channel, Kind, MessageState, Result

S = MessageState


def _move(name: str) -> dict[str, Any]:
    sources, target = MOVES[name]
    return {"source": list(sources), "target": target}


class Message(StateMachine, TenantModel):
    """One fact told to one person by one channel, once: unique by (fact, person, channel).

    The words are frozen when it is queued; the address is looked up when it is sent, so a buyer's
    telephone never stands here. A claim is ``lease_until`` with ``generation``: whoever finishes with an
    older generation changes nothing.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    shop = models.ForeignKey("sellers.Shop", null=True, on_delete=PROTECT, related_name="+")
    audience = models.CharField(max_length=8, choices=Audience)
    kind = models.CharField(max_length=12, choices=Kind)
    topic = models.CharField(max_length=40)
    fact_key = models.CharField(max_length=160)
    person_key = models.CharField(max_length=60, help_text="shop:1, user:2, buyer:<order>, chat:3")
    channel = models.CharField(max_length=8, choices=Channel)
    order_id = models.UUIDField(null=True, blank=True)
    deadline_id = models.BigIntegerField(null=True, blank=True, help_text="What it warns of.")

    language = models.CharField(max_length=10)
    subject = models.CharField(max_length=250, blank=True)
    text = models.TextField()
    html = models.TextField(blank=True)
    buttons = models.JSONField(default=list, blank=True, help_text="Rows of {text, data | url}.")
    via = models.JSONField(default=dict, blank=True, help_text="An edit or an answer to a press.")

    state = FSMField(choices=MessageState, default=MessageState.QUEUED, protected=True)
    created_at = models.DateTimeField()
    not_before = models.DateTimeField(null=True, blank=True, help_text="Quiet hours, or a storm.")
    gather = models.BooleanField(default=False, help_text="Put off: may go out in a digest.")
    next_try_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    unknowns = models.PositiveSmallIntegerField(default=0, help_text="Attempts without an answer.")
    lease_until = models.DateTimeField(null=True, blank=True)
    generation = models.PositiveIntegerField(default=0)

    address_shown = models.CharField(max_length=120, blank=True, help_text="Masked.")
    provider_ref = models.CharField(max_length=120, blank=True)
    code = models.CharField(
        max_length=60, blank=True, help_text="Why it was not sent, yet or at all."
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=PROTECT, related_name="merged"
    )

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["fact_key", "person_key", "channel"], name="message_once"
            ),
            models.CheckConstraint(
                name="message_sent_has_moment",
                condition=Q(state=S.SENT, sent_at__isnull=False)
                | (~Q(state=S.SENT) & Q(sent_at=None)),
            ),
            models.CheckConstraint(
                name="message_merged_has_digest",
                condition=Q(state=S.MERGED, merged_into__isnull=False)
                | (~Q(state=S.MERGED) & Q(merged_into=None)),
            ),
            models.CheckConstraint(
                name="message_lease_while_queued",
                condition=Q(lease_until=None) | Q(state=S.QUEUED),
            ),
        ]
        indexes = [
            models.Index(
                fields=["channel", "next_try_at"],
                condition=Q(state=S.QUEUED),
                name="message_queue",
            ),
            models.Index(fields=["shop", "-id"], name="message_log"),
            models.Index(
                fields=["person_key", "channel", "kind", "created_at"], name="message_storm"
            ),
            models.Index(
                fields=["order_id"], condition=Q(order_id__isnull=False), name="message_of_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic} to {self.person_key} by {self.channel}"

    @transition(field=state, **_move("send"))
    def send(self, *, at: datetime, reference: str) -> None:
        """The provider took it."""
        self.sent_at = self.ended_at = at
        self.provider_ref, self.lease_until, self.code = reference, None, ""

    @transition(field=state, **_move("fail"))
    def fail(self, *, at: datetime, code: str) -> None:
        """It will not be tried again by itself."""
        self.ended_at, self.lease_until, self.code = at, None, code

    @transition(field=state, **_move("suppress"))
    def suppress(self, *, at: datetime, code: str) -> None:
        """It is not needed, or there is nobody to send it to."""
        self.ended_at, self.lease_until, self.code = at, None, code

    @transition(field=state, **_move("merge"))
    def merge(self, *, at: datetime, into: "Message") -> None:
        """Its line goes out in a digest."""
        self.ended_at, self.lease_until, self.merged_into = at, None, into

    @transition(field=state, **_move("requeue"))
    def requeue(self, *, at: datetime) -> None:
        """Somebody asked for another try."""
        self.ended_at, self.not_before, self.gather = None, None, False
        self.next_try_at, self.attempts, self.code = at, 0, ""
        self.unknowns = min(self.unknowns, 1)


class Attempt(models.Model):
    """One attempt to send: written before the call, so a killed worker leaves its trace."""

    id = models.BigAutoField(primary_key=True)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="tries")
    generation = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    result = models.CharField(max_length=8, choices=Result, default=Result.STARTED)
    code = models.CharField(max_length=60, blank=True)
    detail = models.CharField(max_length=300, blank=True, help_text="Masked words of the provider.")
    reference = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "generation"], name="attempt_once"),
            models.CheckConstraint(
                name="attempt_ended_has_result",
                condition=Q(result=Result.STARTED, ended_at=None)
                | (~Q(result=Result.STARTED) & Q(ended_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.result} {self.code}".strip()

"""Which Telegram chat is whose, and the one-time codes that prove it."""

from django.db import models
from django.db.models import PROTECT, Q

from notifications.states import LinkEnd


class TelegramLink(models.Model):
    """A chat that belongs to a user until ``ended_at``; presses count only from ``telegram_user_id``."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey("sellers.User", on_delete=PROTECT, related_name="+")
    chat_id = models.BigIntegerField()
    telegram_user_id = models.BigIntegerField()
    title = models.CharField(max_length=120, blank=True)
    linked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=10, choices=LinkEnd, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(ended_at=None), name="link_one_chat_a_user"
            ),
            models.UniqueConstraint(
                fields=["chat_id"], condition=Q(ended_at=None), name="link_one_user_a_chat"
            ),
            models.CheckConstraint(
                name="link_end_has_reason",
                condition=Q(ended_at=None, end_reason="")
                | (Q(ended_at__isnull=False) & ~Q(end_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} in chat {self.chat_id}"


class LinkCode(models.Model):
    """A code that links the chat it is sent from to ``user``, once; only its hash is kept."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey("sellers.User", on_delete=PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"a code for {self.user}"

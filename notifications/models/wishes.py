"""What people want to be told, and in which words."""

from django.db import models
from django.db.models import PROTECT

from kernel.scope import TenantModel
from notifications.states import Channel, Kind


class Preference(TenantModel):
    """Whether one person of a shop wants one kind by one channel; no user means the shop's own inbox.

    A missing row means the default of `notifications.rules.audience`.
    """

    id = models.BigAutoField(primary_key=True)
    shop = models.ForeignKey("sellers.Shop", on_delete=PROTECT, related_name="+")
    user = models.ForeignKey("sellers.User", null=True, on_delete=PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    channel = models.CharField(max_length=8, choices=Channel)
    wanted = models.BooleanField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "user", "kind", "channel"],
                name="preference_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} by {self.channel}: {self.wanted}"


class TemplateText(models.Model):
    """Words of staff in place of the shipped ones, or a switch that keeps a channel silent (R-004-32b).

    An empty body keeps the shipped words.
    """

    id = models.BigAutoField(primary_key=True)
    topic = models.CharField(max_length=40)
    language = models.CharField(max_length=10)
    part = models.CharField(max_length=10, help_text="subject, email, telegram or sms")
    body = models.TextField(blank=True)
    enabled = models.BooleanField(default=True)
    changed_by = models.ForeignKey(
        "sellers.User", null=True, on_delete=PROTECT, related_name="+", editable=False
    )
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["topic", "language", "part"], name="template_once")
        ]

    def __str__(self) -> str:
        return f"{self.topic}, {self.language}, {self.part}"

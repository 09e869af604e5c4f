"""A message from outside, as it came."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel.work import Work


class InboxMessage(Work):
    """One message; a repeat under the same id is the same message, whatever it says."""

    source = models.CharField(_("source"), max_length=60)
    event_id = models.CharField(_("id at the source"), max_length=120)
    body = models.JSONField()
    body_sha256 = models.CharField(max_length=64)
    received_at = models.DateTimeField(_("received"))
    disputed_at = models.DateTimeField(
        _("disputed"), null=True, help_text="A repeat came with another body."
    )

    class Meta(Work.Meta):
        verbose_name = _("message from outside")
        verbose_name_plural = _("messages from outside")
        constraints = [
            models.UniqueConstraint(fields=["source", "event_id"], name="inbox_once"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.event_id}"

"""A fact on its way to one subscriber."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel.work import Work


class Delivery(Work):
    """One fact for one subscriber."""

    unread = (*Work.unread, "occurred_at")

    topic = models.CharField(_("topic"), max_length=80)
    handler = models.CharField(_("for whom"), max_length=200)
    payload = models.JSONField()
    occurred_at = models.DateTimeField(_("happened"))

    class Meta(Work.Meta):
        verbose_name = _("fact on its way")
        verbose_name_plural = _("facts on their way")

    def __str__(self) -> str:
        return f"{self.topic} for {self.handler}"

"""A fact on its way to one subscriber."""

from django.db import models

from kernel.work import Work


class Delivery(Work):
    """One fact for one subscriber."""

    topic = models.CharField(max_length=80)
    handler = models.CharField(max_length=200)
    payload = models.JSONField()
    occurred_at = models.DateTimeField()

    class Meta(Work.Meta):
        verbose_name_plural = "deliveries"

    def __str__(self) -> str:
        return f"{self.topic} for {self.handler}"

"""Where orders come from, and what that marketplace's rules are: data, not code."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from orders.states import CancelUntil


class Channel(models.Model):
    """One marketplace channel and its policy (C-01, C-06, C-30)."""

    code = models.CharField(primary_key=True, max_length=20)
    title = models.CharField(max_length=80)
    cancel_until = models.CharField(max_length=10, choices=CancelUntil)
    phone_countries = ArrayField(models.CharField(max_length=2), default=list)
    tells_buyer = models.BooleanField(default=True, help_text="We message its buyers ourselves.")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.title

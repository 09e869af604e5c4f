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
    dispatch_days = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Working days in which this marketplace wants it sent."
    )
    least_calls = models.PositiveSmallIntegerField(
        default=2, db_default=2, help_text="Calls before “could not contact” (R-004-52)."
    )
    least_messages = models.PositiveSmallIntegerField(
        default=1, db_default=1, help_text="Tries by messenger before “could not contact”."
    )
    settles = ArrayField(
        models.CharField(max_length=20),
        default=list,
        db_default=[],
        help_text="Fields it settles with its buyers itself: not to be edited here.",
    )
    tells_buyer = models.BooleanField(default=True, help_text="We message its buyers ourselves.")
    partner_shops = ArrayField(
        models.BigIntegerField(),
        default=list,
        db_default=[],
        blank=True,
        help_text="Shops whose orders of this channel come from their trade partner only (R-002-02).",
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.title

"""What is wrong with a channel, or with one address in it."""

from django.db import models
from django.db.models import PROTECT, Q

from notifications.states import Channel


class ChannelHealth(models.Model):
    """Whether a channel as a whole has to wait: flood control, an outage, a refused password."""

    channel = models.CharField(primary_key=True, max_length=8, choices=Channel)
    paused_until = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0, help_text="In a row.")
    code = models.CharField(max_length=60, blank=True)

    class Meta:
        verbose_name_plural = "channel health"

    def __str__(self) -> str:
        return self.channel


class DisabledAddress(models.Model):
    """An address that refuses for good: nothing goes there until somebody clears it."""

    id = models.BigAutoField(primary_key=True)
    shop = models.ForeignKey("sellers.Shop", null=True, on_delete=PROTECT, related_name="+")
    channel = models.CharField(max_length=8, choices=Channel)
    address = models.CharField(max_length=254)
    code = models.CharField(max_length=60)
    detail = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "disabled addresses"
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "channel", "address"],
                condition=Q(cleared_at=None),
                name="address_disabled_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.address}: {self.code}"

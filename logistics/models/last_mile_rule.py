"""What a carrier does at the end of the road, as data: a row each way of delivery (R-002-57..-63)."""

from django.db import models
from django.db.models import PROTECT, Q
from django.utils.translation import gettext_lazy as _

from logistics.rules.last_mile_words import Delivery, HoldAt

FREE_STORAGE_DAYS = 3  # R-002-62, C-09: the most that an SMS may promise


class LastMileRule(models.Model):
    """The limits of one way of delivery; without a carrier: of every carrier that has no row of its own.

    Days are calendar days after the first one, in the hours of ``calendar``. What runs keeps the limits it
    began with.
    """

    id = models.BigAutoField(primary_key=True)
    carrier = models.ForeignKey(
        "logistics.Carrier", null=True, blank=True, on_delete=PROTECT, related_name="+"
    )
    delivery = models.CharField(_("way of delivery"), max_length=8, choices=Delivery)
    calendar = models.CharField(_("calendar"), max_length=40)
    free_attempts = models.PositiveSmallIntegerField(_("free attempts"), default=2)
    hold_days = models.PositiveSmallIntegerField(
        _("kept after a failed attempt, days"),
        default=14,
        help_text=_("Calendar days after that of the first failed attempt."),
    )
    hold_at = models.CharField(_("kept at"), max_length=8, choices=HoldAt, default=HoldAt.STATION)
    storage_days = models.PositiveSmallIntegerField(
        _("kept at a point or locker, days"), default=FREE_STORAGE_DAYS
    )
    extra_days = models.PositiveSmallIntegerField(
        _("paid days more"), default=0, help_text=_("Paid storage after the free days; none: off.")
    )
    appointment_hours = models.PositiveSmallIntegerField(_("to agree on a day, hours"), default=24)
    correction_hours = models.PositiveSmallIntegerField(
        _("to correct an address, hours"), default=24
    )
    redelivery_minor = models.PositiveIntegerField(
        _("one delivery more"),
        null=True,
        blank=True,
        help_text=_("In minor units; empty: not offered."),
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True)

    class Meta:
        verbose_name = _("rule of the last mile")
        verbose_name_plural = _("rules of the last mile")
        constraints = [
            models.UniqueConstraint(
                fields=["carrier", "delivery"], name="last_mile_rule_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="last_mile_storage_is_free",
                condition=Q(storage_days__lte=FREE_STORAGE_DAYS),
            ),
            models.CheckConstraint(
                name="last_mile_price_has_currency",
                condition=Q(redelivery_minor=None) | ~Q(currency=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.carrier_id or '*'} {self.delivery}"

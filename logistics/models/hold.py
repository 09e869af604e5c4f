"""Where a parcel waits for its buyer, and the visits agreed with the buyer."""

from django.db import models
from django.db.models import PROTECT, F, Q
from django.utils.translation import gettext_lazy as _

from kernel.scope import TenantModel
from logistics.rules.last_mile_words import HoldAt


class Hold(TenantModel):
    """The one place where a parcel waits, or last waited, to be collected (R-002-59, R-002-61).

    Its limit is the deadline about the parcel; ``told_days`` is what the carrier's own message allowed, which
    may shorten it and never lengthens it (C-09). What is written by hand stays.
    """

    parcel = models.OneToOneField(
        "logistics.Parcel", primary_key=True, on_delete=PROTECT, related_name="hold"
    )
    shop = models.ForeignKey("sellers.Shop", on_delete=PROTECT, related_name="+")
    at = models.CharField(_("where"), max_length=8, choices=HoldAt)
    place = models.CharField(_("place"), max_length=200, blank=True)
    code = models.CharField(_("code to collect it with"), max_length=60, blank=True)
    since = models.DateTimeField(_("since"))
    told_days = models.PositiveSmallIntegerField(
        _("days by the carrier's message"), null=True, blank=True
    )
    is_by_hand = models.BooleanField(_("place entered by hand"), default=False)

    class Meta(TenantModel.Meta):
        verbose_name = _("place where a parcel waits")
        verbose_name_plural = _("places where parcels wait")

    def __str__(self) -> str:
        return f"{self.at} {self.place}"


class Appointment(TenantModel):
    """When the courier comes again, as agreed with the buyer (R-002-58): the first two cost nothing."""

    id = models.BigAutoField(primary_key=True)
    shop = models.ForeignKey("sellers.Shop", on_delete=PROTECT, related_name="+")
    parcel = models.ForeignKey("logistics.Parcel", on_delete=PROTECT, related_name="appointments")
    attempt = models.PositiveSmallIntegerField(_("which delivery"))
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("to"))
    agreed_at = models.DateTimeField(_("agreed"))
    agreed_by = models.CharField(_("agreed by"), max_length=200)
    cost_minor = models.PositiveIntegerField(_("costs"), default=0)
    currency = models.CharField(_("currency"), max_length=3, blank=True)

    class Meta(TenantModel.Meta):
        verbose_name = _("agreed delivery")
        verbose_name_plural = _("agreed deliveries")
        constraints = [
            models.UniqueConstraint(fields=["parcel", "attempt"], name="appointment_once"),
            models.CheckConstraint(
                name="appointment_is_a_slot", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(name="appointment_is_of_a_repeat", condition=Q(attempt__gte=2)),
            models.CheckConstraint(
                name="appointment_cost_has_currency",
                condition=Q(cost_minor=0) | ~Q(currency=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.parcel_id}: {self.attempt}"

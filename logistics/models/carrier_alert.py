"""What a carrier told and nobody here can use as it is: for staff to see to (R-004-16b, R-002-68)."""

from django.db import models
from django.db.models import PROTECT, F, Q
from django.utils.translation import gettext_lazy as _

from logistics.states import AlertKind


class CarrierAlert(models.Model):
    """One for each carrier and code while it is open, however many parcels bear it; ``times`` counts them."""

    id = models.BigAutoField(primary_key=True)
    carrier = models.ForeignKey("logistics.Carrier", on_delete=PROTECT, related_name="+")
    kind = models.CharField(_("what is wrong"), max_length=12, choices=AlertKind)
    code = models.CharField(_("carrier's code"), max_length=60)
    number = models.CharField(_("first seen at the number"), max_length=60)
    text = models.CharField(_("carrier's words"), max_length=500, blank=True)
    times = models.PositiveIntegerField(_("times"), default=1)
    opened_at = models.DateTimeField(_("since"))
    last_at = models.DateTimeField(_("last"))
    closed_at = models.DateTimeField(_("seen to"), null=True, blank=True)
    closed_by = models.ForeignKey(
        "sellers.User", null=True, blank=True, on_delete=PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("alert about a carrier")
        verbose_name_plural = _("alerts about carriers")
        constraints = [
            models.UniqueConstraint(
                fields=["carrier", "kind", "code"],
                condition=Q(closed_at=None),
                name="carrier_alert_one_open",
            ),
            models.CheckConstraint(
                name="carrier_alert_moments_in_order", condition=Q(last_at__gte=F("opened_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.carrier_id} {self.code}"

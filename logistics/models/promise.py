"""What was promised of a parcel when it left: written once, and never changed."""

from django.db import models
from django.db.models import PROTECT, F, Q
from django.utils.translation import gettext_lazy as _

from kernel.scope import TenantModel


class ParcelPromise(TenantModel):
    """By when a parcel is first offered and delivered, by which row of the matrix (R-002-71, C-18).

    Without a row for its destination no day is promised, and only the number has a time to be entered by
    (R-003-16). ``carrier``, ``country`` and ``city`` are where it went when it left. Moments are exclusive.
    """

    parcel = models.OneToOneField(
        "logistics.Parcel", primary_key=True, on_delete=PROTECT, related_name="promise"
    )
    shop = models.ForeignKey("sellers.Shop", on_delete=PROTECT, related_name="+")
    carrier = models.ForeignKey(
        "logistics.Carrier", null=True, blank=True, on_delete=PROTECT, related_name="+"
    )
    country = models.CharField(_("country"), max_length=2, blank=True)
    city = models.CharField(_("city"), max_length=120, blank=True)
    left_at = models.DateTimeField(_("left the warehouse"))
    lead_time = models.ForeignKey(
        "logistics.LeadTime", null=True, blank=True, on_delete=PROTECT, related_name="+"
    )
    change = models.ForeignKey(
        "logistics.LeadTimeChange", null=True, blank=True, on_delete=PROTECT, related_name="+"
    )
    first_attempt_on = models.DateField(_("first attempt by"), null=True, blank=True)
    deliver_on = models.DateField(_("delivered by"), null=True, blank=True)
    first_attempt_before = models.DateTimeField(null=True, blank=True)
    deliver_before = models.DateTimeField(null=True, blank=True)
    zone = models.CharField(max_length=64, blank=True, help_text="Of the promised days.")
    tracking_due_at = models.DateTimeField(_("number to be entered by"), null=True, blank=True)

    class Meta(TenantModel.Meta):
        verbose_name = _("promised day")
        verbose_name_plural = _("promised days")
        constraints = [
            models.CheckConstraint(
                name="promise_by_a_row_or_none",
                condition=Q(
                    lead_time=None,
                    first_attempt_on=None,
                    deliver_on=None,
                    first_attempt_before=None,
                    deliver_before=None,
                )
                | Q(
                    lead_time__isnull=False,
                    first_attempt_on__lte=F("deliver_on"),
                    first_attempt_before__lte=F("deliver_before"),
                ),
            )
        ]
        indexes = [
            models.Index(fields=["shop", "left_at"], name="promise_of_shop"),
            models.Index(fields=["left_at"], name="promise_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.parcel_id}"

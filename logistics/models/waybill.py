"""A waybill: one number under which one carrier takes one parcel one way."""

from django.db import models
from django.db.models import PROTECT, Q
from django.utils.translation import gettext_lazy as _

from kernel.scope import TenantModel
from logistics.states import Direction


class Waybill(TenantModel):
    """The number a carrier knows a parcel by. ``next_poll_at`` is when it is asked again; none: never."""

    id = models.BigAutoField(primary_key=True)
    shop = models.ForeignKey("sellers.Shop", on_delete=PROTECT, related_name="+")
    parcel = models.ForeignKey("logistics.Parcel", on_delete=PROTECT, related_name="waybills")
    carrier = models.ForeignKey("logistics.Carrier", on_delete=PROTECT, related_name="+")
    number = models.CharField(_("waybill number"), max_length=60)
    direction = models.CharField(
        _("which way"), max_length=8, choices=Direction, default=Direction.FORWARD
    )
    entered_at = models.DateTimeField(_("entered"))
    next_poll_at = models.DateTimeField(_("asked again"), null=True, blank=True)
    polled_at = models.DateTimeField(_("asked last"), null=True, blank=True)
    unknown_since = models.DateTimeField(_("unknown to the carrier since"), null=True, blank=True)

    class Meta(TenantModel.Meta):
        verbose_name = _("waybill")
        verbose_name_plural = _("waybills")
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "carrier", "number"], name="waybill_once_a_shop"
            ),
            models.CheckConstraint(name="waybill_has_number", condition=~Q(number="")),
        ]
        indexes = [
            models.Index(fields=["carrier", "number"], name="waybill_by_number"),
            models.Index(
                fields=["parcel"],
                condition=Q(unknown_since__isnull=False),
                name="waybill_not_known_there",
            ),
            models.Index(
                fields=["carrier", "next_poll_at"],
                condition=Q(next_poll_at__isnull=False),
                name="waybill_to_poll",
            ),
        ]

    def __str__(self) -> str:
        return self.number

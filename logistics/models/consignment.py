"""A consignment: an order as the one who has it carried knows it (R-002-02, R-002-03, R-002-06)."""

from django.db import models
from django.db.models import PROTECT, Q
from django.utils.translation import gettext_lazy as _

from kernel.scope import TenantModel


class Consignment(TenantModel):
    """One order of a connected channel: under which code it goes there, and whether its label came.

    ``code`` is theirs (LP and 14 digits at Cainiao), ``tracking`` stands on the label. ``words`` are theirs,
    when they would not take it.
    """

    order = models.OneToOneField(
        "orders.Order", primary_key=True, on_delete=PROTECT, related_name="+"
    )
    shop = models.ForeignKey("sellers.Shop", on_delete=PROTECT, related_name="+")
    link = models.ForeignKey("logistics.Link", on_delete=PROTECT, related_name="+")
    code = models.CharField(_("their code"), max_length=60, blank=True)
    tracking = models.CharField(_("number on the label"), max_length=60, blank=True)
    made_at = models.DateTimeField(_("known since"))
    label_at = models.DateTimeField(_("label came"), null=True, blank=True)
    words = models.CharField(_("in their words"), max_length=300, blank=True)

    class Meta(TenantModel.Meta):
        verbose_name = _("consignment")
        verbose_name_plural = _("consignments")
        constraints = [
            models.CheckConstraint(
                name="consignment_label_has_number", condition=Q(label_at=None) | ~Q(tracking="")
            )
        ]
        indexes = [
            models.Index(fields=["code"], condition=~Q(code=""), name="consignment_by_code"),
            models.Index(
                fields=["tracking"], condition=~Q(tracking=""), name="consignment_by_number"
            ),
        ]

    def __str__(self) -> str:
        return self.code or self.tracking or str(self.order_id)

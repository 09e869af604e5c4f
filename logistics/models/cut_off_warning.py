"""A warning before a cut-off: what is at risk, who was told, and who has seen it (issue 5)."""

from django.db import models
from django.db.models import PROTECT, F, Q
from django.utils.translation import gettext_lazy as _

from kernel.scope import TenantModel


class CutOffWarning(TenantModel):
    """What would miss one warehouse's cut-off as one of its hours came; ``shop`` none: the whole warehouse's.

    ``minutes`` is how long before the cut-off it was due. Whoever acknowledges one ends the louder ones.
    """

    id = models.BigAutoField(primary_key=True)
    warehouse = models.ForeignKey("warehouse.Warehouse", on_delete=PROTECT, related_name="+")
    shop = models.ForeignKey(
        "sellers.Shop", null=True, blank=True, on_delete=PROTECT, related_name="+"
    )
    due_at = models.DateTimeField(_("cut-off"))
    minutes = models.PositiveSmallIntegerField(_("minutes before it"))
    told_at = models.DateTimeField(_("told"))
    parcels = models.PositiveIntegerField(_("parcels at risk"))
    orders = models.JSONField(_("orders at risk"), default=list, help_text="Numbers, at most 50.")
    acknowledged_at = models.DateTimeField(_("acknowledged"), null=True, blank=True)
    acknowledged_by = models.CharField(_("by"), max_length=200, blank=True)

    class Meta(TenantModel.Meta):
        verbose_name = _("warning before a cut-off")
        verbose_name_plural = _("warnings before a cut-off")
        constraints = [
            models.UniqueConstraint(
                fields=["warehouse", "shop", "due_at", "minutes"],
                nulls_distinct=False,
                name="cut_off_warning_once",
            ),
            models.CheckConstraint(
                name="cut_off_warning_is_of_something", condition=Q(parcels__gt=0)
            ),
            models.CheckConstraint(
                name="cut_off_warning_acknowledged_by_somebody",
                condition=Q(acknowledged_at=None, acknowledged_by="")
                | (Q(acknowledged_at__gte=F("told_at")) & ~Q(acknowledged_by="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.due_at:%Y-%m-%d %H:%M} -{self.minutes}"

"""What a shop did on one day, counted for its score, and the score at the end of that day (R-003-18)."""

from django.db import models
from django.db.models import PROTECT, F, Q

from kernel.scope import TenantModel


class ScoreDay(TenantModel):
    """One past day of a shop, in the shop's own zone; written again whenever it is counted again."""

    id = models.BigAutoField(primary_key=True)
    shop = models.ForeignKey("sellers.Shop", on_delete=PROTECT, related_name="+")
    day = models.DateField()
    kept = models.PositiveIntegerField(default=0, help_text="Promises kept.")
    missed = models.PositiveIntegerField(default=0, help_text="Promises missed.")
    handled = models.PositiveIntegerField(default=0, help_text="Orders sent out or cancelled.")
    at_fault = models.PositiveIntegerField(default=0, help_text="Cancelled by the shop's fault.")
    out_of_stock = models.PositiveIntegerField(default=0, help_text="Of these for want of stock.")
    score_tenths = models.PositiveSmallIntegerField(
        default=1000, help_text="At the end of the day, in tenths of a point."
    )

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["shop", "day"], name="score_day_once"),
            models.CheckConstraint(
                name="score_day_parts_within_wholes",
                condition=Q(at_fault__lte=F("handled"), out_of_stock__lte=F("at_fault")),
            ),
            models.CheckConstraint(
                name="score_day_at_most_100", condition=Q(score_tenths__lte=1000)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shop_id} {self.day}: {self.score_tenths / 10}"

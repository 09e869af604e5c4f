"""What a delivery detail of one order was before it was corrected (R-004-43, C-22).

History is never erased, so it names people only masked; the words themselves stand here, beside the
contact, and go with it when a buyer asks to be forgotten.
"""

from django.db import models
from django.db.models import PROTECT

from kernel.scope import TenantModel
from orders.models.order import Order


class ContactChange(TenantModel):
    """One field of the contact, from what to what; ``version`` is that of the order afterwards."""

    id = models.BigAutoField(primary_key=True)
    shop = models.ForeignKey("sellers.Shop", on_delete=PROTECT, related_name="+")
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="contact_changes")
    version = models.PositiveIntegerField()
    field = models.CharField(max_length=20)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["order", "version", "field"], name="contact_field_changes_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.order_id} v{self.version}: {self.field}"

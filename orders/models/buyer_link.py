"""The buyer's key to the page of one order: signed, expiring, revocable."""

from django.db import models
from django.db.models import PROTECT

from kernel.scope import TenantModel
from orders.models.order import Order


class BuyerLink(TenantModel):
    """One order's link for its buyer. A signature names the order and ``generation``: revoking raises it."""

    order = models.OneToOneField(
        Order, primary_key=True, on_delete=models.CASCADE, related_name="buyer_link"
    )
    shop = models.ForeignKey("sellers.Shop", on_delete=PROTECT, related_name="+")
    generation = models.PositiveSmallIntegerField(default=1)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.order_id} #{self.generation}"

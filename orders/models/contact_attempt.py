"""That somebody tried to reach the buyer: by which way, with what result (R-004-08, R-004-50..-52)."""

from django.db import models
from django.db.models import PROTECT

from kernel.scope import TenantModel
from orders.models.order import Order
from orders.states import ContactResult, ContactWay


class ContactAttempt(TenantModel):
    """One try to reach the buyer of one order. Rows are only ever added."""

    id = models.BigAutoField(primary_key=True)
    shop = models.ForeignKey("sellers.Shop", on_delete=PROTECT, related_name="+")
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="attempts")
    way = models.CharField(max_length=10, choices=ContactWay)
    result = models.CharField(max_length=14, choices=ContactResult)
    note = models.CharField(max_length=500, blank=True)
    author = models.ForeignKey("sellers.User", null=True, on_delete=PROTECT, related_name="+")
    author_label = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.way} {self.result} {self.at:%F %H:%M}Z"

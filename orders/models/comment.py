"""What a shop notes about its orders for itself."""

from django.db import models
from django.db.models import PROTECT

from kernel.scope import TenantModel


class Comment(TenantModel):
    """A private note of the shop; the buyer never sees it (R-004-44)."""

    id = models.BigAutoField(primary_key=True)
    shop = models.ForeignKey("sellers.Shop", on_delete=PROTECT, related_name="+")
    order = models.ForeignKey("orders.Order", on_delete=models.CASCADE, related_name="comments")
    text = models.TextField()
    author = models.ForeignKey("sellers.User", null=True, on_delete=PROTECT, related_name="+")
    author_label = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.author_label} {self.at:%F %H:%M}Z"

"""A list of orders that somebody wants to see again."""

from django.db import models
from django.db.models import PROTECT

from kernel.scope import TenantModel


class SavedView(TenantModel):
    """A name for a set of filters, as the query of the list's address; seen by the whole shop."""

    id = models.BigAutoField(primary_key=True)
    shop = models.ForeignKey("sellers.Shop", on_delete=PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=500)
    created_by = models.ForeignKey("sellers.User", null=True, on_delete=PROTECT, related_name="+")

    class Meta(TenantModel.Meta):
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["shop", "name"], name="view_name_once")]

    def __str__(self) -> str:
        return self.name

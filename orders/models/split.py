"""That an order was sent as two: the link between them, both ways (R-004-14, R-004-60)."""

from django.db import models
from django.db.models import PROTECT, Q

from kernel.scope import TenantModel
from orders.models.order import Order
from orders.states import SplitReason


class OrderSplit(TenantModel):
    """One split: ``order`` kept some of its goods, ``part`` is the new order with the others.

    A part may be split again (C-26), and then is the ``order`` of another row.
    """

    id = models.BigAutoField(primary_key=True)
    shop = models.ForeignKey("sellers.Shop", on_delete=PROTECT, related_name="+")
    order = models.ForeignKey(Order, on_delete=PROTECT, related_name="splits")
    part = models.OneToOneField(Order, on_delete=PROTECT, related_name="split_from")
    reason = models.CharField(max_length=12, choices=SplitReason)
    comment = models.TextField(blank=True)
    actor_label = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(name="split_into_two", condition=~Q(order=models.F("part"))),
            models.CheckConstraint(
                name="split_other_reason_has_comment",
                condition=~Q(reason=SplitReason.OTHER) | ~Q(comment=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} / {self.part_id}"

"""Goods that come back: expected by fact, matched by scan, inspected, then sold again or not."""

from datetime import datetime

from django.db import models
from django.db.models import PROTECT, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from kernel.scope import TenantModel
from kernel.statemachine import StateMachine
from warehouse.models.inbound import move_of
from warehouse.states import GOODS_RETURN_MOVES, Condition, ReturnState


class GoodsReturn(StateMachine, TenantModel):
    """Goods expected back from a buyer or a carrier (R-002-69, R-002-56); one open for a parcel at most."""

    id = models.BigAutoField(primary_key=True)
    shop = models.ForeignKey("sellers.Shop", on_delete=PROTECT, related_name="+")
    warehouse = models.ForeignKey("warehouse.Warehouse", on_delete=PROTECT, related_name="+")
    order = models.ForeignKey(
        "orders.Order",
        null=True,
        blank=True,
        on_delete=PROTECT,
        related_name="+",
        help_text="Empty for a parcel that nobody could match.",
    )
    outbound = models.ForeignKey(
        "warehouse.Outbound", null=True, blank=True, on_delete=PROTECT, related_name="+"
    )
    state = FSMField(_("state"), choices=ReturnState, default=ReturnState.EXPECTED, protected=True)
    reason = models.CharField(_("why"), max_length=40)
    tracking = models.CharField(_("tracking number"), max_length=60, blank=True)
    opened_at = models.DateTimeField(_("expected since"))
    arrived_at = models.DateTimeField(_("arrived"), null=True, blank=True)
    inspected_at = models.DateTimeField(_("inspected"), null=True, blank=True)

    class Meta(TenantModel.Meta):
        verbose_name = _("return")
        verbose_name_plural = _("returns")
        constraints = [
            models.UniqueConstraint(
                fields=["outbound"],
                condition=Q(state__in=[ReturnState.EXPECTED, ReturnState.ARRIVED]),
                name="return_one_open_a_parcel",
            ),
            models.CheckConstraint(
                name="return_moments_fit_state",
                condition=Q(state__in=[ReturnState.EXPECTED, ReturnState.LOST], inspected_at=None)
                | Q(state=ReturnState.ARRIVED, arrived_at__isnull=False, inspected_at=None)
                | Q(state=ReturnState.INSPECTED, inspected_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["tracking"], name="return_by_tracking")]

    def __str__(self) -> str:
        return f"{self.order or self.tracking}"

    @transition(field=state, **move_of(GOODS_RETURN_MOVES, "arrive"))
    def arrive(self, *, at: datetime) -> None:
        """Stand at the returns desk."""
        self.arrived_at = at

    @transition(field=state, **move_of(GOODS_RETURN_MOVES, "inspect"))
    def inspect(self, *, at: datetime) -> None:
        """Be looked through to the last piece."""
        self.inspected_at = at

    @transition(field=state, **move_of(GOODS_RETURN_MOVES, "give_up"))
    def give_up(self) -> None:
        """Not be waited for any more."""


class ReturnedLine(models.Model):
    """What was found of one offer in a return: so many in this condition, and where they were put."""

    id = models.BigAutoField(primary_key=True)
    goods_return = models.ForeignKey(GoodsReturn, on_delete=PROTECT, related_name="lines")
    offer = models.ForeignKey("sellers.Offer", on_delete=PROTECT, related_name="+")
    condition = models.CharField(_("condition"), max_length=12, choices=Condition)
    is_written_off = models.BooleanField(_("written off"), default=False)
    quantity = models.PositiveIntegerField(_("quantity"))
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("line of a return")
        verbose_name_plural = _("lines of a return")
        constraints = [
            models.UniqueConstraint(
                fields=["goods_return", "offer", "condition", "is_written_off"],
                name="returned_line_once",
            ),
            models.CheckConstraint(name="returned_line_is_some", condition=Q(quantity__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} {self.condition}"

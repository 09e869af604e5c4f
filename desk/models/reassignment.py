"""An overdue order on its way to another shop (R-004-29)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import PROTECT, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from desk.states import IN_QUEUE, REASSIGNMENT_MOVES, ReassignmentState
from kernel.scope import TenantModel
from kernel.statemachine import StateMachine

S = ReassignmentState


def _move(name: str) -> dict[str, Any]:
    sources, target = REASSIGNMENT_MOVES[name]
    return {"source": list(sources), "target": target}


class Reassignment(StateMachine, TenantModel):
    """One stay of an order in the queue; ``shop`` is the one that let its clock run out."""

    id = models.BigAutoField(primary_key=True)
    shop = models.ForeignKey(
        "sellers.Shop", verbose_name=_("shop"), on_delete=PROTECT, related_name="+"
    )
    order = models.ForeignKey(
        "orders.Order", verbose_name=_("order"), on_delete=PROTECT, related_name="+"
    )
    state = FSMField(_("state"), choices=S, default=S.WAITING, protected=True)
    overdue_since = models.DateTimeField(_("overdue since"))
    entered_at = models.DateTimeField(_("in the queue since"))
    offered_to = models.ForeignKey(
        "sellers.Shop",
        verbose_name=_("offered to"),
        null=True,
        blank=True,
        on_delete=PROTECT,
        related_name="+",
    )
    offered_at = models.DateTimeField(_("offered"), null=True, blank=True)
    offered_by = models.CharField(_("by"), max_length=200, blank=True)
    new_order = models.ForeignKey(
        "orders.Order",
        verbose_name=_("new order"),
        null=True,
        blank=True,
        on_delete=PROTECT,
        related_name="+",
    )
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta(TenantModel.Meta):
        verbose_name = _("order to reassign")
        verbose_name_plural = _("orders to reassign")
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=Q(state__in=sorted(IN_QUEUE)), name="reassignment_once"
            ),
            models.CheckConstraint(
                name="reassignment_offer_fits_state",
                condition=Q(state=S.WAITING, offered_to=None, offered_at=None)
                | Q(
                    state__in=[S.OFFERED, S.DONE],
                    offered_to__isnull=False,
                    offered_at__isnull=False,
                )
                | Q(state=S.DROPPED),
            ),
            models.CheckConstraint(
                name="reassignment_done_has_new_order",
                condition=Q(state=S.DONE, new_order__isnull=False)
                | (~Q(state=S.DONE) & Q(new_order=None)),
            ),
            models.CheckConstraint(
                name="reassignment_end_fits_state",
                condition=Q(state__in=sorted(IN_QUEUE), ended_at=None)
                | Q(state__in=[S.DONE, S.DROPPED], ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="reassignment_to_another_shop",
                condition=Q(offered_to=None) | ~Q(offered_to=models.F("shop")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order} ({self.shop})"

    @transition(field=state, **_move("offer"))
    def offer(self, *, shop_id: int, by: str, at: datetime) -> None:
        """Name the shop that could take it."""
        self.offered_to_id, self.offered_by, self.offered_at = shop_id, by, at

    @transition(field=state, **_move("take_back"))
    def take_back(self) -> None:
        """Wait for another idea: that shop will not take it."""
        self.offered_to_id, self.offered_by, self.offered_at = None, "", None

    @transition(field=state, **_move("complete"))
    def complete(self, *, new_order_id: UUID, note: str, at: datetime) -> None:
        """Stand in the other shop from now on."""
        self.new_order_id, self.note, self.ended_at = new_order_id, note, at

    @transition(field=state, **_move("drop"))
    def drop(self, *, note: str, at: datetime) -> None:
        """Leave the queue: the order is not overdue any more, or nobody can take it."""
        self.note, self.ended_at = note, at

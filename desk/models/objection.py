"""A shop's word against an order that cost it points, and a moderator's answer (R-003-18)."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import PROTECT, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from desk.states import OBJECTION_MOVES, ObjectionState
from kernel.scope import TenantModel
from kernel.statemachine import StateMachine

S = ObjectionState


def _move(name: str) -> dict[str, Any]:
    sources, target = OBJECTION_MOVES[name]
    return {"source": list(sources), "target": target}


class Objection(StateMachine, TenantModel):
    """One objection an order, answered once; an accepted one takes the order out of the score."""

    id = models.BigAutoField(primary_key=True)
    shop = models.ForeignKey(
        "sellers.Shop", verbose_name=_("shop"), on_delete=PROTECT, related_name="+"
    )
    order = models.ForeignKey(
        "orders.Order", verbose_name=_("order"), on_delete=PROTECT, related_name="+"
    )
    state = FSMField(_("state"), choices=S, default=S.OPEN, protected=True)
    text = models.TextField(_("what the shop says"))
    filed_at = models.DateTimeField(_("filed"))
    filed_by = models.CharField(_("by"), max_length=200)
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.CharField(_("answered by"), max_length=200, blank=True)

    class Meta(TenantModel.Meta):
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        constraints = [
            models.UniqueConstraint(fields=["order"], name="objection_once"),
            models.CheckConstraint(
                name="objection_answer_fits_state",
                condition=Q(state=S.OPEN, answered_at=None)
                | (~Q(state=S.OPEN) & Q(answered_at__isnull=False) & ~Q(answer="")),
            ),
        ]
        indexes = [models.Index(fields=["shop", "state"], name="objection_of_shop")]

    def __str__(self) -> str:
        return f"{self.order} ({self.shop})"

    @transition(field=state, **_move("accept"))
    def accept(self, *, answer: str, by: str, at: datetime) -> None:
        """Let the order count no more."""
        self.answer, self.answered_by, self.answered_at = answer, by, at

    @transition(field=state, **_move("reject"))
    def reject(self, *, answer: str, by: str, at: datetime) -> None:
        """Let it count as it did."""
        self.answer, self.answered_by, self.answered_at = answer, by, at

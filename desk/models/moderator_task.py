"""A shop that stopped handling its orders in time, for a moderator to call (R-004-33)."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import PROTECT, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import FSMField, transition

from desk.states import MODERATOR_TASK_MOVES, TaskState
from kernel.scope import TenantModel
from kernel.statemachine import StateMachine


def _move(name: str) -> dict[str, Any]:
    sources, target = MODERATOR_TASK_MOVES[name]
    return {"source": list(sources), "target": target}


class ModeratorTask(StateMachine, TenantModel):
    """One open task a shop at most; its list of orders is read anew whenever somebody looks."""

    id = models.BigAutoField(primary_key=True)
    shop = models.ForeignKey(
        "sellers.Shop", verbose_name=_("shop"), on_delete=PROTECT, related_name="+"
    )
    state = FSMField(_("state"), choices=TaskState, default=TaskState.OPEN, protected=True)
    opened_at = models.DateTimeField(_("opened"))
    overdue_then = models.PositiveIntegerField(_("overdue when it was opened"))
    reason = models.CharField(_("why"), max_length=500, blank=True)
    suspended_at = models.DateTimeField(
        _("offers suspended"), null=True, blank=True, help_text="By this task; its end restores."
    )
    closed_at = models.DateTimeField(pgettext_lazy("of a task", "closed"), null=True, blank=True)
    closed_by = models.CharField(_("closed by"), max_length=200, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta(TenantModel.Meta):
        verbose_name = _("shop to call")
        verbose_name_plural = _("shops to call")
        constraints = [
            models.UniqueConstraint(
                fields=["shop"], condition=Q(state=TaskState.OPEN), name="moderator_task_one_open"
            ),
            models.CheckConstraint(
                name="moderator_task_end_fits_state",
                condition=Q(state=TaskState.OPEN, closed_at=None)
                | Q(state=TaskState.CLOSED, closed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shop}"

    @transition(field=state, **_move("close"))
    def close(self, *, by: str, note: str, at: datetime) -> None:
        """Be seen to."""
        self.closed_by, self.note, self.closed_at = by, note, at

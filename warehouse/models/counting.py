"""Cycle counts: blind, reviewed, then booked."""

from datetime import datetime

from django.db import models
from django.db.models import PROTECT, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from kernel.statemachine import StateMachine
from warehouse.models.inbound import move_of
from warehouse.states import CYCLE_COUNT_MOVES, CountState


class CycleCount(StateMachine):
    """One cell to be counted by somebody who is not told what should be there."""

    id = models.BigAutoField(primary_key=True)
    warehouse = models.ForeignKey("warehouse.Warehouse", on_delete=PROTECT, related_name="+")
    cell = models.ForeignKey("warehouse.Cell", on_delete=PROTECT, related_name="+")
    state = FSMField(_("state"), choices=CountState, default=CountState.OPEN, protected=True)
    opened_at = models.DateTimeField(_("opened"))
    counted_at = models.DateTimeField(_("counted"), null=True, blank=True)
    counted_by = models.CharField(_("counted by"), max_length=200, blank=True)
    reviewed_at = models.DateTimeField(_("reviewed"), null=True, blank=True)
    reviewed_by = models.CharField(_("reviewed by"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("cycle count")
        verbose_name_plural = _("cycle counts")
        constraints = [
            models.UniqueConstraint(
                fields=["cell"],
                condition=Q(state__in=[CountState.OPEN, CountState.COUNTED]),
                name="count_one_open_a_cell",
            )
        ]

    def __str__(self) -> str:
        return f"{self.cell}"

    @transition(field=state, **move_of(CYCLE_COUNT_MOVES, "finish"))
    def finish(self, *, by: str, at: datetime) -> None:
        """Be counted to the end."""
        self.counted_by, self.counted_at = by, at

    @transition(field=state, **move_of(CYCLE_COUNT_MOVES, "count_again"))
    def count_again(self) -> None:
        """Be counted anew."""
        self.counted_by, self.counted_at = "", None

    @transition(field=state, **move_of(CYCLE_COUNT_MOVES, "approve"))
    def approve(self, *, by: str, at: datetime) -> None:
        """Become what the books say."""
        self.reviewed_by, self.reviewed_at = by, at

    @transition(field=state, **move_of(CYCLE_COUNT_MOVES, "drop"))
    def drop(self, *, by: str, at: datetime) -> None:
        """Change nothing."""
        self.reviewed_by, self.reviewed_at = by, at


class CountLine(models.Model):
    """How many pieces were found; ``booked`` is what the books said when they were counted."""

    id = models.BigAutoField(primary_key=True)
    count = models.ForeignKey(CycleCount, on_delete=PROTECT, related_name="lines")
    offer = models.ForeignKey("sellers.Offer", on_delete=PROTECT, related_name="+")
    lot = models.ForeignKey(
        "warehouse.Lot", null=True, blank=True, on_delete=PROTECT, related_name="+"
    )
    found = models.PositiveIntegerField(_("found"))
    booked = models.PositiveIntegerField(_("in the books"), null=True, blank=True)

    class Meta:
        verbose_name = _("line of a count")
        verbose_name_plural = _("lines of a count")
        constraints = [
            models.UniqueConstraint(
                fields=["count", "offer", "lot"], name="count_line_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.found}"

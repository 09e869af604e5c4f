"""A dispatch day: what was scanned out of one warehouse for one channel before one cut-off (R-002-09)."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import PROTECT, F, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from kernel.statemachine import StateMachine
from logistics.states import DISPATCH_DAY_MOVES, DayState


def move_of(table: dict[str, tuple[tuple[str, ...], str]], name: str) -> dict[str, Any]:
    """Return the arguments of a transition from a table of moves."""
    sources, target = table[name]
    return {"source": list(sources), "target": target}


class DispatchDay(StateMachine):
    """One local day. ``due_at`` is what counts, ``sealed_at`` when we came to it: later after an outage.

    Everything of the pickup is frozen as the day is sealed: what is changed later changes nothing that was
    asked for (R-002-39). Hours are the warehouse's own.
    """

    id = models.BigAutoField(primary_key=True)
    warehouse = models.ForeignKey("warehouse.Warehouse", on_delete=PROTECT, related_name="+")
    channel = models.ForeignKey("orders.Channel", on_delete=PROTECT, related_name="+")
    on = models.DateField(_("day"))
    begins_at = models.DateTimeField(_("from"), help_text="The cut-off before it.")
    due_at = models.DateTimeField(_("cut-off"), help_text="Strictly before it.")
    state = FSMField(_("state"), choices=DayState, default=DayState.OPEN, protected=True)
    sealed_at = models.DateTimeField(_("sealed"), null=True, blank=True)
    settled_at = models.DateTimeField(_("pickup settled"), null=True, blank=True)
    pickup_on = models.DateField(_("pickup on"), null=True, blank=True)
    pickup_from = models.TimeField(_("pickup from"), null=True, blank=True)
    pickup_until = models.TimeField(_("pickup until"), null=True, blank=True)
    pickup_address = models.CharField(_("pickup address"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("dispatch day")
        verbose_name_plural = _("dispatch days")
        constraints = [
            models.UniqueConstraint(
                fields=["warehouse", "channel", "on"], name="dispatch_day_once"
            ),
            models.CheckConstraint(
                name="dispatch_day_begins_before_it_ends", condition=Q(begins_at__lt=F("due_at"))
            ),
            models.CheckConstraint(
                name="dispatch_day_moments_fit_state",
                condition=Q(state=DayState.OPEN, sealed_at=None, settled_at=None)
                | Q(state=DayState.SEALED, sealed_at__gte=F("due_at"), settled_at=None)
                | Q(
                    state=DayState.ASKED,
                    sealed_at__gte=F("due_at"),
                    settled_at__gte=F("sealed_at"),
                ),
            ),
            models.CheckConstraint(
                name="dispatch_day_sealed_has_pickup",
                condition=Q(state=DayState.OPEN)
                | Q(pickup_on__gt=F("on"), pickup_from__isnull=False, pickup_until__isnull=False),
            ),
            models.CheckConstraint(
                name="dispatch_day_pickup_begins_before_it_ends",
                condition=Q(pickup_from=None, pickup_until=None)
                | Q(pickup_from__lt=F("pickup_until")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=~Q(state=DayState.ASKED),
                name="dispatch_day_to_close",
            )
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.channel_id}"

    @transition(field=state, **move_of(DISPATCH_DAY_MOVES, "seal"))
    def seal(self, *, at: datetime) -> None:
        """Take no more parcels: what was scanned out before ``due_at`` is in."""
        self.sealed_at = at

    @transition(field=state, **move_of(DISPATCH_DAY_MOVES, "settle"))
    def settle(self, *, at: datetime) -> None:
        """Have its pickup asked for; who is not acknowledged by now goes with the next one."""
        self.settled_at = at

"""Waves of picking, planned backwards from the cut-off, and the walk that each is."""

from datetime import datetime

from django.db import models
from django.db.models import PROTECT, F, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from kernel.statemachine import StateMachine
from warehouse.models.inbound import move_of
from warehouse.states import WAVE_MOVES, WaveState


class Wave(StateMachine):
    """Orders picked together so that all leave by ``leave_by``; minutes are what the plan reckons."""

    id = models.BigAutoField(primary_key=True)
    warehouse = models.ForeignKey("warehouse.Warehouse", on_delete=PROTECT, related_name="+")
    number = models.PositiveIntegerField(_("number"))
    state = FSMField(_("state"), choices=WaveState, default=WaveState.PLANNED, protected=True)
    planned_at = models.DateTimeField(_("planned"))
    start_by = models.DateTimeField(_("to be begun by"))
    leave_by = models.DateTimeField(_("to leave by"))
    minutes = models.PositiveIntegerField(_("minutes of work"))
    begun_at = models.DateTimeField(_("begun"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("wave")
        verbose_name_plural = _("waves")
        constraints = [
            models.UniqueConstraint(fields=["warehouse", "number"], name="wave_number_once")
        ]
        indexes = [models.Index(fields=["warehouse", "state", "start_by"], name="wave_open")]

    def __str__(self) -> str:
        return str(self.number)

    @transition(field=state, **move_of(WAVE_MOVES, "begin"))
    def begin(self, *, at: datetime) -> None:
        """Have its first piece taken."""
        self.begun_at = at

    @transition(field=state, **move_of(WAVE_MOVES, "finish"))
    def finish(self, *, at: datetime) -> None:
        """Have nothing left to pick."""
        self.ended_at = at

    @transition(field=state, **move_of(WAVE_MOVES, "take_back"))
    def take_back(self) -> None:
        """Be picked on: its last pick was taken back."""
        self.ended_at = None

    @transition(field=state, **move_of(WAVE_MOVES, "drop"))
    def drop(self, *, at: datetime) -> None:
        """Not be picked after all."""
        self.ended_at = at


class PickLine(models.Model):
    """Take so many pieces from one balance for one parcel-to-be; whoever scans the cell first holds it."""

    id = models.BigAutoField(primary_key=True)
    wave = models.ForeignKey(Wave, on_delete=PROTECT, related_name="lines")
    outbound_line = models.ForeignKey(
        "warehouse.OutboundLine", on_delete=PROTECT, related_name="picks"
    )
    balance = models.ForeignKey("warehouse.Balance", on_delete=PROTECT, related_name="+")
    path = models.PositiveIntegerField(_("place on the walk"))
    quantity = models.PositiveIntegerField(_("quantity"))
    picked = models.PositiveIntegerField(_("picked"), default=0)
    short = models.PositiveIntegerField(_("not there"), default=0)
    picker = models.ForeignKey(
        "sellers.User", null=True, blank=True, on_delete=PROTECT, related_name="+"
    )
    tote = models.ForeignKey(
        "warehouse.Cell", null=True, blank=True, on_delete=PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(_("done"), null=True, blank=True)

    class Meta:
        verbose_name = _("line of a picking list")
        verbose_name_plural = _("lines of a picking list")
        ordering = ["path", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["wave", "outbound_line", "balance"], name="pick_line_once"
            ),
            models.CheckConstraint(
                name="pick_line_adds_up",
                condition=Q(quantity__gt=0) & Q(quantity__gte=F("picked") + F("short")),
            ),
        ]
        indexes = [
            models.Index(fields=["wave", "path"], condition=Q(ended_at=None), name="pick_line_open")
        ]

    def __str__(self) -> str:
        return f"{self.picked}/{self.quantity}"


class WorkPace(models.Model):
    """How long one piece of work takes here, as measured: minutes are a running mean (seconds stored)."""

    id = models.BigAutoField(primary_key=True)
    warehouse = models.ForeignKey("warehouse.Warehouse", on_delete=PROTECT, related_name="+")
    work = models.CharField(_("work"), max_length=12, help_text="pick, sort, pack, dispatch")
    seconds = models.FloatField(_("seconds a line"))
    measured = models.PositiveIntegerField(_("lines measured"), default=0)

    class Meta:
        verbose_name = _("pace of work")
        verbose_name_plural = _("paces of work")
        constraints = [
            models.UniqueConstraint(fields=["warehouse", "work"], name="pace_once"),
            models.CheckConstraint(name="pace_takes_time", condition=Q(seconds__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.work}: {self.seconds:.0f} s"

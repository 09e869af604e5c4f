"""A pickup: one truck asked for after one cut-off, and the terms on which they come (R-002-10, R-002-41)."""

from datetime import datetime, time

from django.db import models
from django.db.models import PROTECT, F, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from kernel.scope import TenantModel
from kernel.statemachine import StateMachine
from logistics.models.dispatch_day import move_of
from logistics.states import PICKUP_MOVES, PickupState

CALENDAR = "cainiao-pickup"


class PickupTerms(models.Model):
    """What was agreed with a channel's carrier for one warehouse; without a row the usual hold (C-04)."""

    id = models.BigAutoField(primary_key=True)
    warehouse = models.ForeignKey("warehouse.Warehouse", on_delete=PROTECT, related_name="+")
    channel = models.ForeignKey("orders.Channel", on_delete=PROTECT, related_name="+")
    calendar = models.CharField(
        _("calendar"), max_length=40, default=CALENDAR, help_text=_("Days on which carriers come.")
    )
    opens = models.TimeField(_("from"), default=time(9))
    closes = models.TimeField(_("until"), default=time(19))
    note = models.CharField(
        _("agreed"),
        max_length=300,
        blank=True,
        help_text=_("With whom, when, under which contract."),
    )

    class Meta:
        verbose_name = _("terms of pickup")
        verbose_name_plural = _("terms of pickup")
        constraints = [
            models.UniqueConstraint(fields=["warehouse", "channel"], name="pickup_terms_once"),
            models.CheckConstraint(
                name="pickup_terms_open_before_they_close", condition=Q(opens__lt=F("closes"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.warehouse_id} {self.channel_id}"


class Pickup(StateMachine, TenantModel):
    """What one link's partner was asked to fetch after one cut-off: acknowledged parcels only (R-002-26).

    Its parcels are the notices that name it; ``parcels`` is how many they are. A partner that takes no more
    than so many in one request has a second ``part``.
    """

    id = models.BigAutoField(primary_key=True)
    shop = models.ForeignKey("sellers.Shop", on_delete=PROTECT, related_name="+")
    day = models.ForeignKey("logistics.DispatchDay", on_delete=PROTECT, related_name="pickups")
    link = models.ForeignKey("logistics.Link", on_delete=PROTECT, related_name="+")
    part = models.PositiveSmallIntegerField(default=1, db_default=1)
    recipient = models.CharField(_("asked of"), max_length=8)
    state = FSMField(_("state"), choices=PickupState, default=PickupState.PLANNED, protected=True)
    parcels = models.PositiveIntegerField(_("parcels"))
    asked_at = models.DateTimeField(_("asked"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    number = models.CharField(_("their number"), max_length=80, blank=True)
    words = models.CharField(_("in their words"), max_length=300, blank=True)

    class Meta(TenantModel.Meta):
        verbose_name = _("pickup")
        verbose_name_plural = _("pickups")
        constraints = [
            models.UniqueConstraint(fields=["day", "link", "part"], name="pickup_once"),
            models.CheckConstraint(name="pickup_has_parcels", condition=Q(parcels__gt=0)),
            models.CheckConstraint(
                name="pickup_answer_fits_state",
                condition=Q(
                    state__in=[PickupState.PLANNED, PickupState.BY_PARTNER], answered_at=None
                )
                | Q(
                    state__in=[PickupState.ACCEPTED, PickupState.REFUSED], answered_at__isnull=False
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day_id} {self.link_id}"

    @transition(field=state, **move_of(PICKUP_MOVES, "plan"))
    def plan(self, *, at: datetime) -> None:
        """Be asked for again, after a no."""
        self.asked_at, self.answered_at, self.words = at, None, ""

    @transition(field=state, **move_of(PICKUP_MOVES, "accept"))
    def accept(self, *, at: datetime, number: str) -> None:
        """Have their word that they come."""
        self.answered_at, self.number, self.words = at, number[:80], ""

    @transition(field=state, **move_of(PICKUP_MOVES, "refuse"))
    def refuse(self, *, at: datetime, words: str) -> None:
        """Have their word that they do not."""
        self.answered_at, self.words = at, words[:300]

"""Goods that come in: announced or not, counted at the door, labelled, put away; and what is missing."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import PROTECT, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from kernel.scope import TenantModel
from kernel.statemachine import StateMachine
from warehouse.states import (
    INBOUND_MOVES,
    REPLENISHMENT_MOVES,
    InboundState,
    Moves,
    ReplenishmentState,
)


def move_of(table: Moves, name: str) -> dict[str, Any]:
    """Return the arguments of a transition from a table of moves."""
    sources, target = table[name]
    return {"source": list(sources), "target": target}


class Inbound(StateMachine, TenantModel):
    """One delivery of a shop's goods to a warehouse: announced (ASN), or blind when nobody said."""

    id = models.BigAutoField(primary_key=True)
    shop = models.ForeignKey("sellers.Shop", on_delete=PROTECT, related_name="+")
    warehouse = models.ForeignKey("warehouse.Warehouse", on_delete=PROTECT, related_name="+")
    number = models.CharField(_("number"), max_length=40)
    is_blind = models.BooleanField(_("not announced"), default=False)
    state = FSMField(
        _("state"), choices=InboundState, default=InboundState.ANNOUNCED, protected=True
    )
    expected_on = models.DateField(_("expected on"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    created_at = models.DateTimeField(_("announced"))
    begun_at = models.DateTimeField(_("begun"), null=True, blank=True)
    received_at = models.DateTimeField(_("received"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(TenantModel.Meta):
        verbose_name = _("delivery to the warehouse")
        verbose_name_plural = _("deliveries to the warehouse")
        constraints = [
            models.UniqueConstraint(fields=["shop", "number"], name="inbound_number_once"),
            models.CheckConstraint(
                name="inbound_received_has_moment",
                condition=Q(state=InboundState.RECEIVED, received_at__isnull=False)
                | (~Q(state=InboundState.RECEIVED) & Q(received_at=None)),
            ),
        ]
        indexes = [models.Index(fields=["warehouse", "state", "id"], name="inbound_at_door")]

    def __str__(self) -> str:
        return self.number

    @transition(field=state, **move_of(INBOUND_MOVES, "begin"))
    def begin(self, *, at: datetime) -> None:
        """Be opened at the door."""
        self.begun_at = at

    @transition(field=state, **move_of(INBOUND_MOVES, "finish"))
    def finish(self, *, at: datetime) -> None:
        """Be counted to the end."""
        self.received_at = at

    @transition(field=state, **move_of(INBOUND_MOVES, "cancel"))
    def cancel(self) -> None:
        """Not come after all."""


class InboundLine(models.Model):
    """One kind of goods of a delivery. ``awaiting_label`` pieces are sold only once ours was scanned back."""

    id = models.BigAutoField(primary_key=True)
    inbound = models.ForeignKey(Inbound, on_delete=PROTECT, related_name="lines")
    offer = models.ForeignKey("sellers.Offer", on_delete=PROTECT, related_name="+")
    lot = models.ForeignKey(
        "warehouse.Lot", null=True, blank=True, on_delete=PROTECT, related_name="+"
    )
    expected = models.PositiveIntegerField(_("expected"), default=0)
    received = models.PositiveIntegerField(_("received"), default=0)
    damaged = models.PositiveIntegerField(_("of them damaged"), default=0)
    awaiting_label = models.PositiveIntegerField(_("waiting for their label"), default=0)
    put_away = models.PositiveIntegerField(_("put away"), default=0)

    class Meta:
        verbose_name = _("line of a delivery")
        verbose_name_plural = _("lines of a delivery")
        constraints = [
            models.UniqueConstraint(
                fields=["inbound", "offer", "lot"], name="inbound_line_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="inbound_line_adds_up",
                condition=Q(received__gte=models.F("damaged"))
                & Q(
                    received__gte=models.F("damaged")
                    + models.F("awaiting_label")
                    + models.F("put_away")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.received}/{self.expected}"


class DoorRefusal(TenantModel):
    """Goods that were not let in, and by which rule (R-001-23..-25)."""

    id = models.BigAutoField(primary_key=True)
    shop = models.ForeignKey("sellers.Shop", on_delete=PROTECT, related_name="+")
    inbound = models.ForeignKey(Inbound, on_delete=PROTECT, related_name="refusals")
    offer = models.ForeignKey(
        "sellers.Offer", null=True, blank=True, on_delete=PROTECT, related_name="+"
    )
    what = models.CharField(_("what"), max_length=200)
    quantity = models.PositiveIntegerField(_("quantity"))
    rule = models.CharField(_("rule"), max_length=40)
    at = models.DateTimeField(_("when"))
    by = models.CharField(_("by"), max_length=200)

    class Meta(TenantModel.Meta):
        verbose_name = _("refusal at the door")
        verbose_name_plural = _("refusals at the door")

    def __str__(self) -> str:
        return self.what


class Replenishment(StateMachine, TenantModel):
    """Goods that orders wait for (R-003-04); one open task for an offer in a warehouse at most."""

    id = models.BigAutoField(primary_key=True)
    shop = models.ForeignKey("sellers.Shop", on_delete=PROTECT, related_name="+")
    warehouse = models.ForeignKey("warehouse.Warehouse", on_delete=PROTECT, related_name="+")
    offer = models.ForeignKey("sellers.Offer", on_delete=PROTECT, related_name="+")
    state = FSMField(
        _("state"), choices=ReplenishmentState, default=ReplenishmentState.OPEN, protected=True
    )
    opened_at = models.DateTimeField(_("opened"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta(TenantModel.Meta):
        verbose_name = _("replenishment")
        verbose_name_plural = _("replenishments")
        constraints = [
            models.UniqueConstraint(
                fields=["warehouse", "offer"],
                condition=Q(state=ReplenishmentState.OPEN),
                name="replenishment_one_open",
            ),
            models.CheckConstraint(
                name="replenishment_end_fits_state",
                condition=Q(state=ReplenishmentState.OPEN, ended_at=None)
                | (~Q(state=ReplenishmentState.OPEN) & Q(ended_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.offer}"

    @transition(field=state, **move_of(REPLENISHMENT_MOVES, "fill"))
    def fill(self, *, at: datetime) -> None:
        """Have enough for every order that waited."""
        self.ended_at = at

    @transition(field=state, **move_of(REPLENISHMENT_MOVES, "drop"))
    def drop(self, *, at: datetime) -> None:
        """Not be waited for by any order any more."""
        self.ended_at = at


class Shortage(TenantModel):
    """What an order lacks of one offer: its place in the queue for what comes in next."""

    id = models.BigAutoField(primary_key=True)
    shop = models.ForeignKey("sellers.Shop", on_delete=PROTECT, related_name="+")
    order = models.ForeignKey("orders.Order", on_delete=PROTECT, related_name="+")
    offer = models.ForeignKey("sellers.Offer", on_delete=PROTECT, related_name="+")
    replenishment = models.ForeignKey(Replenishment, on_delete=PROTECT, related_name="shortages")
    quantity = models.PositiveIntegerField(_("lacks"))
    since = models.DateTimeField(_("since"))

    class Meta(TenantModel.Meta):
        verbose_name = _("shortage")
        verbose_name_plural = _("shortages")
        constraints = [
            models.UniqueConstraint(fields=["order", "offer"], name="shortage_once"),
            models.CheckConstraint(name="shortage_lacks", condition=Q(quantity__gt=0)),
        ]
        indexes = [models.Index(fields=["offer", "since"], name="shortage_queue")]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.offer_id}"

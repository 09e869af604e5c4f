"""The outbound: one parcel-to-be and the one way it goes from release to the carrier's hands."""

from datetime import datetime

from django.db import models
from django.db.models import PROTECT, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import FSMField, transition

from kernel.ids import new_id
from kernel.scope import TenantModel
from kernel.statemachine import StateMachine
from warehouse.models.inbound import move_of
from warehouse.states import (
    OUTBOUND_MOVES,
    OUTBOUND_OPEN,
    ExtraParcelReason,
    Liability,
    OutboundState,
)

O = OutboundState  # noqa: E741


class Outbound(StateMachine, TenantModel):
    """One parcel-to-be of one order. ``code`` is on its label; weights are grams, moments UTC."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    shop = models.ForeignKey("sellers.Shop", on_delete=PROTECT, related_name="+")
    warehouse = models.ForeignKey("warehouse.Warehouse", on_delete=PROTECT, related_name="+")
    order = models.ForeignKey("orders.Order", on_delete=PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField(_("parcel of the order"), default=1)
    extra_reason = models.CharField(
        _("why another parcel"), max_length=12, choices=ExtraParcelReason, blank=True
    )
    code = models.CharField(_("parcel barcode"), max_length=30, unique=True)
    state = FSMField(_("state"), choices=OutboundState, default=O.RELEASED, protected=True)
    version = models.PositiveIntegerField(default=1)
    channel = models.CharField(_("channel"), max_length=20)
    carrier = models.CharField(_("carrier"), max_length=40, blank=True)
    dispatch_by = models.DateTimeField(_("to leave by"), null=True, blank=True)

    wave = models.ForeignKey(
        "warehouse.Wave", null=True, blank=True, on_delete=PROTECT, related_name="outbounds"
    )
    tote = models.ForeignKey(
        "warehouse.Cell",
        null=True,
        blank=True,
        on_delete=PROTECT,
        related_name="+",
        help_text="Where its picked goods lie: a tote, or a slot of the wall.",
    )
    packer = models.ForeignKey(
        "sellers.User", null=True, blank=True, on_delete=PROTECT, related_name="+"
    )
    needs_check = models.BooleanField(_("to be checked"), default=False)
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)

    expected_weight_g = models.PositiveIntegerField(_("expected weight, g"), null=True, blank=True)
    weight_g = models.PositiveIntegerField(_("weight, g"), null=True, blank=True)
    length_mm = models.PositiveIntegerField(_("length, mm"), null=True, blank=True)
    width_mm = models.PositiveIntegerField(_("width, mm"), null=True, blank=True)
    height_mm = models.PositiveIntegerField(_("height, mm"), null=True, blank=True)

    released_at = models.DateTimeField(pgettext_lazy("of a parcel", "released"))
    picked_at = models.DateTimeField(_("picked"), null=True, blank=True)
    packed_at = models.DateTimeField(_("packed"), null=True, blank=True)
    labelled_at = models.DateTimeField(_("labelled"), null=True, blank=True)
    weighed_at = models.DateTimeField(_("weighed"), null=True, blank=True)
    dispatched_at = models.DateTimeField(_("packing finished"), null=True, blank=True)
    notified_at = models.DateTimeField(
        _("dispatch acknowledged"),
        null=True,
        blank=True,
        help_text="By whoever fetches it (R-002-12).",
    )
    handed_over_at = models.DateTimeField(
        pgettext_lazy("of a parcel", "handed over"), null=True, blank=True
    )
    stopped_at = models.DateTimeField(
        pgettext_lazy("of a parcel", "stopped"),
        null=True,
        blank=True,
        help_text="Its order was cancelled.",
    )
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    pallet = models.ForeignKey(
        "warehouse.Pallet", null=True, blank=True, on_delete=PROTECT, related_name="outbounds"
    )
    liability = models.CharField(_("whose risk"), max_length=8, choices=Liability, blank=True)
    forced_reason = models.CharField(_("why it was forced"), max_length=300, blank=True)

    class Meta(TenantModel.Meta):
        verbose_name = _("parcel-to-be")
        verbose_name_plural = _("parcels-to-be")
        constraints = [
            models.UniqueConstraint(
                fields=["order", "place"],
                condition=~Q(state=O.ENDED),
                name="outbound_place_once",
            ),
            models.CheckConstraint(
                name="outbound_extra_has_reason",
                condition=Q(place=1) | ~Q(extra_reason=""),
            ),
            models.CheckConstraint(
                name="outbound_dispatched_has_weight",
                condition=~Q(state__in=[O.WEIGHED, O.DISPATCHED, O.PALLETISED, O.HANDED_OVER])
                | Q(weight_g__gt=0),
            ),
            models.CheckConstraint(
                name="outbound_left_was_dispatched",
                condition=~Q(state__in=[O.DISPATCHED, O.HANDED_OVER])
                | Q(dispatched_at__isnull=False),
            ),
            models.CheckConstraint(
                name="outbound_palletised_has_pallet",
                condition=~Q(state__in=[O.PALLETISED, O.HANDED_OVER]) | Q(pallet__isnull=False),
            ),
            models.CheckConstraint(
                name="outbound_in_wave_has_wave",
                condition=~Q(state__in=[O.IN_WAVE, O.PICKING]) | Q(wave__isnull=False),
            ),
            models.CheckConstraint(
                name="outbound_forced_is_sellers_risk",
                condition=Q(forced_reason="") | Q(liability=Liability.SELLER),
            ),
        ]
        indexes = [
            models.Index(
                fields=["warehouse", "state", "dispatch_by"],
                condition=Q(state__in=sorted(OUTBOUND_OPEN)),
                name="outbound_open",
            ),
            models.Index(fields=["order"], name="outbound_of_order"),
            models.Index(fields=["tote"], condition=Q(tote__isnull=False), name="outbound_in_tote"),
            models.Index(
                fields=["pallet"], condition=Q(pallet__isnull=False), name="outbound_on_pallet"
            ),
            models.Index(fields=["warehouse", "dispatched_at"], name="outbound_dispatched"),
        ]

    def __str__(self) -> str:
        return self.code

    @transition(field=state, **move_of(OUTBOUND_MOVES, "plan"))
    def plan(self, *, wave_id: int) -> None:
        """Be picked with others (R-002-15)."""
        self.wave_id = wave_id

    @transition(field=state, **move_of(OUTBOUND_MOVES, "unplan"))
    def unplan(self) -> None:
        """Leave a wave that was dropped."""
        self.wave_id = None

    @transition(field=state, **move_of(OUTBOUND_MOVES, "begin_picking"))
    def begin_picking(self) -> None:
        """Have its first piece taken."""

    @transition(field=state, **move_of(OUTBOUND_MOVES, "finish_picking"))
    def finish_picking(self, *, at: datetime) -> None:
        """Have its last piece taken (R-002-16)."""
        self.picked_at = at

    @transition(field=state, **move_of(OUTBOUND_MOVES, "sort"))
    def sort(self, *, slot_id: int) -> None:
        """Lie together in one slot of the wall (R-002-17)."""
        self.tote_id = slot_id

    @transition(field=state, **move_of(OUTBOUND_MOVES, "pack"))
    def pack(self, *, at: datetime) -> None:
        """Be closed in its packaging; the tote is free (R-002-18)."""
        self.packed_at, self.tote_id = at, None

    @transition(field=state, **move_of(OUTBOUND_MOVES, "label"))
    def label(self, *, at: datetime) -> None:
        """Have its label on it, scanned back (R-002-19)."""
        self.labelled_at = at

    @transition(field=state, **move_of(OUTBOUND_MOVES, "weigh"))
    def weigh(self, *, weight_g: int, at: datetime) -> None:
        """Be weighed (R-002-20)."""
        self.weight_g, self.weighed_at = weight_g, at

    @transition(field=state, **move_of(OUTBOUND_MOVES, "dispatch"))
    def dispatch(self, *, at: datetime) -> None:
        """Be scanned out: packing is finished (R-002-21, C-02)."""
        self.dispatched_at = at

    @transition(field=state, **move_of(OUTBOUND_MOVES, "palletise"))
    def palletise(self, *, pallet_id: int) -> None:
        """Stand on a pallet (R-002-22)."""
        self.pallet_id = pallet_id

    @transition(field=state, **move_of(OUTBOUND_MOVES, "take_off"))
    def take_off(self) -> None:
        """Be taken off its pallet."""
        self.pallet_id = None

    @transition(field=state, **move_of(OUTBOUND_MOVES, "hand_over"))
    def hand_over(self, *, at: datetime) -> None:
        """Be the carrier's (R-002-24)."""
        self.handed_over_at = at

    @transition(field=state, **move_of(OUTBOUND_MOVES, "fall_short"))
    def fall_short(self) -> None:
        """Wait for goods that were not where they should be (R-003-04)."""
        self.wave_id = None

    @transition(field=state, **move_of(OUTBOUND_MOVES, "resume"))
    def resume(self) -> None:
        """Have all its goods again."""

    @transition(field=state, **move_of(OUTBOUND_MOVES, "fail_check"))
    def fail_check(self) -> None:
        """Go back to picking: the check before packing found something (R-003-13)."""
        self.picked_at = None

    @transition(field=state, **move_of(OUTBOUND_MOVES, "call_back"))
    def call_back(self, *, at: datetime) -> None:
        """Go back to the shelves: its order was cancelled (R-002-37)."""
        self.stopped_at = at

    @transition(field=state, **move_of(OUTBOUND_MOVES, "intercept"))
    def intercept(self, *, at: datetime) -> None:
        """Be stopped wherever it is next scanned (C-01)."""
        self.stopped_at = at

    @transition(field=state, **move_of(OUTBOUND_MOVES, "force"))
    def force(self, *, pallet_id: int, reason: str) -> None:
        """Leave although cancelled, at the seller's risk (R-002-38)."""
        self.pallet_id, self.forced_reason, self.liability = pallet_id, reason, Liability.SELLER

    @transition(field=state, **move_of(OUTBOUND_MOVES, "unpack"))
    def unpack(self, *, tote_id: int) -> None:
        """Be opened again: its goods lie in a tote and off any pallet."""
        self.tote_id, self.pallet_id = tote_id, None

    @transition(field=state, **move_of(OUTBOUND_MOVES, "end"))
    def end(self, *, at: datetime) -> None:
        """Be no parcel after all."""
        self.ended_at, self.tote_id, self.pallet_id = at, None, None


class OutboundLine(models.Model):
    """So many pieces of one offer for one parcel-to-be, and how far each act on them is."""

    id = models.BigAutoField(primary_key=True)
    outbound = models.ForeignKey(Outbound, on_delete=PROTECT, related_name="lines")
    order = models.ForeignKey(
        "orders.Order", on_delete=PROTECT, related_name="+", help_text="Differs for one that rides."
    )
    offer = models.ForeignKey("sellers.Offer", on_delete=PROTECT, related_name="+")
    sku = models.CharField(_("SKU"), max_length=64)
    name = models.CharField(_("name"), max_length=300)
    quantity = models.PositiveIntegerField(_("quantity"))
    picked = models.PositiveIntegerField(_("picked"), default=0)
    packed = models.PositiveIntegerField(_("packed"), default=0)
    put_back = models.PositiveIntegerField(_("put back"), default=0)

    class Meta:
        verbose_name = _("line of a parcel-to-be")
        verbose_name_plural = _("lines of a parcel-to-be")
        constraints = [
            models.UniqueConstraint(
                fields=["outbound", "order", "offer"], name="outbound_line_once"
            ),
            models.CheckConstraint(
                name="outbound_line_adds_up",
                condition=Q(quantity__gt=0)
                & Q(picked__lte=models.F("quantity"))
                & Q(packed__lte=models.F("picked"))
                & Q(put_back__lte=models.F("picked")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.sku}"

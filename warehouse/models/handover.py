"""From pallet to signature: SSCCs, the frozen sheet, seals, papers given a number once."""

from datetime import datetime
from uuid import UUID

from django.db import models
from django.db.models import PROTECT, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from kernel.ids import new_id
from kernel.statemachine import StateMachine
from warehouse.models.inbound import move_of
from warehouse.states import (
    HANDOVER_MOVES,
    PALLET_MOVES,
    SEAL_MOVES,
    HandoverState,
    PalletState,
    SealState,
)


class Pallet(StateMachine):
    """Parcels for one carrier at one dock under one SSCC-18 (R-002-22, R-002-42)."""

    id = models.BigAutoField(primary_key=True)
    warehouse = models.ForeignKey("warehouse.Warehouse", on_delete=PROTECT, related_name="+")
    dock = models.ForeignKey("warehouse.Station", on_delete=PROTECT, related_name="+")
    carrier = models.CharField(_("carrier"), max_length=40)
    sscc = models.CharField("SSCC", max_length=18, unique=True)
    state = FSMField(_("state"), choices=PalletState, default=PalletState.OPEN, protected=True)
    opened_at = models.DateTimeField(_("opened"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    handover = models.ForeignKey(
        "warehouse.Handover", null=True, blank=True, on_delete=PROTECT, related_name="pallets"
    )

    class Meta:
        verbose_name = _("pallet")
        verbose_name_plural = _("pallets")
        constraints = [
            models.UniqueConstraint(
                fields=["dock", "carrier"],
                condition=Q(state=PalletState.OPEN),
                name="pallet_one_open_a_dock",
            ),
            models.CheckConstraint(
                name="pallet_sscc_is_18_digits", condition=Q(sscc__regex=r"^[0-9]{18}$")
            ),
            models.CheckConstraint(
                name="pallet_loaded_has_handover",
                condition=~Q(state__in=[PalletState.LOADED, PalletState.HANDED_OVER])
                | Q(handover__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["warehouse", "state"], name="pallet_open")]

    def __str__(self) -> str:
        return self.sscc

    @transition(field=state, **move_of(PALLET_MOVES, "close"))
    def close(self, *, at: datetime) -> None:
        """Take no more parcels."""
        self.closed_at = at

    @transition(field=state, **move_of(PALLET_MOVES, "reopen"))
    def reopen(self) -> None:
        """Take parcels again."""
        self.closed_at = None

    @transition(field=state, **move_of(PALLET_MOVES, "load"))
    def load(self, *, handover_id: UUID) -> None:
        """Stand on a handover's sheet."""
        self.handover_id = handover_id

    @transition(field=state, **move_of(PALLET_MOVES, "unload"))
    def unload(self) -> None:
        """Leave the sheet."""
        self.handover_id = None

    @transition(field=state, **move_of(PALLET_MOVES, "hand_over"))
    def hand_over(self) -> None:
        """Be the carrier's."""


class Handover(StateMachine):
    """One truck: pallets, seals, papers and two signatures (R-002-23, R-002-24, R-002-47)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    warehouse = models.ForeignKey("warehouse.Warehouse", on_delete=PROTECT, related_name="+")
    dock = models.ForeignKey("warehouse.Station", on_delete=PROTECT, related_name="+")
    carrier = models.CharField(_("carrier"), max_length=40)
    number = models.CharField(_("number"), max_length=40, blank=True)
    state = FSMField(
        _("state"), choices=HandoverState, default=HandoverState.LOADING, protected=True
    )
    version = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField(_("opened"))
    vehicle = models.CharField(_("vehicle"), max_length=40, blank=True)
    driver = models.CharField(_("driver"), max_length=120, blank=True)
    destination = models.CharField(_("destination"), max_length=400, blank=True)
    frozen_at = models.DateTimeField(_("sheet closed"), null=True, blank=True)
    sheet = models.JSONField(
        _("sheet"), null=True, blank=True, help_text="The frozen set that the papers print."
    )
    our_name = models.CharField(_("signed for us"), max_length=120, blank=True)
    our_signature = models.BinaryField(null=True, blank=True)
    their_name = models.CharField(_("signed for the carrier"), max_length=120, blank=True)
    their_signature = models.BinaryField(null=True, blank=True)
    signed_at = models.DateTimeField(_("signed"), null=True, blank=True)

    class Meta:
        verbose_name = _("handover")
        verbose_name_plural = _("handovers")
        constraints = [
            models.UniqueConstraint(
                fields=["warehouse", "number"],
                condition=~Q(number=""),
                name="handover_number_once",
            ),
            models.UniqueConstraint(
                fields=["dock"],
                condition=Q(state__in=[HandoverState.LOADING, HandoverState.FROZEN]),
                name="handover_one_open_a_dock",
            ),
            models.CheckConstraint(
                name="handover_frozen_has_sheet",
                condition=~Q(state__in=[HandoverState.FROZEN, HandoverState.SIGNED])
                | (Q(sheet__isnull=False, frozen_at__isnull=False) & ~Q(number="")),
            ),
            models.CheckConstraint(
                name="handover_signed_by_both",
                condition=~Q(state=HandoverState.SIGNED)
                | (Q(signed_at__isnull=False) & ~Q(our_name="") & ~Q(their_name="")),
            ),
        ]
        indexes = [models.Index(fields=["warehouse", "-opened_at"], name="handover_list")]

    def __str__(self) -> str:
        return self.number or str(self.id)

    @transition(field=state, **move_of(HANDOVER_MOVES, "freeze"))
    def freeze(self, *, number: str, sheet: object, at: datetime) -> None:
        """Close the sheet: what stands on it now is what is handed over."""
        self.number, self.sheet, self.frozen_at = number, sheet, at

    @transition(field=state, **move_of(HANDOVER_MOVES, "thaw"))
    def thaw(self) -> None:
        """Open the sheet again, before anybody signed; the number stays its own."""
        self.frozen_at = None

    @transition(field=state, **move_of(HANDOVER_MOVES, "sign"))
    def sign(
        self,
        *,
        our_name: str,
        our_signature: bytes,
        their_name: str,
        their_signature: bytes,
        at: datetime,
    ) -> None:
        """Be signed by both."""
        self.our_name, self.our_signature = our_name, our_signature
        self.their_name, self.their_signature = their_name, their_signature
        self.signed_at = at

    @transition(field=state, **move_of(HANDOVER_MOVES, "drop"))
    def drop(self) -> None:
        """Not happen after all; its pallets are free again."""


class Seal(StateMachine):
    """A seal on the truck (R-002-47..-49)."""

    id = models.BigAutoField(primary_key=True)
    handover = models.ForeignKey(Handover, on_delete=PROTECT, related_name="seals")
    number = models.CharField(_("number"), max_length=40)
    state = FSMField(_("state"), choices=SealState, default=SealState.APPLIED, protected=True)
    applied_at = models.DateTimeField(_("applied"))
    ended_at = models.DateTimeField(_("opened or found broken"), null=True, blank=True)
    place = models.CharField(_("where"), max_length=200, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals")
        constraints = [
            models.UniqueConstraint(fields=["handover", "number"], name="seal_once"),
            models.CheckConstraint(
                name="seal_end_fits_state",
                condition=Q(state=SealState.APPLIED, ended_at=None)
                | (~Q(state=SealState.APPLIED) & Q(ended_at__isnull=False)),
            ),
        ]
        indexes = [models.Index(fields=["number"], name="seal_by_number")]

    def __str__(self) -> str:
        return self.number

    @transition(field=state, **move_of(SEAL_MOVES, "open"))
    def open(self, *, place: str, at: datetime) -> None:
        """Be opened where it should be."""
        self.place, self.ended_at = place, at

    @transition(field=state, **move_of(SEAL_MOVES, "report_broken"))
    def report_broken(self, *, place: str, note: str, at: datetime) -> None:
        """Be found broken before it should have been opened."""
        self.place, self.note, self.ended_at = place, note, at


class HandoverPaper(models.Model):
    """A paper of a handover as it was printed; a later version never replaces an earlier one's bytes."""

    id = models.BigAutoField(primary_key=True)
    handover = models.ForeignKey(Handover, on_delete=PROTECT, related_name="papers")
    kind = models.CharField(_("kind"), max_length=12, help_text="sheet or tn1")
    version = models.PositiveIntegerField(_("version"))
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("paper of a handover")
        verbose_name_plural = _("papers of a handover")
        constraints = [
            models.UniqueConstraint(
                fields=["handover", "kind", "version"], name="handover_paper_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"

"""A claim between us and a carrier about what was handed over, and the one way it moves."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import PROTECT, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from kernel.ids import new_id
from kernel.scope import TenantModel
from kernel.statemachine import StateMachine
from logistics.states import (
    CLAIM_MOVES,
    CLAIM_OVER,
    CLAIM_UNDECIDED,
    ClaimBasis,
    ClaimCame,
    ClaimFileKind,
    ClaimKind,
    ClaimState,
)

S = ClaimState


def _move(name: str) -> dict[str, Any]:
    sources, target = CLAIM_MOVES[name]
    return {"source": list(sources), "target": target}


class Claim(StateMachine, TenantModel):
    """One case about one parcel, or about goods that nobody knows yet (R-002-43..-46, -52..-56).

    ``claimed_at`` is when the carrier said it; without it the case is ours and the carrier is silent. The
    carrier's claim stands with its act, whose fingerprint is ``act_sha256``. Money is minor units.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.PositiveBigIntegerField(_("number"), unique=True)
    shop = models.ForeignKey(
        "sellers.Shop", null=True, blank=True, on_delete=PROTECT, related_name="+"
    )
    handover = models.ForeignKey(
        "warehouse.Handover", null=True, blank=True, on_delete=PROTECT, related_name="+"
    )
    outbound = models.ForeignKey(
        "warehouse.Outbound", null=True, blank=True, on_delete=PROTECT, related_name="+"
    )
    carrier = models.ForeignKey(
        "logistics.Carrier", null=True, blank=True, on_delete=PROTECT, related_name="+"
    )
    kind = models.CharField(_("type"), max_length=12, choices=ClaimKind, blank=True)
    state = FSMField(_("state"), choices=S, default=S.OPEN, protected=True)
    came = models.CharField(_("came"), max_length=8, choices=ClaimCame)
    opened_at = models.DateTimeField(_("opened"))
    claimed_at = models.DateTimeField(_("reported by the carrier"), null=True, blank=True)
    window_ends_at = models.DateTimeField(_("window ends"), null=True, blank=True)
    is_late = models.BooleanField(_("out of window"), default=False)
    barcode = models.CharField(_("barcode they name"), max_length=60, blank=True)
    sender = models.CharField(_("who reported"), max_length=254, blank=True)
    words = models.TextField(_("what they say"), blank=True)
    act_sha256 = models.CharField(max_length=64, blank=True)
    basis = models.CharField(_("why"), max_length=12, choices=ClaimBasis, blank=True)
    note = models.CharField(_("reason given"), max_length=300, blank=True)
    decided_at = models.DateTimeField(_("judged"), null=True, blank=True)
    amount_minor = models.BigIntegerField(_("compensation"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(TenantModel.Meta):
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        constraints = [
            models.CheckConstraint(
                name="claim_names_its_type",
                condition=Q(state__in=[S.UNREAD, S.REJECTED]) | ~Q(kind=""),
            ),
            models.CheckConstraint(
                name="claim_of_carrier_has_act",
                condition=Q(claimed_at=None)
                | Q(state__in=[S.UNREAD, S.REJECTED])
                | ~Q(act_sha256=""),
            ),
            models.CheckConstraint(
                name="claim_judged_has_basis",
                condition=Q(state__in=[S.UNREAD, S.OPEN], decided_at=None)
                | (~Q(state__in=[S.UNREAD, S.OPEN]) & Q(decided_at__isnull=False) & ~Q(basis="")),
            ),
            models.CheckConstraint(
                name="claim_compensated_has_amount",
                condition=Q(amount_minor=None, currency="") & ~Q(state=S.COMPENSATED)
                | Q(amount_minor__gt=0, state=S.COMPENSATED) & ~Q(currency=""),
            ),
            models.CheckConstraint(
                name="claim_closed_fits_state",
                condition=Q(state__in=CLAIM_OVER, closed_at__isnull=False)
                | (~Q(state__in=CLAIM_OVER) & Q(closed_at=None)),
            ),
            models.UniqueConstraint(
                fields=["outbound"],
                condition=~Q(state__in=CLAIM_OVER),
                name="claim_one_running_a_parcel",
            ),
            models.UniqueConstraint(
                fields=["outbound"],
                condition=Q(came=ClaimCame.SILENCE),
                name="claim_of_silence_once",
            ),
            models.UniqueConstraint(
                fields=["carrier", "barcode"],
                condition=Q(came=ClaimCame.SCAN, kind=ClaimKind.NO_DATA),
                name="claim_unknown_barcode_once",
            ),
        ]
        indexes = [
            models.Index(fields=["shop", "-opened_at"], name="claim_of_shop"),
            models.Index(fields=["handover", "state"], name="claim_of_handover"),
            models.Index(
                fields=["opened_at"],
                condition=Q(state__in=CLAIM_UNDECIDED),
                name="claim_undecided",
            ),
        ]

    def __str__(self) -> str:
        return f"C-{self.number:06}"

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens to it."""
        return self.state in CLAIM_OVER

    @transition(field=state, **_move("read"))
    def read(self, *, kind: str) -> None:
        """Be understood by a person."""
        self.kind = kind

    @transition(field=state, **_move("refer"))
    def refer(self, *, basis: str, at: datetime) -> None:
        """Wait for a person's decision."""
        self.basis, self.decided_at = basis, at

    @transition(field=state, **_move("blame_carrier"))
    def blame_carrier(self, *, basis: str, at: datetime, note: str = "") -> None:
        """Be the carrier's to pay."""
        self.basis, self.decided_at, self.note = basis, at, note

    @transition(field=state, **_move("blame_seller"))
    def blame_seller(self, *, basis: str, at: datetime, note: str = "") -> None:
        """Be the seller's own loss."""
        self.basis, self.decided_at, self.note = basis, at, note

    @transition(field=state, **_move("reopen"))
    def reopen(self) -> None:
        """Be judged anew: the carrier had spoken in time after all."""
        self.basis, self.decided_at, self.note = "", None, ""

    @transition(field=state, **_move("compensate"))
    def compensate(self, *, amount_minor: int, currency: str, at: datetime, note: str) -> None:
        """Be settled in money."""
        self.amount_minor, self.currency = amount_minor, currency
        self.note, self.closed_at = note or self.note, at

    @transition(field=state, **_move("return_goods"))
    def return_goods(self, *, at: datetime, note: str) -> None:
        """End with the goods coming back."""
        self._end(at, note)

    @transition(field=state, **_move("reject"))
    def reject(self, *, at: datetime, note: str, basis: str = ClaimBasis.PERSON) -> None:
        """Come to nothing."""
        self.basis = basis
        self._end(at, note)

    def _end(self, at: datetime, note: str) -> None:
        self.note, self.closed_at = note, at
        self.decided_at = self.decided_at or at
        self.basis = self.basis or ClaimBasis.PERSON


class ClaimFile(models.Model):
    """A file of a claim: the act, a picture, the mail it came by. Rows are only added."""

    id = models.BigAutoField(primary_key=True)
    claim = models.ForeignKey(Claim, on_delete=PROTECT, related_name="files")
    kind = models.CharField(_("kind"), max_length=8, choices=ClaimFileKind)
    name = models.CharField(_("file"), max_length=200)
    media_type = models.CharField(max_length=60)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField(_("added"))
    added_by = models.CharField(_("by"), max_length=254)

    class Meta:
        verbose_name = _("file of a claim")
        verbose_name_plural = _("files of a claim")
        constraints = [models.UniqueConstraint(fields=["claim", "sha256"], name="claim_file_once")]

    def __str__(self) -> str:
        return self.name

"""A dispatch notice: that somebody is told, once, that a parcel was scanned out (R-002-05, R-002-06)."""

from datetime import datetime
from uuid import UUID

from django.db import models
from django.db.models import PROTECT, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import FSMField, transition

from kernel.scope import TenantModel
from kernel.statemachine import StateMachine
from logistics.models.dispatch_day import move_of
from logistics.states import DISPATCH_NOTICE_MOVES, UNANSWERED, NoticeState, Recipient

S = NoticeState


class AsnState(models.TextChoices):
    """What came of the notice in advance: what a parcel weighs, and where it is fetched (R-002-39)."""

    NONE = "", pgettext_lazy("dispatch notice", "not needed")
    PLANNED = "planned", pgettext_lazy("dispatch notice", "not answered yet")
    ACCEPTED = "accepted", pgettext_lazy("dispatch notice", "accepted")
    REFUSED = "refused", pgettext_lazy("dispatch notice", "refused")


class DispatchNotice(StateMachine, TenantModel):
    """One for each parcel that was scanned out. Its day follows from the scan's own time alone.

    ``link`` and ``recipient`` are those of the moment it was planned; ``call`` is the act at the partner's.
    ``asn`` is what came of the notice in advance that goes as the day is sealed.
    """

    id = models.BigAutoField(primary_key=True)
    shop = models.ForeignKey("sellers.Shop", on_delete=PROTECT, related_name="+")
    outbound = models.OneToOneField(
        "warehouse.Outbound", on_delete=PROTECT, related_name="+", verbose_name=_("parcel")
    )
    day = models.ForeignKey(
        "logistics.DispatchDay", null=True, blank=True, on_delete=PROTECT, related_name="notices"
    )
    link = models.ForeignKey(
        "logistics.Link", null=True, blank=True, on_delete=PROTECT, related_name="+"
    )
    recipient = models.CharField(_("told to"), max_length=8, choices=Recipient)
    dispatched_at = models.DateTimeField(_("scanned out"))
    state = FSMField(_("state"), choices=NoticeState, default=S.NOT_NEEDED, protected=True)
    call = models.UUIDField(null=True, blank=True)
    planned_at = models.DateTimeField(_("planned"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    words = models.CharField(_("in their words"), max_length=300, blank=True)
    asn = models.CharField(
        "ASN",
        max_length=8,
        blank=True,
        choices=AsnState,
        default="",
        db_default="",
    )
    asn_at = models.DateTimeField(_("answered"), null=True, blank=True)
    asn_words = models.CharField(
        _("in their words"), max_length=300, blank=True, default="", db_default=""
    )
    pickup = models.ForeignKey(
        "logistics.Pickup", null=True, blank=True, on_delete=PROTECT, related_name="notices"
    )

    class Meta(TenantModel.Meta):
        verbose_name = _("dispatch notice")
        verbose_name_plural = _("dispatch notices")
        constraints = [
            models.CheckConstraint(
                name="notice_is_to_somebody_or_not_needed",
                condition=Q(
                    state=S.NOT_NEEDED,
                    recipient=Recipient.NOBODY,
                    day=None,
                    link=None,
                    call=None,
                )
                | (
                    ~Q(state=S.NOT_NEEDED)
                    & ~Q(recipient=Recipient.NOBODY)
                    & Q(day__isnull=False, link__isnull=False, call__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="notice_answer_fits_state",
                condition=Q(state__in=[S.ACCEPTED, S.REFUSED], answered_at__isnull=False)
                | (~Q(state__in=[S.ACCEPTED, S.REFUSED]) & Q(answered_at=None)),
            ),
            models.CheckConstraint(
                name="notice_in_pickup_was_accepted",
                condition=Q(pickup=None) | Q(state=S.ACCEPTED),
            ),
        ]
        indexes = [
            models.Index(fields=["day", "state"], name="notice_of_day"),
            models.Index(
                fields=["call"], condition=Q(state__in=UNANSWERED), name="notice_unanswered"
            ),
            models.Index(
                fields=["link", "day"],
                condition=Q(state=S.ACCEPTED, pickup=None),
                name="notice_to_pick_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outbound_id}"

    @transition(field=state, **move_of(DISPATCH_NOTICE_MOVES, "plan"))
    def plan(self, *, day_id: int, link_id: int, recipient: str, call: UUID, at: datetime) -> None:
        """Be told to somebody: for the first time, or again after a no."""
        self.day_id, self.link_id, self.recipient = day_id, link_id, recipient
        self.call, self.planned_at = call, at
        self.answered_at, self.words = None, ""

    @transition(field=state, **move_of(DISPATCH_NOTICE_MOVES, "lose"))
    def lose(self, *, words: str) -> None:
        """Have left, and nobody knows whether it arrived; the partner is asked."""
        self.words = words[:300]

    @transition(field=state, **move_of(DISPATCH_NOTICE_MOVES, "accept"))
    def accept(self, *, at: datetime) -> None:
        """Have the partner's word that it has it (R-002-26)."""
        self.answered_at, self.words = at, ""

    @transition(field=state, **move_of(DISPATCH_NOTICE_MOVES, "refuse"))
    def refuse(self, *, at: datetime, words: str) -> None:
        """Have the partner's no."""
        self.answered_at, self.words = at, words[:300]

"""A problem on the road: what is wrong with one parcel, whose it is, until when, how it ended (R-003-30)."""

from django.conf import settings
from django.db import models
from django.db.models import PROTECT, Q
from django.utils.translation import gettext_lazy as _

from kernel.ids import new_id
from kernel.scope import TenantModel
from logistics.rules.last_mile_words import ClosedBecause, ProblemKind


class Problem(TenantModel):
    """One row per parcel and kind is open at a time; opened and closed by what carriers tell.

    ``since`` is when it began on the road, which is what tells one occasion from the next. Its due time is a
    deadline about ``id``.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    shop = models.ForeignKey("sellers.Shop", on_delete=PROTECT, related_name="+")
    parcel = models.ForeignKey("logistics.Parcel", on_delete=PROTECT, related_name="problems")
    kind = models.CharField(_("problem"), max_length=20, choices=ProblemKind)
    since = models.DateTimeField(_("since"))
    detail = models.CharField(_("the carrier's reason"), max_length=200, blank=True)
    opened_at = models.DateTimeField(_("noticed"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=PROTECT,
        related_name="+",
        verbose_name=_("whose it is"),
    )
    liable_since = models.DateTimeField(_("the seller answers for it since"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_because = models.CharField(
        _("closed because"), max_length=12, choices=ClosedBecause, blank=True
    )
    closed_by = models.CharField(_("closed by"), max_length=200, blank=True)
    comment = models.CharField(_("comment"), max_length=500, blank=True)

    class Meta(TenantModel.Meta):
        verbose_name = _("problem on the road")
        verbose_name_plural = _("problems on the road")
        constraints = [
            models.UniqueConstraint(
                fields=["parcel", "kind"], condition=Q(closed_at=None), name="problem_one_open"
            ),
            models.CheckConstraint(
                name="problem_closed_for_a_reason",
                condition=Q(closed_at=None, closed_because="")
                | (Q(closed_at__isnull=False) & ~Q(closed_because="")),
            ),
        ]
        indexes = [
            models.Index(fields=["shop", "kind"], condition=Q(closed_at=None), name="problem_open"),
            models.Index(fields=["parcel", "kind", "since"], name="problem_of_parcel"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.parcel_id}"

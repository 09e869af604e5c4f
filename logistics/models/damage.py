"""A damaged parcel: what was found when it was opened, and who has signed that (R-002-65..-67)."""

from django.db import models
from django.db.models import PROTECT, Q
from django.utils.translation import gettext_lazy as _

from kernel.scope import TenantModel


class DamageCase(TenantModel):
    """What the Act of Non-Conformity says of one parcel; its photos and the signed act are evidence files.

    Submitted only with a photo, the signed act, the courier's signature and the buyer's, or the reason why
    the buyer did not sign (C-16); after that it does not change.
    """

    id = models.BigAutoField(primary_key=True)
    shop = models.ForeignKey("sellers.Shop", on_delete=PROTECT, related_name="+")
    parcel = models.ForeignKey("logistics.Parcel", on_delete=PROTECT, related_name="damages")
    order = models.ForeignKey("orders.Order", on_delete=PROTECT, related_name="+")
    reported_at = models.DateTimeField(_("reported"))
    reported_by = models.CharField(_("reported by"), max_length=200)
    signed_at = models.DateTimeField(_("the buyer signed for the parcel"))
    opened_at = models.DateTimeField(_("the parcel was opened"))
    opened_unsigned = models.BooleanField(
        _("opened before it was signed for"),
        default=False,
        help_text=_("The carrier may refuse such a claim."),
    )
    package_damaged = models.BooleanField(_("the package is damaged"), default=True)
    product_damaged = models.BooleanField(_("the goods are damaged"), default=True)
    description = models.TextField(_("what is damaged, and how"))
    courier_name = models.CharField(_("courier"), max_length=200, blank=True)
    courier_signed_at = models.DateTimeField(_("the courier signed the act"), null=True, blank=True)
    buyer_name = models.CharField(_("buyer"), max_length=200, blank=True)
    buyer_signed_at = models.DateTimeField(_("the buyer signed the act"), null=True, blank=True)
    unsigned_reason = models.CharField(_("why the buyer did not sign"), max_length=300, blank=True)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)

    class Meta(TenantModel.Meta):
        verbose_name = _("damaged parcel")
        verbose_name_plural = _("damaged parcels")
        constraints = [
            models.UniqueConstraint(fields=["parcel"], name="damage_once_a_parcel"),
            models.CheckConstraint(
                name="damage_submitted_is_signed",
                condition=Q(submitted_at=None)
                | (
                    Q(courier_signed_at__isnull=False)
                    & (Q(buyer_signed_at__isnull=False) | ~Q(unsigned_reason=""))
                ),
            ),
            models.CheckConstraint(
                name="damage_opened_unsigned_is_flagged",
                condition=Q(opened_unsigned=True) | Q(opened_at__gte=models.F("signed_at")),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The number of the act."""
        return f"AN-{self.pk:06d}"

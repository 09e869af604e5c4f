"""What a carrier signed for, parcel by parcel, and whether it has scanned it since (R-002-50)."""

from django.db import models
from django.db.models import PROTECT, Q
from django.utils.translation import gettext_lazy as _

from kernel.scope import TenantModel
from logistics.states import Source


class ManifestLine(TenantModel):
    """One parcel of one signed handover. ``accepted_at`` is the carrier's own scan of it (A-scan)."""

    id = models.BigAutoField(primary_key=True)
    shop = models.ForeignKey("sellers.Shop", on_delete=PROTECT, related_name="+")
    handover = models.ForeignKey("warehouse.Handover", on_delete=PROTECT, related_name="+")
    outbound = models.OneToOneField("warehouse.Outbound", on_delete=PROTECT, related_name="+")
    carrier = models.ForeignKey("logistics.Carrier", on_delete=PROTECT, related_name="+")
    code = models.CharField(_("parcel barcode"), max_length=30)
    waybill = models.CharField(_("waybill number"), max_length=60, blank=True)
    handed_at = models.DateTimeField(_("signed for"))
    accepted_at = models.DateTimeField(_("scanned by the carrier"), null=True, blank=True)
    accepted_by = models.CharField(_("known from"), max_length=8, choices=Source, blank=True)

    class Meta(TenantModel.Meta):
        verbose_name = _("parcel that a carrier signed for")
        verbose_name_plural = _("parcels that carriers signed for")
        constraints = [
            models.CheckConstraint(
                name="manifest_acceptance_has_source",
                condition=Q(accepted_at=None, accepted_by="")
                | (Q(accepted_at__isnull=False) & ~Q(accepted_by="")),
            )
        ]
        indexes = [
            models.Index(
                fields=["handover"], condition=Q(accepted_at=None), name="manifest_not_accepted"
            ),
            models.Index(fields=["handover", "id"], name="manifest_of_handover"),
            models.Index(fields=["carrier", "code"], name="manifest_by_code"),
            models.Index(
                fields=["carrier", "waybill"], condition=~Q(waybill=""), name="manifest_by_waybill"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class AcceptanceFile(models.Model):
    """A carrier's list of what it scanned, taken in once, whole or not at all."""

    id = models.BigAutoField(primary_key=True)
    carrier = models.ForeignKey("logistics.Carrier", on_delete=PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    name = models.CharField(_("file"), max_length=200)
    handover = models.ForeignKey(
        "warehouse.Handover",
        null=True,
        blank=True,
        on_delete=PROTECT,
        related_name="+",
        help_text="The truck whose whole list it is; what is not on it was not found.",
    )
    read_at = models.DateTimeField(_("taken in"))
    read_by = models.CharField(_("by"), max_length=200)
    rows = models.PositiveIntegerField(_("rows"))
    accepted = models.PositiveIntegerField(_("accepted by it"))
    unknown = models.PositiveIntegerField(_("barcodes that we do not know"))
    absent = models.PositiveIntegerField(_("parcels not on it"))

    class Meta:
        verbose_name = _("acceptance list")
        verbose_name_plural = _("acceptance lists")
        constraints = [
            models.UniqueConstraint(fields=["carrier", "sha256"], name="acceptance_file_once")
        ]

    def __str__(self) -> str:
        return self.name

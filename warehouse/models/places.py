"""Where things are: warehouses, their cells and stations, and whose goods they keep."""

from datetime import time

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import PROTECT, Q
from django.utils.translation import gettext_lazy as _

from kernel.scope import TenantModel
from warehouse.states import CellKind, StationKind


class Warehouse(models.Model):
    """A building with one clock: its cut-off is said in its own zone."""

    id = models.BigAutoField(primary_key=True)
    code = models.SlugField(_("code"), unique=True, max_length=20)
    name = models.CharField(_("name"), max_length=120)
    country = models.CharField(_("country"), max_length=2)
    zone = models.CharField(_("time zone"), max_length=64)
    calendar = models.CharField(_("calendar"), max_length=40)
    cut_off = models.TimeField(_("cut-off"), default=time(18), help_text="Strictly before it.")
    address = models.CharField(_("address"), max_length=400, blank=True)
    company = models.CharField(_("company"), max_length=200, blank=True)
    gs1_prefix = models.CharField(
        _("GS1 company prefix"), max_length=10, help_text="7 to 10 digits; SSCCs begin with it."
    )

    class Meta:
        verbose_name = _("warehouse")
        verbose_name_plural = _("warehouses")
        constraints = [
            models.CheckConstraint(
                name="warehouse_gs1_prefix_is_digits",
                condition=Q(gs1_prefix__regex=r"^[0-9]{7,10}$"),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Cell(models.Model):
    """A place with a barcode: shelf, tote, slot of the wall. ``path`` is its place on the walk, in order."""

    id = models.BigAutoField(primary_key=True)
    warehouse = models.ForeignKey(Warehouse, on_delete=PROTECT, related_name="cells")
    code = models.CharField(_("barcode"), max_length=30)
    kind = models.CharField(_("kind"), max_length=12, choices=CellKind)
    path = models.PositiveIntegerField(_("place on the walk"), default=0)
    is_locked = models.BooleanField(_("locked"), default=False, help_text="Nothing in or out.")
    holds_pieces = models.PositiveIntegerField(
        _("holds pieces"), null=True, blank=True, help_text="Empty: as many as go in."
    )
    holds_litres = models.PositiveIntegerField(
        _("holds litres"),
        null=True,
        blank=True,
        help_text="Of goods whose measures are known. Empty: nobody measured it.",
    )

    class Meta:
        verbose_name = _("cell")
        verbose_name_plural = _("cells")
        constraints = [models.UniqueConstraint(fields=["warehouse", "code"], name="cell_code_once")]
        indexes = [models.Index(fields=["warehouse", "kind", "path"], name="cell_walk")]

    def __str__(self) -> str:
        return self.code


class Station(models.Model):
    """Where somebody works and a camera watches (R-002-27)."""

    id = models.BigAutoField(primary_key=True)
    warehouse = models.ForeignKey(Warehouse, on_delete=PROTECT, related_name="stations")
    code = models.CharField(_("code"), max_length=30)
    kind = models.CharField(_("kind"), max_length=12, choices=StationKind)
    camera = models.CharField(_("camera"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("station")
        verbose_name_plural = _("stations")
        constraints = [
            models.UniqueConstraint(fields=["warehouse", "code"], name="station_code_once")
        ]

    def __str__(self) -> str:
        return self.code


class Storage(TenantModel):
    """A shop whose goods this warehouse keeps and sends (R-001-03). Without one a shop sends by itself."""

    id = models.BigAutoField(primary_key=True)
    shop = models.OneToOneField("sellers.Shop", on_delete=PROTECT, related_name="+")
    warehouse = models.ForeignKey(Warehouse, on_delete=PROTECT, related_name="storages")
    since = models.DateTimeField(_("since"))
    check_before_packing = ArrayField(
        models.CharField(max_length=60),
        default=list,
        blank=True,
        help_text="Categories whose goods are checked before packing; * for all (R-003-13).",
    )
    packing_wishes = ArrayField(
        models.CharField(max_length=20),
        default=list,
        blank=True,
        help_text="Kinds of packaging that the shop wants added (R-001-27).",
    )
    notice_channels = ArrayField(
        models.CharField(max_length=20),
        default=list,
        db_default=[],
        blank=True,
        help_text="Channels whose parcels leave only once their dispatch was acknowledged (R-002-12).",
    )

    class Meta(TenantModel.Meta):
        verbose_name = _("shop in storage")
        verbose_name_plural = _("shops in storage")

    def __str__(self) -> str:
        return f"{self.shop} in {self.warehouse}"

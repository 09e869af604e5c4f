"""How goods are packed: the catalogue, the rules that block, what each parcel took, what things weigh."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import PROTECT, Q
from django.utils.translation import gettext_lazy as _

from warehouse.states import PackagingKind


class Packaging(models.Model):
    """One thing of the packaging catalogue (R-001-28); weight in grams, inner size in millimetres."""

    id = models.BigAutoField(primary_key=True)
    code = models.SlugField(_("code"), unique=True, max_length=30)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=12, choices=PackagingKind)
    barcode = models.CharField(_("barcode"), max_length=40, unique=True)
    tare_g = models.PositiveIntegerField(_("weight, g"), default=0)
    length_mm = models.PositiveIntegerField(_("length, mm"), null=True, blank=True)
    width_mm = models.PositiveIntegerField(_("width, mm"), null=True, blank=True)
    height_mm = models.PositiveIntegerField(_("height, mm"), null=True, blank=True)
    cost_minor = models.BigIntegerField(_("cost, minor units"), default=0)
    charge_minor = models.BigIntegerField(_("charge, minor units"), default=0)
    currency = models.CharField(_("currency"), max_length=3)
    is_retired = models.BooleanField(_("not used any more"), default=False)

    class Meta:
        verbose_name = _("packaging")
        verbose_name_plural = _("packaging")

    def __str__(self) -> str:
        return self.name


class PackagingStock(models.Model):
    """How much of a packaging a warehouse has; below ``reorder_at`` it is to be bought."""

    id = models.BigAutoField(primary_key=True)
    warehouse = models.ForeignKey("warehouse.Warehouse", on_delete=PROTECT, related_name="+")
    packaging = models.ForeignKey(Packaging, on_delete=PROTECT, related_name="stocks")
    quantity = models.IntegerField(_("quantity"), default=0)
    reorder_at = models.PositiveIntegerField(_("to be bought at"), default=0)

    class Meta:
        verbose_name = _("stock of packaging")
        verbose_name_plural = _("stock of packaging")
        constraints = [
            models.UniqueConstraint(fields=["warehouse", "packaging"], name="packaging_stock_once")
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.packaging}"


class PackingRule(models.Model):
    """One rule of packing as data: for what it holds, what it needs, and the words said at the station.

    Empty conditions hold for everything. ``needs`` are kinds of packaging that must all be recorded,
    ``one_of`` kinds of which the outer one must be; ``suggests`` only comes first in the list.
    """

    id = models.BigAutoField(primary_key=True)
    code = models.SlugField(_("code"), unique=True, max_length=40)
    position = models.PositiveSmallIntegerField(_("position"))
    categories = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    flags = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    channels = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    carriers = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    least_longest_mm = models.PositiveIntegerField(null=True, blank=True)
    least_pieces = models.PositiveSmallIntegerField(null=True, blank=True)
    needs = ArrayField(
        models.CharField(max_length=12, choices=PackagingKind), default=list, blank=True
    )
    one_of = ArrayField(
        models.CharField(max_length=12, choices=PackagingKind), default=list, blank=True
    )
    suggests = models.CharField(max_length=12, choices=PackagingKind, blank=True)
    least_layers = models.PositiveSmallIntegerField(_("least layers of film"), default=0)
    requirement = models.CharField(_("requirement"), max_length=12, blank=True)
    is_active = models.BooleanField(_("in force"), default=True)

    class Meta:
        verbose_name = _("rule of packing")
        verbose_name_plural = _("rules of packing")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.code


class OutboundMaterial(models.Model):
    """What a parcel was packed into and with (R-002-31)."""

    id = models.BigAutoField(primary_key=True)
    outbound = models.ForeignKey("warehouse.Outbound", on_delete=PROTECT, related_name="materials")
    packaging = models.ForeignKey(Packaging, on_delete=PROTECT, related_name="+")
    quantity = models.PositiveSmallIntegerField(_("quantity"), default=1)
    layers = models.PositiveSmallIntegerField(_("layers"), default=0)

    class Meta:
        verbose_name = _("packaging of a parcel")
        verbose_name_plural = _("packaging of a parcel")
        constraints = [
            models.UniqueConstraint(fields=["outbound", "packaging"], name="material_once"),
            models.CheckConstraint(name="material_is_some", condition=Q(quantity__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.packaging}"


class LearnedWeight(models.Model):
    """What a piece of an offer weighs, as the scales say: count, mean and sum of squares (Welford), grams."""

    offer = models.OneToOneField(
        "sellers.Offer", primary_key=True, on_delete=PROTECT, related_name="+"
    )
    weighed = models.PositiveIntegerField(default=0)
    mean_g = models.FloatField(default=0)
    squares = models.FloatField(default=0)

    class Meta:
        verbose_name = _("learned weight")
        verbose_name_plural = _("learned weights")

    def __str__(self) -> str:
        return f"{self.mean_g:.0f} g"


class OrderLabel(models.Model):
    """The label that a carrier gave for an order before there was a parcel: its first parcel bears it."""

    order = models.OneToOneField(
        "orders.Order", primary_key=True, on_delete=PROTECT, related_name="+"
    )
    code = models.CharField(_("barcode on it"), max_length=60)
    media_type = models.CharField(max_length=40)
    content = models.BinaryField()
    given_at = models.DateTimeField(_("given"))

    class Meta:
        verbose_name = _("carrier's label of an order")
        verbose_name_plural = _("carriers' labels of orders")

    def __str__(self) -> str:
        return self.code


class Label(models.Model):
    """A label of a parcel, ours or the carrier's kept byte for byte (R-002-19)."""

    id = models.BigAutoField(primary_key=True)
    outbound = models.ForeignKey("warehouse.Outbound", on_delete=PROTECT, related_name="labels")
    is_carriers = models.BooleanField(_("the carrier's"), default=False)
    code = models.CharField(_("barcode on it"), max_length=60)
    media_type = models.CharField(max_length=40)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(_("made"))
    replaced_at = models.DateTimeField(_("replaced"), null=True, blank=True)

    class Meta:
        verbose_name = _("label")
        verbose_name_plural = _("labels")
        constraints = [
            models.UniqueConstraint(
                fields=["outbound"], condition=Q(replaced_at=None), name="label_one_valid"
            )
        ]
        indexes = [models.Index(fields=["code"], name="label_scan")]

    def __str__(self) -> str:
        return self.code

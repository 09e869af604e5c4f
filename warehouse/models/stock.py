"""Stock that cannot drift: balances, the movements they are the sum of, and what orders hold of them."""

from django.db import models
from django.db.models import PROTECT, F, Q
from django.utils.translation import gettext_lazy as _

from kernel.ids import new_id
from kernel.scope import TenantModel
from warehouse.states import Condition, MovementKind


class ItemBarcode(TenantModel):
    """A code printed on goods, the factory's or ours (R-001-22). Ours is unlike any other in the world."""

    id = models.BigAutoField(primary_key=True)
    shop = models.ForeignKey("sellers.Shop", on_delete=PROTECT, related_name="+")
    offer = models.ForeignKey("sellers.Offer", on_delete=PROTECT, related_name="+")
    code = models.CharField(_("barcode"), max_length=64)
    is_ours = models.BooleanField(_("made here"), default=False)
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        verbose_name = _("barcode of goods")
        verbose_name_plural = _("barcodes of goods")
        constraints = [
            models.UniqueConstraint(fields=["shop", "code"], name="item_barcode_once_a_shop"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(is_ours=True), name="item_barcode_of_ours_once"
            ),
        ]
        indexes = [models.Index(fields=["code"], name="item_barcode_scan")]

    def __str__(self) -> str:
        return self.code


class Lot(TenantModel):
    """Goods of one making; the first to expire leave first."""

    id = models.BigAutoField(primary_key=True)
    shop = models.ForeignKey("sellers.Shop", on_delete=PROTECT, related_name="+")
    offer = models.ForeignKey("sellers.Offer", on_delete=PROTECT, related_name="+")
    code = models.CharField(_("lot"), max_length=60)
    expires_on = models.DateField(_("expires on"), null=True, blank=True)

    class Meta(TenantModel.Meta):
        verbose_name = _("lot")
        verbose_name_plural = _("lots")
        constraints = [models.UniqueConstraint(fields=["offer", "code"], name="lot_once")]

    def __str__(self) -> str:
        return self.code


class Balance(TenantModel):
    """How many pieces of one offer lie in one cell, and how many of them orders hold."""

    id = models.BigAutoField(primary_key=True)
    warehouse = models.ForeignKey("warehouse.Warehouse", on_delete=PROTECT, related_name="+")
    shop = models.ForeignKey("sellers.Shop", on_delete=PROTECT, related_name="+")
    offer = models.ForeignKey("sellers.Offer", on_delete=PROTECT, related_name="+")
    cell = models.ForeignKey("warehouse.Cell", on_delete=PROTECT, related_name="balances")
    lot = models.ForeignKey(Lot, null=True, blank=True, on_delete=PROTECT, related_name="balances")
    condition = models.CharField(
        _("condition"), max_length=12, choices=Condition, default=Condition.GOOD
    )
    on_hand = models.IntegerField(_("on hand"), default=0)
    reserved = models.IntegerField(_("reserved"), default=0)

    class Meta(TenantModel.Meta):
        verbose_name = _("balance")
        verbose_name_plural = _("balances")
        constraints = [
            models.UniqueConstraint(
                fields=["offer", "cell", "lot", "condition"],
                name="balance_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="balance_reserved_within_on_hand",
                condition=Q(reserved__gte=0, reserved__lte=F("on_hand")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["warehouse", "offer"],
                condition=Q(condition=Condition.GOOD),
                name="balance_to_sell",
            ),
            models.Index(fields=["cell"], condition=Q(on_hand__gt=0), name="balance_in_cell"),
        ]

    def __str__(self) -> str:
        return f"{self.on_hand} of {self.offer_id} in {self.cell_id}"


class Movement(TenantModel):
    """A change of one balance by so many pieces; rows are only added, and their sum is the balance.

    What goes from cell to cell is two rows of one ``act``.
    """

    id = models.BigAutoField(primary_key=True)
    act = models.UUIDField(default=new_id, help_text="Rows of one act share it.")
    shop = models.ForeignKey("sellers.Shop", on_delete=PROTECT, related_name="+")
    balance = models.ForeignKey(Balance, on_delete=PROTECT, related_name="movements")
    delta = models.IntegerField(_("by"))
    kind = models.CharField(_("why"), max_length=12, choices=MovementKind)
    subject_kind = models.CharField(max_length=20, blank=True)
    subject_id = models.CharField(max_length=40, blank=True)
    actor_label = models.CharField(_("who"), max_length=200, blank=True)
    at = models.DateTimeField(_("when"))

    class Meta(TenantModel.Meta):
        verbose_name = _("stock movement")
        verbose_name_plural = _("stock movements")
        constraints = [models.CheckConstraint(name="movement_moves", condition=~Q(delta=0))]
        indexes = [
            models.Index(fields=["balance", "id"], name="movement_of_balance"),
            models.Index(fields=["shop", "-id"], name="movement_of_shop"),
        ]

    def __str__(self) -> str:
        return f"{self.delta:+d} {self.kind}"


class OrderStock(TenantModel):
    """An order whose goods the warehouse sees to; all that changes what it holds locks this row first.

    ``since`` is its place in the queue for goods that come in; what is split off keeps it.
    """

    order = models.OneToOneField(
        "orders.Order", primary_key=True, on_delete=PROTECT, related_name="+"
    )
    shop = models.ForeignKey("sellers.Shop", on_delete=PROTECT, related_name="+")
    warehouse = models.ForeignKey("warehouse.Warehouse", on_delete=PROTECT, related_name="+")
    since = models.DateTimeField(_("since"))

    class Meta(TenantModel.Meta):
        verbose_name = _("order in stock")
        verbose_name_plural = _("orders in stock")

    def __str__(self) -> str:
        return str(self.order_id)


class Reservation(TenantModel):
    """What one order holds of one balance. Goods in a tote are held there; packed goods are held no more."""

    id = models.BigAutoField(primary_key=True)
    shop = models.ForeignKey("sellers.Shop", on_delete=PROTECT, related_name="+")
    order = models.ForeignKey("orders.Order", on_delete=PROTECT, related_name="+")
    balance = models.ForeignKey(Balance, on_delete=PROTECT, related_name="reservations")
    quantity = models.PositiveIntegerField(_("quantity"))
    at = models.DateTimeField(_("since"))

    class Meta(TenantModel.Meta):
        verbose_name = _("reservation")
        verbose_name_plural = _("reservations")
        constraints = [
            models.UniqueConstraint(fields=["order", "balance"], name="reservation_once"),
            models.CheckConstraint(name="reservation_holds", condition=Q(quantity__gt=0)),
        ]
        indexes = [models.Index(fields=["balance"], name="reservation_of_balance")]

    def __str__(self) -> str:
        return f"{self.quantity} for {self.order_id}"


class StockProof(models.Model):
    """One run of the proof that balances equal movements and reservations equal open demand."""

    id = models.BigAutoField(primary_key=True)
    warehouse = models.ForeignKey("warehouse.Warehouse", on_delete=PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))
    checked = models.PositiveIntegerField(_("balances looked at"))
    faults = models.JSONField(_("faults"), default=list, help_text="What differs, and by how much.")
    repaired_at = models.DateTimeField(_("repaired"), null=True, blank=True)
    repaired_by = models.CharField(_("by"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("proof of stock")
        verbose_name_plural = _("proofs of stock")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.at:%F %H:%M}Z"

"""The order and the one way it moves through its life."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import PROTECT, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from kernel.ids import new_id
from kernel.scope import TenantModel
from kernel.statemachine import StateMachine
from orders.states import (
    MOVES,
    CancelReason,
    DeliveryMethod,
    HoldReason,
    OrderState,
    PaymentTerms,
)

S = OrderState


def _move(name: str) -> dict[str, Any]:
    sources, target = MOVES[name]
    return {"source": list(sources), "target": target}


class Order(StateMachine, TenantModel):
    """One order of one shop, known to its channel by ``external_id`` and to people by ``number``.

    Moments are UTC; money is in minor units of ``currency``. ``version`` grows with every change.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    shop = models.ForeignKey("sellers.Shop", on_delete=PROTECT, related_name="+")
    channel = models.ForeignKey("orders.Channel", on_delete=PROTECT, related_name="+")
    external_id = models.CharField(max_length=80)
    number = models.CharField(_("number"), max_length=80)
    state = FSMField(choices=OrderState, default=OrderState.NEW, protected=True)
    version = models.PositiveIntegerField(default=1)

    placed_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True, blank=True)
    received_from_channel_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ready_at = models.DateTimeField(null=True, blank=True)
    shipped_at = models.DateTimeField(null=True, blank=True)
    at_pickup_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    overdue_since = models.DateTimeField(
        null=True, blank=True, help_text="True due time of the clock missed in this state."
    )

    currency = models.CharField(max_length=3)
    goods_minor = models.BigIntegerField()
    delivery_minor = models.BigIntegerField(default=0)
    discount_minor = models.BigIntegerField(default=0)
    total_minor = models.BigIntegerField()

    delivery_method = models.CharField(max_length=16, choices=DeliveryMethod)
    carrier = models.CharField(max_length=40, blank=True)
    waybill = models.CharField(_("waybill number"), max_length=60, blank=True)
    is_tracked = models.BooleanField(
        default=True,
        db_default=True,
        help_text="Not: nobody tells us where the waybill's parcel is (R-004-18).",
    )
    agreed_delivery_on = models.DateField(null=True, blank=True)
    visit_at = models.DateTimeField(null=True, blank=True)
    courier_phone = models.CharField(max_length=20, blank=True)

    payment_terms = models.CharField(
        max_length=12,
        choices=PaymentTerms,
        default=PaymentTerms.PREPAID,
        db_default=PaymentTerms.PREPAID,
    )
    dispatch_days = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Working days promised at payment; never changed after."
    )
    dispatch_promised_by = models.CharField(
        max_length=80,
        blank=True,
        default="",
        db_default="",
        help_text="Whose promise was the strictest: channel, shop, or offer and its SKU.",
    )
    rides_with = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=PROTECT,
        related_name="riders",
        help_text="Merged: leaves in one dispatch with that order.",
    )

    availability_checked_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(max_length=20, choices=CancelReason, blank=True)
    cancel_comment = models.TextField(blank=True)
    cancelled_by = models.CharField(max_length=12, blank=True)
    cancel_detail = models.CharField(
        max_length=20, blank=True, default="", db_default="", help_text="Within the reason (C-32)."
    )
    held_reason = models.CharField(
        _("held because"), max_length=20, choices=HoldReason, blank=True, default="", db_default=""
    )
    held_since = models.DateTimeField(_("held since"), null=True, blank=True)
    import_job = models.ForeignKey(
        "orders.ImportJob", null=True, blank=True, on_delete=PROTECT, related_name="+"
    )

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "channel", "external_id"], name="order_once_per_channel"
            ),
            models.CheckConstraint(
                name="order_unpaid_is_new_or_cancelled",
                condition=Q(paid_at__isnull=False) | Q(state__in=[S.NEW, S.CANCELLED]),
            ),
            models.CheckConstraint(
                name="order_cancelled_with_reason",
                condition=(Q(state=S.CANCELLED, cancelled_at__isnull=False) & ~Q(cancel_reason=""))
                | (~Q(state=S.CANCELLED) & Q(cancelled_at=None, cancel_reason="")),
            ),
            models.CheckConstraint(
                name="order_other_reason_has_comment",
                condition=~Q(cancel_reason=CancelReason.OTHER) | ~Q(cancel_comment=""),
            ),
            models.CheckConstraint(
                name="order_total_adds_up",
                condition=Q(
                    total_minor=models.F("goods_minor")
                    + models.F("delivery_minor")
                    - models.F("discount_minor")
                ),
            ),
            models.CheckConstraint(
                name="order_does_not_ride_with_itself",
                condition=Q(rides_with=None) | ~Q(rides_with=models.F("id")),
            ),
            models.CheckConstraint(
                name="order_dispatch_in_some_days",
                condition=Q(dispatch_days=None) | Q(dispatch_days__range=(1, 30)),
            ),
            models.CheckConstraint(
                name="order_held_since_some_moment",
                condition=Q(held_reason="", held_since=None)
                | (~Q(held_reason="") & Q(held_since__isnull=False)),
            ),
            models.CheckConstraint(
                name="order_received_has_moment",
                condition=~Q(state=S.RECEIVED) | Q(received_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["shop", "-id"], name="order_list"),
            models.Index(fields=["shop", "state", "-id"], name="order_list_by_state"),
            models.Index(fields=["shop", "paid_at"], name="order_paid"),
            models.Index(
                fields=["shop", "overdue_since"],
                condition=Q(overdue_since__isnull=False),
                name="order_overdue",
            ),
            models.Index(
                fields=["rides_with"], condition=Q(rides_with__isnull=False), name="order_riders"
            ),
            models.Index(
                fields=["import_job"], condition=Q(import_job__isnull=False), name="order_of_import"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def part_ids(self) -> list[UUID]:
        """The orders that were split from this one, in that order (R-004-14)."""
        return [split.part_id for split in self.splits.all()]

    @transition(field=state, **_move("open"))
    def open(self, *, at: datetime) -> None:
        """Begin: the seller has seen it (R-004-06)."""
        self.opened_at = at

    @transition(field=state, **_move("confirm"))
    def confirm(self, *, at: datetime) -> None:
        """The buyer has agreed (R-004-12)."""
        self.confirmed_at, self.overdue_since = at, None

    @transition(field=state, **_move("make_ready"))
    def make_ready(self, *, at: datetime) -> None:
        """Picked and packed, waiting for the road (R-004-13)."""
        self.ready_at, self.overdue_since = at, None

    @transition(field=state, **_move("ship"))
    def ship(
        self,
        *,
        at: datetime,
        carrier: str = "",
        waybill: str = "",
        visit_at: datetime | None = None,
        courier_phone: str = "",
    ) -> None:
        """Leave for the buyer (R-004-15, R-004-16)."""
        self.shipped_at, self.overdue_since = at, None
        self.carrier, self.waybill = carrier, waybill
        self.visit_at, self.courier_phone = visit_at, courier_phone

    @transition(field=state, **_move("offer_pickup"))
    def offer_pickup(self, *, at: datetime) -> None:
        """Wait for the buyer at the shop's own point (R-004-17)."""
        self.at_pickup_at, self.overdue_since = at, None

    @transition(field=state, **_move("receive"))
    def receive(self, *, at: datetime) -> None:
        """Reach the buyer (R-004-18, R-003-08)."""
        self.received_at, self.overdue_since = at, None

    @transition(field=state, **_move("cancel"))
    def cancel(self, *, at: datetime, reason: str, comment: str, by: str) -> None:
        """End without delivery (R-004-19)."""
        self.cancelled_at, self.cancel_reason = at, reason
        self.cancel_comment, self.cancelled_by = comment, by


class OrderContact(TenantModel):
    """The people of one order: personal data stand here and nowhere else."""

    order = models.OneToOneField(
        Order, primary_key=True, on_delete=models.CASCADE, related_name="contact"
    )
    shop = models.ForeignKey("sellers.Shop", on_delete=PROTECT, related_name="+")
    buyer_ref = models.CharField(max_length=80, blank=True, help_text="The channel's own id.")
    name = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=40, blank=True, help_text="E.164 where it can be read.")
    phone_ok = models.BooleanField(default=False)
    email = models.CharField(max_length=254, blank=True)
    language = models.CharField(max_length=10, blank=True)
    recipient = models.CharField(max_length=200, blank=True)
    recipient_phone = models.CharField(max_length=40, blank=True)
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=120, blank=True)
    city = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=400, blank=True)
    postcode = models.CharField(max_length=20, blank=True)
    point_code = models.CharField(max_length=60, blank=True)
    note = models.TextField(blank=True, help_text="What the buyer asked for.")
    search = models.TextField(
        blank=True, help_text="Lower-case number, name, phone, SKUs, waybill."
    )

    class Meta(TenantModel.Meta):
        indexes = [
            GinIndex(OpClass("search", name="gin_trgm_ops"), name="order_search"),
        ]

    def __str__(self) -> str:
        return str(self.order_id)


class OrderLine(models.Model):
    """One line: so many of one thing at one price. Reached through its order only."""

    id = models.BigAutoField(primary_key=True)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    offer = models.ForeignKey(
        "sellers.Offer", null=True, blank=True, on_delete=PROTECT, related_name="+"
    )
    position = models.PositiveSmallIntegerField()
    sku = models.CharField(max_length=64)
    name = models.CharField(max_length=300)
    variant = models.CharField(max_length=200, blank=True)
    quantity = models.PositiveIntegerField()
    unit_price_minor = models.BigIntegerField()
    total_minor = models.BigIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="line_position_once"),
            models.CheckConstraint(name="line_has_quantity", condition=Q(quantity__gt=0)),
            models.CheckConstraint(
                name="line_total_adds_up",
                condition=Q(total_minor=models.F("unit_price_minor") * models.F("quantity")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.sku}"

"""What integrators send and get: shapes only, sense is the rules' business."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from kernel.deadlines.models import Deadline
from kernel.deadlines.reading import explain_lines
from kernel.rest import Moment, Strict
from orders.api.edit_bodies import AgreementIn
from orders.states import CancelReason, DeliveryMethod, OrderState, PaymentTerms


class ClockOut(serializers.Serializer[Any]):
    """The nearest running clock of an order."""

    kind = serializers.CharField()
    good_at = serializers.DateTimeField(allow_null=True)
    due_at = serializers.DateTimeField()


class OrderRowOut(serializers.Serializer[Any]):
    """An order in a list: no personal data."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    external_id = serializers.CharField()
    channel = serializers.CharField()
    state = serializers.ChoiceField(choices=OrderState.choices)
    version = serializers.IntegerField()
    placed_at = serializers.DateTimeField()
    paid_at = serializers.DateTimeField(allow_null=True)
    currency = serializers.CharField(help_text="ISO 4217")
    total_minor = serializers.IntegerField(help_text="Minor units of the currency.")
    delivery_method = serializers.ChoiceField(choices=DeliveryMethod.choices)
    carrier = serializers.CharField(allow_blank=True)
    waybill = serializers.CharField(allow_blank=True)
    agreed_delivery_on = serializers.DateField(allow_null=True)
    lines = serializers.IntegerField()
    units = serializers.IntegerField()
    overdue = serializers.BooleanField()
    clock = ClockOut(allow_null=True)


class OrderPageOut(serializers.Serializer[Any]):
    """One page; `next_cursor` is null at the end."""

    results = OrderRowOut(many=True)
    next_cursor = serializers.CharField(allow_null=True)


class LineOut(serializers.Serializer[Any]):
    """One line of an order; its position names it when the order is split."""

    position = serializers.IntegerField()
    line = serializers.IntegerField(source="position", help_text="Its number, for edits.")
    sku = serializers.CharField()
    name = serializers.CharField()
    variant = serializers.CharField(allow_blank=True)
    quantity = serializers.IntegerField()
    unit_price_minor = serializers.IntegerField()
    total_minor = serializers.IntegerField()


class ContactOut(serializers.Serializer[Any]):
    """The people of an order."""

    buyer_ref = serializers.CharField(allow_blank=True)
    name = serializers.CharField(allow_blank=True)
    phone = serializers.CharField(allow_blank=True)
    phone_ok = serializers.BooleanField()
    email = serializers.CharField(allow_blank=True)
    language = serializers.CharField(allow_blank=True)
    recipient = serializers.CharField(allow_blank=True)
    recipient_phone = serializers.CharField(allow_blank=True)
    country = serializers.CharField(allow_blank=True)
    region = serializers.CharField(allow_blank=True)
    city = serializers.CharField(allow_blank=True)
    address = serializers.CharField(allow_blank=True)
    postcode = serializers.CharField(allow_blank=True)
    point_code = serializers.CharField(allow_blank=True)
    note = serializers.CharField(allow_blank=True)


class OrderOut(serializers.Serializer[Any]):
    """One order whole."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    external_id = serializers.CharField()
    channel = serializers.CharField(source="channel_id")
    state = serializers.ChoiceField(choices=OrderState.choices)
    version = serializers.IntegerField(help_text="Send it back as If-Match to act on what you saw.")
    placed_at = serializers.DateTimeField()
    paid_at = serializers.DateTimeField(allow_null=True)
    opened_at = serializers.DateTimeField(allow_null=True)
    confirmed_at = serializers.DateTimeField(allow_null=True)
    ready_at = serializers.DateTimeField(allow_null=True)
    shipped_at = serializers.DateTimeField(allow_null=True)
    at_pickup_at = serializers.DateTimeField(allow_null=True)
    received_at = serializers.DateTimeField(allow_null=True)
    cancelled_at = serializers.DateTimeField(allow_null=True)
    overdue_since = serializers.DateTimeField(allow_null=True)
    held_reason = serializers.CharField(
        help_text="Why it may not be made ready: stock_short, or empty."
    )
    held_since = serializers.DateTimeField(allow_null=True)
    currency = serializers.CharField()
    goods_minor = serializers.IntegerField()
    delivery_minor = serializers.IntegerField()
    discount_minor = serializers.IntegerField()
    total_minor = serializers.IntegerField()
    payment_terms = serializers.ChoiceField(choices=PaymentTerms.choices)
    delivery_method = serializers.ChoiceField(choices=DeliveryMethod.choices)
    carrier = serializers.CharField(allow_blank=True)
    waybill = serializers.CharField(allow_blank=True)
    dispatch_days = serializers.IntegerField(
        allow_null=True, help_text="Working days to dispatch, promised at payment (C-06)."
    )
    dispatch_promised_by = serializers.CharField(
        allow_blank=True,
        help_text="Whose promise was the strictest: channel, shop, platform, offer.",
    )
    rides_with = serializers.UUIDField(
        source="rides_with_id", allow_null=True, help_text="Leaves in one dispatch with that order."
    )
    split_from = serializers.UUIDField(
        source="split_from.order_id",
        allow_null=True,
        default=None,
        help_text="What it was part of.",
    )
    parts = serializers.ListField(
        child=serializers.UUIDField(), source="part_ids", help_text="What was split from it."
    )
    agreed_delivery_on = serializers.DateField(allow_null=True)
    visit_at = serializers.DateTimeField(allow_null=True)
    courier_phone = serializers.CharField(allow_blank=True)
    cancel_reason = serializers.CharField(allow_blank=True)
    cancel_comment = serializers.CharField(allow_blank=True)
    cancelled_by = serializers.CharField(allow_blank=True)
    cancel_detail = serializers.CharField(
        allow_blank=True, help_text="Of no_contact: foreign_phone or no_answer."
    )
    lines = LineOut(many=True)
    contact = ContactOut()


class HistoryOut(serializers.Serializer[Any]):
    """One line of an order's history (R-004-43)."""

    at = serializers.DateTimeField()
    action = serializers.CharField()
    actor_kind = serializers.CharField(help_text="seller, buyer, platform or integrator")
    actor = serializers.CharField(source="actor_label")
    source = serializers.CharField()  # type: ignore[assignment]
    changes = serializers.DictField(
        child=serializers.ListField(child=serializers.JSONField()), help_text="field: [from, to]"
    )
    reason = serializers.CharField(allow_blank=True)


class DeadlineOut(serializers.Serializer[Any]):
    """One promise and how it stands."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    order_id = serializers.UUIDField(source="subject_id")
    state = serializers.CharField(help_text="running, kept, missed or void")
    opened_at = serializers.DateTimeField()
    good_at = serializers.DateTimeField(allow_null=True)
    due_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    calendar = serializers.CharField()
    explain = serializers.SerializerMethodField(
        help_text="The intervals that were counted, shop time."
    )

    def get_explain(self, deadline: Deadline) -> list[str]:
        """Return a line for each interval; the context's ``zone`` is the shop's."""
        return explain_lines(deadline, zone=self.context["zone"])


class DeadlinePageOut(serializers.Serializer[Any]):
    """One page of deadlines by due time; `next_cursor` is null at the end."""

    results = DeadlineOut(many=True)
    next_cursor = serializers.CharField(allow_null=True)


class EmptyIn(Strict):
    """Nothing to say but the act itself."""


@extend_schema_serializer(
    examples=[OpenApiExample("Checked", value={"availability_checked": True}, request_only=True)]
)
class ConfirmIn(Strict):
    """What was agreed with the buyer (R-004-12, R-004-35)."""

    availability_checked = serializers.BooleanField(default=False)
    contact_made = serializers.BooleanField(default=False)
    agreed_delivery_on = serializers.DateField(required=False)


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "By carrier",
            value={"carrier": "nova-poshta", "waybill": "20450000000000"},
            request_only=True,
        ),
        OpenApiExample(
            "Own courier",
            value={"visit_at": "2026-02-04T15:00:00+02:00", "courier_phone": "+380501234567"},
            request_only=True,
        ),
    ]
)
class ShipIn(Strict):
    """How it travels (R-004-15, R-004-16)."""

    carrier = serializers.CharField(required=False, allow_blank=True, max_length=40)
    waybill = serializers.CharField(required=False, allow_blank=True, max_length=60)
    visit_at = Moment(required=False)
    courier_phone = serializers.CharField(required=False, allow_blank=True, max_length=20)


class ReceiveIn(Strict):
    """When the buyer got it; now unless given."""

    at = Moment(required=False)


class StockCorrections(serializers.DictField):
    """How many pieces of each missing SKU there really are."""

    child = serializers.IntegerField(min_value=0, max_value=2_147_483_647)


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Not in stock",
            value={"reason": "out_of_stock", "stock_corrections": {"CUP-1": 0}},
            request_only=True,
        )
    ]
)
class CancelIn(Strict):
    """Why it ends (C-31); out of stock says how much of the missing goods there is (R-004-47)."""

    reason = serializers.ChoiceField(choices=CancelReason.choices)
    comment = serializers.CharField(required=False, allow_blank=True, max_length=2000)
    stock_corrections = StockCorrections(
        required=False, help_text="SKU: pieces. For out_of_stock, of every line that is missing."
    )


class DeliveryDateIn(Strict):
    """The day agreed with the buyer (R-004-13)."""

    agreed_delivery_on = serializers.DateField()
    agreement = AgreementIn(required=False, help_text="Needed unless it is that day already.")


class AcceptManyIn(Strict):
    """Orders to accept at once."""

    order_ids = serializers.ListField(
        child=serializers.UUIDField(), allow_empty=False, max_length=200
    )


class AcceptedOut(serializers.Serializer[Any]):
    """What became of one order."""

    order_id = serializers.UUIDField()
    accepted = serializers.BooleanField()
    code = serializers.CharField(allow_blank=True)
    message = serializers.CharField(allow_blank=True)

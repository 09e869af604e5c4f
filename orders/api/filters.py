"""The query of a list, read strictly: what cannot be understood is a problem that names the field."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import QueryDict
from rest_framework import serializers

from kernel.rest import Moment, Strict
from orders.selectors import Filters
from orders.states import DeliveryMethod, OrderState


class ListQuery(Strict):
    """Parameters of the order list."""

    state = serializers.MultipleChoiceField(choices=OrderState.choices, required=False)
    channel = serializers.CharField(required=False, max_length=20)
    q = serializers.CharField(required=False, max_length=100, help_text="Number, SKU, waybill.")
    due_before = Moment(required=False)
    overdue = serializers.BooleanField(required=False)
    unpaid = serializers.BooleanField(required=False)
    delivery = serializers.ChoiceField(choices=DeliveryMethod.choices, required=False)
    cursor = serializers.CharField(required=False, max_length=64)
    limit = serializers.IntegerField(required=False, min_value=1, max_value=200, default=50)


def read_query(query: QueryDict) -> tuple[Filters, str | None, int]:
    """Return filters, cursor and page size. Raises a validation error that names the parameter."""
    many = {"state": query.getlist("state")} if "state" in query else {}
    values: dict[str, Any] = _QUERY.run_validation(query.dict() | many)
    return filters_of(values, query), values.get("cursor"), values["limit"]


def filters_of(values: Mapping[str, Any], query: QueryDict) -> Filters:
    """Return the filters of validated ``values``; a flag counts only where the query has it."""
    due_before: datetime | None = values.get("due_before")
    return Filters(
        states=tuple(sorted(values.get("state") or ())),
        channel=values.get("channel", ""),
        text=values.get("q", ""),
        due_before=due_before,
        overdue="overdue" in query and bool(values.get("overdue")),
        unpaid=values["unpaid"] if "unpaid" in query else None,
        delivery=values.get("delivery", ""),
    )


# Making a serializer copies all its fields, and reading a list would cost half as much again.
_QUERY = ListQuery()

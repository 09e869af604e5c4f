"""Goods that were set aside: what lies free in quarantine or is defective, wherever it lies."""

from django.db.models import F, Q, QuerySet

from kernel.scope import PLATFORM
from warehouse.models import Balance
from warehouse.states import CellKind, Condition

_UNLABELLED = Q(cell__kind=CellKind.DOOR, condition=Condition.QUARANTINE)


def lying_aside(warehouse_id: int) -> "QuerySet[Balance]":
    """Return what of a warehouse is not sold and waits for a decision, by SKU.

    Pieces at the door that wait for their label are none of it (R-001-22).
    """
    rows: QuerySet[Balance] = Balance.objects.of(PLATFORM).select_related("offer", "cell", "lot")
    aside = rows.filter(warehouse_id=warehouse_id, on_hand__gt=F("reserved"))
    aside = aside.exclude(condition=Condition.GOOD).exclude(_UNLABELLED)
    return aside.order_by("offer__sku", "condition", "cell__path", "pk")

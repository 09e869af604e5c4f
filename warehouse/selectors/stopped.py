"""Parcels that were stopped, and where their goods lived before."""

from kernel.scope import PLATFORM
from warehouse.models import Outbound, OutboundLine, PickLine


def stopped_parcels(warehouse_id: int, state: str) -> list[Outbound]:
    """Return the parcels-to-be in this state of having been stopped, the longest first."""
    rows = Outbound.objects.of(PLATFORM).filter(warehouse_id=warehouse_id, state=state)
    return list(rows.select_related("order", "tote", "pallet__dock").order_by("stopped_at", "pk"))


def home_of(line: OutboundLine) -> str:
    """Return the shelf from which the goods of a line were taken."""
    rows = PickLine.objects.filter(outbound_line=line, picked__gt=0).order_by("pk")
    return rows.values_list("balance__cell__code", flat=True).first() or ""

"""Cycle counts as the floor sees them: where, and what was found, never what should be there."""

from warehouse.models import CountLine, CycleCount
from warehouse.states import CountState


def open_counts(warehouse_id: int) -> list[CycleCount]:
    """Return the places that are to be counted, by the walk; up to sixty."""
    rows = CycleCount.objects.select_related("cell").filter(warehouse_id=warehouse_id)
    return list(rows.filter(state=CountState.OPEN).order_by("cell__path", "pk")[:60])


def count_in_hand(count_id: object, warehouse_id: int) -> CycleCount | None:
    """Return the count in hand while it is open."""
    if not str(count_id).isdigit() or len(str(count_id)) > 18:
        return None
    rows = CycleCount.objects.select_related("cell").filter(warehouse_id=warehouse_id)
    return rows.filter(pk=int(str(count_id)), state=CountState.OPEN).first()


def found_in(count: CycleCount) -> list[CountLine]:
    """Return what was found so far, the last goods first."""
    rows = count.lines.select_related("offer", "lot").filter(found__gt=0)
    return list(rows.order_by("-pk"))

"""Where goods lie that are to be put away, and which shelf is best for them."""

from dataclasses import dataclass

from django.db.models import F, QuerySet

from kernel.scope import PLATFORM
from warehouse.models import Balance, Cell
from warehouse.selectors.room import with_room
from warehouse.states import CellKind, Condition

FROM = (CellKind.DOOR, CellKind.RETURNS)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A shelf for goods; ``has_same`` where they lie there already."""

    cell_id: int
    code: str
    has_same: bool


def waiting_at_door(warehouse_id: int) -> "QuerySet[Balance]":
    """Return what stands at the door and at the returns desk, free to be put away, by SKU."""
    rows: QuerySet[Balance] = Balance.objects.of(PLATFORM).select_related("offer", "cell", "lot")
    free = rows.filter(warehouse_id=warehouse_id, cell__kind__in=FROM, on_hand__gt=F("reserved"))
    return free.order_by("offer__sku", "lot__expires_on", "pk")


def suggest_shelf(warehouse_id: int, offer_id: int, condition: str) -> Suggestion | None:
    """Return where goods should go: beside their like, else the nearest empty shelf on the walk.

    Goods that are not sold go to a quarantine place. A full place is none: None where no other is left.
    """
    good = condition == Condition.GOOD
    kind = CellKind.SHELF if good else CellKind.QUARANTINE
    open_cells = Cell.objects.filter(warehouse_id=warehouse_id, kind=kind, is_locked=False)
    cells = with_room(open_cells)
    lying = Balance.objects.of(PLATFORM).filter(on_hand__gt=0)
    same = cells.filter(pk__in=lying.filter(offer_id=offer_id).values("cell_id"))
    empty = cells.exclude(pk__in=lying.filter(warehouse_id=warehouse_id).values("cell_id"))
    for rows, has_same in ((same, True), (empty, False), (cells, False)):
        if cell := rows.order_by("path", "pk").first():
            return Suggestion(cell.pk, cell.code, has_same)
    return None


def free_in(cell_id: int) -> "QuerySet[Balance]":
    """Return what lies in a place and is free, by SKU; the first to expire first."""
    rows: QuerySet[Balance] = Balance.objects.of(PLATFORM).select_related("offer", "lot")
    free = rows.filter(cell_id=cell_id, on_hand__gt=F("reserved"))
    return free.order_by("offer__sku", "condition", F("lot__expires_on").asc(nulls_last=True), "pk")

"""How full places are, where somebody said how much they hold: in pieces, in litres, or both."""

from typing import Any

from django.db.models import BigIntegerField, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Cast, Coalesce

from kernel.scope import PLATFORM
from warehouse.models import Balance, Cell

MM3_IN_LITRE = 1_000_000
_LENGTH = Cast(F("offer__length_mm"), BigIntegerField())
_VOLUME = _LENGTH * F("offer__width_mm") * F("offer__height_mm") * F("on_hand")


def with_room(cells: "QuerySet[Cell]") -> "QuerySet[Cell]":
    """Return those of the places that are not full; goods that nobody measured take no litres."""
    filled = _filled(cells)
    return filled.filter(
        Q(holds_pieces=None) | Q(holds_pieces__gt=F("pieces")),
        Q(holds_litres=None) | Q(mm3__lt=_limit()),
    )


def is_overfull(cell_id: int) -> bool:
    """Tell whether more lies in a place than it holds."""
    over = Q(holds_pieces__lt=F("pieces")) | Q(mm3__gt=_limit())
    return _filled(Cell.objects.filter(pk=cell_id)).filter(over).exists()


def _limit() -> Any:
    return Cast(F("holds_litres"), BigIntegerField()) * MM3_IN_LITRE


def _filled(cells: "QuerySet[Cell]") -> "QuerySet[Any]":
    lying = Balance.objects.of(PLATFORM).filter(cell=OuterRef("pk"), on_hand__gt=0).order_by()
    by_cell = lying.values("cell")
    return cells.annotate(
        pieces=Coalesce(Subquery(by_cell.annotate(n=Sum("on_hand")).values("n")), 0),
        mm3=Coalesce(
            Subquery(by_cell.annotate(n=Sum(_VOLUME, output_field=BigIntegerField())).values("n")),
            0,
            output_field=BigIntegerField(),
        ),
    )

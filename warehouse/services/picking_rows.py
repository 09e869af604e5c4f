"""Rows of a walk: its wave and lines, under their locks, and how far it is."""

from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kernel.errors import Conflict
from warehouse.models import Cell, Outbound, PickLine, Wave
from warehouse.services.cells import plain_code
from warehouse.services.parcels import held_parcel


class LineIsGone(Conflict):
    """The line was picked, dropped or given to somebody else meanwhile."""

    code = "line_is_gone"


@dataclass(frozen=True, slots=True)
class Held:
    """A line of a walk with its wave and parcel, all under their locks."""

    line: PickLine
    parcel: Outbound
    wave: Wave


def open_lines(wave_id: int) -> QuerySet[PickLine]:
    """Return what is left to pick of a wave, along the walk, with all that a screen says of it."""
    rows = PickLine.objects.filter(wave_id=wave_id, ended_at=None)
    return rows.select_related(
        "balance__cell", "balance__lot", "outbound_line__outbound__tote", "picker"
    )


def held_line(line_id: int) -> Held:
    """Return a line that is still open with its wave and parcel, locked in the order of the house.

    Raises LineIsGone.
    """
    found = PickLine.objects.filter(pk=line_id).values_list("wave_id", "outbound_line__outbound_id")
    ids = found.first()
    if ids is None:
        raise _gone()
    wave = Wave.objects.select_for_update(no_key=True).get(pk=ids[0])
    parcel = held_parcel(ids[1])
    rows = PickLine.objects.select_related("balance__cell", "outbound_line")
    line = rows.select_for_update(of=("self",), no_key=True).filter(pk=line_id).first()
    if line is None:
        raise _gone()
    return Held(line, parcel, wave)


def progress(wave_id: int) -> tuple[int, int]:
    """Return how many lines of a wave are done, and of how many."""
    told = PickLine.objects.filter(wave_id=wave_id).aggregate(
        done=Count("pk", filter=Q(ended_at__isnull=False)), of=Count("pk")
    )
    return told["done"], told["of"]


def lacks_pieces(parcel: Outbound) -> bool:
    """Tell whether something of a parcel-to-be is still to be picked, on a list or not."""
    return parcel.lines.filter(picked__lt=F("quantity")).exists()


def cell_of(code: str, warehouse_id: int) -> Cell | None:
    """Return the place with this barcode here, if there is one."""
    return Cell.objects.filter(warehouse_id=warehouse_id, code=plain_code(code)).first()


def _gone() -> LineIsGone:
    return LineIsGone(
        _("This is not to be picked any more: look at the screen and go on from there.")
    )

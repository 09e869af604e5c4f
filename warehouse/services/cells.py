"""Places as they are scanned: found by their barcode, of the right kind, not locked."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from kernel.errors import Conflict, NotFound, Refusal
from warehouse.models import Cell
from warehouse.states import CellKind

PREFIX = "CELL:"


class NoSuchCell(NotFound):
    """No place of this warehouse has this barcode."""

    code = "no_such_cell"


class WrongKindOfCell(Refusal):
    """The place is there, but not for this."""

    code = "wrong_kind_of_cell"


class CellLocked(Conflict):
    """Nothing goes into a locked place, nor out of it."""

    code = "cell_locked"


def is_cell(code: str, warehouse_id: int) -> bool:
    """Tell whether a code is that of a place here."""
    return Cell.objects.filter(warehouse_id=warehouse_id, code=plain_code(code)).exists()


def find_cell(
    code: str, warehouse_id: int, kinds: Iterable[str] = (CellKind.SHELF,), *, locked: bool = False
) -> Cell:
    """Return the place with this barcode. Raises NoSuchCell, WrongKindOfCell, CellLocked.

    ``locked`` allows a locked one.
    """
    cell = Cell.objects.filter(warehouse_id=warehouse_id, code=plain_code(code)).first()
    if cell is None:
        raise NoSuchCell(_("No place here has this barcode: scan the label of the shelf."))
    if cell.kind not in set(kinds):
        raise WrongKindOfCell(
            _("%(cell)s is no place for this: it is a %(kind)s.")
            % {"cell": cell.code, "kind": cell.get_kind_display()}
        )
    if cell.is_locked and not locked:
        raise CellLocked(_("%(cell)s is locked: take another, or ask the lead.") % {"cell": cell})
    return cell


def place_of_kind(warehouse_id: int, kind: str) -> Cell:
    """Return the first place of a kind: the door, the returns desk. Raises NoSuchCell."""
    cell = Cell.objects.filter(warehouse_id=warehouse_id, kind=kind).order_by("path", "pk").first()
    if cell is None:
        raise NoSuchCell(
            _("This warehouse has no place of the kind “%(kind)s”: ask the lead to add one.")
            % {"kind": CellKind(kind).label}
        )
    return cell


def plain_code(code: str) -> str:
    """Return the barcode of a place without the word that may stand before it."""
    return code.removeprefix(PREFIX)

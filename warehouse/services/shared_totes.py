"""A tote of many single-line orders is not sorted: an item of it says which of them is packed (R-002-17)."""

from django.utils.translation import gettext as _

from kernel.errors import NotFound
from warehouse.models import Cell, Outbound
from warehouse.selectors.barcodes import offers_with
from warehouse.selectors.tote_contents import parcels_in, to_put_back_from
from warehouse.services.scanning import Answer, Scanned
from warehouse.states import Verdict


class NotInThisTote(NotFound):
    """No order that lies in the tote has this item."""

    code = "not_in_this_tote"


def ask_for_item(cell: Cell | None) -> Answer | None:
    """Return the answer to a tote in which several single-line orders lie; None for any other.

    A cancelled one whose goods are still there counts: the last of the others is packed by its item, too.
    """
    parcels = parcels_in(cell) if cell is not None else []
    if cell is None or not parcels or any(parcel.lines.count() > 1 for parcel in parcels):
        return None
    together = len({parcel.order_id for parcel in [*parcels, *to_put_back_from(cell)]})
    if together < 2:
        return None
    return Answer(
        verdict=Verdict.OK,
        title=_("Scan an item"),
        text=_("%(n)d orders lie in %(tote)s: an item says which one is packed.")
        % {"n": together, "tote": cell.code},
        data={"context": {"shared": cell.pk}},
    )


def parcel_of_item(scanned: Scanned) -> Outbound | None:
    """Return the parcel of the tote asked about that wants the scanned item, the most urgent first.

    None when no such tote was scanned. Raises NotInThisTote.
    """
    asked = str(scanned.context.get("shared", ""))
    cell = Cell.objects.filter(pk=int(asked)).first() if asked.isdigit() else None
    parcels = parcels_in(cell) if cell is not None else []
    if cell is None or not parcels:
        return None
    line_of = {line.offer_id: parcel for parcel in reversed(parcels) for line in parcel.lines.all()}
    offers = offers_with(scanned.code, line_of, scanned.scope)
    if not offers:
        raise NotInThisTote(
            _("No order in %(tote)s has this item. Scan another, or another tote.")
            % {"tote": cell.code},
            title=_("Not in this tote"),
        )
    return line_of[min(offers)]

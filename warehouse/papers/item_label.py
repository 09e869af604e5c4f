"""Our own label on goods that have no barcode, 58 x 40 mm, one a page (R-001-22, C-39)."""

from dataclasses import asdict, dataclass

from warehouse.papers.barcodes import QUIET, code128
from warehouse.papers.label import plain
from warehouse.papers.typesetting import compile

TEMPLATE = "item_label.typ"
WIDTH_MM = 58
MODULE_MM = 0.25  # two dots of a label printer
MOST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemLabel:
    """What stands on the label of one piece."""

    code: str
    sku: str
    name: str
    shop: str


def item_labels(label: ItemLabel, copies: int) -> bytes:
    """Return so many labels, 1 to `MOST`, as a PDF with a page for each."""
    if not 0 < copies <= MOST:
        raise ValueError(f"1 to {MOST} labels at once.")
    bars = code128(label.code)
    wide = (bars.width + 2 * QUIET) * MODULE_MM
    if wide > WIDTH_MM:
        raise ValueError(f"{label.code} does not fit across a label.")
    said = {name: plain(value) for name, value in asdict(label).items()}
    left = round((WIDTH_MM - bars.width * MODULE_MM) / 2 * 8) / 8
    data = {"barcode": bars.as_data(), "module": MODULE_MM, "left": left, "copies": copies}
    return compile(TEMPLATE, {**said, **data}, "pdf")

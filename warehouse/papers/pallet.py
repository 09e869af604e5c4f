"""The label of a pallet, 100 x 150 mm, with its SSCC as GS1-128 (R-002-22)."""

from dataclasses import asdict, dataclass, field

from warehouse.papers.barcodes import gs1_128
from warehouse.papers.label import plain
from warehouse.papers.typesetting import compile

TEMPLATE = "pallet.typ"
MODULE_MM = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class PalletLabel:
    """What stands on the label; ``words`` are the printed names of the fields."""

    sscc: str
    carrier: str
    sender: str
    dock: str
    opened: str
    words: dict[str, str] = field(default_factory=dict)


def pallet_label(label: PalletLabel, fmt: str = "pdf") -> bytes:
    """Return the label as "pdf" or "png". Raises ValueError for an SSCC whose check digit is wrong."""
    bars = gs1_128(f"[00]{label.sscc}")
    said = {k: plain(v) if isinstance(v, str) else v for k, v in asdict(label).items()}
    left = (100 - bars.width * MODULE_MM) / 2
    return compile(
        TEMPLATE, {**said, "barcode": bars.as_data(), "module": MODULE_MM, "left": left}, fmt
    )

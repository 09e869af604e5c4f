"""Our own label of a parcel, 100 x 150 mm: as PDF and as a picture for a 203-dpi printer (R-002-19)."""

import re
import unicodedata
from dataclasses import asdict, dataclass, field

from warehouse.papers.barcodes import QUIET, code128
from warehouse.papers.typesetting import compile

TEMPLATE = "label.typ"
WIDTH_MM = 100
MODULES_MM = (0.5, 0.375, 0.25)  # whole dots of 1/8 mm: anything between is blurred by the printer
LONGEST_WORD, MOST = 18, 260  # letters; more of any field cannot be read on 100 mm
_WORD = re.compile(rf"\S{{{LONGEST_WORD + 1},}}")


class TooLongForLabel(ValueError):
    """The code does not fit across a label."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelText:
    """What stands on a label; ``place`` is "1 / 2", ``words`` the printed names of the fields."""

    code: str
    number: str
    place: str
    carrier: str
    sender: str
    recipient: str
    phone: str
    city: str
    address: str
    notes: str = ""
    words: dict[str, str] = field(default_factory=dict)


def label_pdf(text: LabelText) -> bytes:
    """Return the label as a PDF of one page."""
    return compile(TEMPLATE, _data(text), "pdf")


def label_png(text: LabelText) -> bytes:
    """Return the label as a picture of 800 x 1200 dots."""
    return compile(TEMPLATE, _data(text), "png")


def _data(text: LabelText) -> dict[str, object]:
    said = {
        name: plain(value) if isinstance(value, str) else value
        for name, value in asdict(text).items()
    }
    bars = code128(text.code)
    module = next((m for m in MODULES_MM if (bars.width + 2 * QUIET) * m <= WIDTH_MM), None)
    if module is None:
        raise TooLongForLabel(f"{text.code} does not fit across a label.")
    left = round((WIDTH_MM - bars.width * module) / 2 * 8) / 8
    words = {"from": "From", "to": "To", "order": "Order", **text.words}
    return {**said, "words": words, "barcode": bars.as_data(), "module": module, "left": left}


def plain(text: str) -> str:
    """Return one line of visible letters: no control or direction marks, and words that can be broken."""
    told = text if len(text) <= MOST else f"{text[: MOST - 1]}…"
    spaced = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in told)
    seen = "".join(c for c in spaced if unicodedata.category(c) not in ("Cf", "Cs", "Co"))
    short = _WORD.sub(lambda word: _breakable(word[0]), seen)
    return " ".join(short.split(" ")).strip()


def _breakable(word: str) -> str:
    """Return a long word with places where it may go to the next line."""
    parts = (word[at : at + LONGEST_WORD] for at in range(0, len(word), LONGEST_WORD))
    return "\u200b".join(parts)

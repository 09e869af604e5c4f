"""Barcodes as bars: where each begins and how wide it is, in modules; the paper draws them as rectangles."""

from dataclasses import dataclass

import zint

QUIET = 10  # modules of white that both sides of a Code 128 need


@dataclass(frozen=True, slots=True)
class Bars:
    """``bars`` are (start, width) in modules of ``width`` in all; quiet zones are the paper's to leave."""

    bars: tuple[tuple[int, int], ...]
    width: int

    def as_data(self) -> dict[str, object]:
        """Return them as a template reads them."""
        return {"bars": self.bars, "width": self.width}


def code128(text: str) -> Bars:
    """Return ``text`` (plain ASCII) as Code 128. Raises ValueError for what it cannot hold."""
    if not text or not text.isascii() or not text.isprintable():
        raise ValueError("A barcode holds printable ASCII only.")
    return _bars(zint.Symbology.CODE128, text)


def gs1_128(text: str) -> Bars:
    """Return GS1 text such as ``[00]140123450000000013`` as GS1-128; a wrong check digit is a ValueError."""
    return _bars(zint.Symbology.GS1_128, text)


def _bars(symbology: zint.Symbology, text: str) -> Bars:
    symbol = zint.Symbol()
    symbol.symbology, symbol.warn_level = symbology, zint.WarningLevel.FAIL_ALL
    try:
        symbol.encode(text)
    except Exception as error:
        raise ValueError(f"No barcode of {text!r}: {error}") from error
    width = symbol.width
    row = bytes(symbol.encoded_data)[: (width + 7) // 8]
    bits = "".join(f"{byte:08b}"[::-1] for byte in row)[:width]
    return Bars(tuple(runs_of(bits)), width)


def runs_of(bits: str) -> list[tuple[int, int]]:
    """Return (start, length) of each run of ones."""
    runs, start = [], bits.find("1")
    while start >= 0:
        end = bits.find("0", start)
        end = len(bits) if end < 0 else end
        runs.append((start, end - start))
        start = bits.find("1", end)
    return runs

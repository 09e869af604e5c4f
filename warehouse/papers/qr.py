"""A QR code as runs of dark modules, for papers to draw as rectangles."""

import zint

from warehouse.papers.barcodes import runs_of

QUIET = 4  # modules of white around it


def qr(text: str) -> dict[str, object]:
    """Return ``text`` as {"size": modules a side, "runs": [(column, row, width)]}."""
    symbol = zint.Symbol()
    symbol.symbology = zint.Symbology.QRCODE
    symbol.encode(text)
    size = symbol.width
    _most, stride = symbol.encoded_data.shape or (0, 0)
    data = bytes(symbol.encoded_data)
    found = []
    for row in range(symbol.rows):
        line = data[row * stride : row * stride + (size + 7) // 8]
        bits = "".join(f"{byte:08b}"[::-1] for byte in line)[:size]
        found += [(start, row, width) for start, width in runs_of(bits)]
    return {"size": size, "runs": found}

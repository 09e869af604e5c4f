"""A picture as the language of label printers: one packed graphic field, with no need of fonts."""

import base64
import binascii
import struct
import zlib

import numpy as np

DARK = 128
_PIXEL = 4  # bytes: red, green, blue, opacity


class NotALabel(ValueError):
    """The picture is not a PNG as the typesetter writes them."""


def zpl_of(png: bytes) -> bytes:
    """Return the page ``^XA^GFA…^XZ`` that prints the picture dot for dot."""
    dots = np.packbits(greys(png) < DARK, axis=1)
    packed = base64.b64encode(zlib.compress(dots.tobytes(), 9))
    height, across = dots.shape
    size, check = height * across, binascii.crc_hqx(packed, 0)
    field = b"^GFA,%d,%d,%d,:Z64:%s:%04X" % (size, size, across, packed, check)
    return b"^XA^PW%d^LL%d^FO0,0%s^FS^XZ" % (across * 8, height, field)


def greys(png: bytes) -> np.ndarray:
    """Return the reds of a picture of eight bits a colour: black on white needs no more of it."""
    width, height, depth, colours = struct.unpack(">IIBB", png[16:26])
    if png[:8] != b"\x89PNG\r\n\x1a\n" or (depth, colours) != (8, 6):
        raise NotALabel("The label is not a picture that can be printed this way.")
    rows = np.frombuffer(zlib.decompress(_packed(png)), np.uint8)
    rows = rows.reshape(height, 1 + width * _PIXEL)
    seen, above = np.empty((height, width), np.uint8), np.zeros(width, np.uint8)
    for number, row in enumerate(rows):
        above = seen[number] = _unfiltered(int(row[0]), row[1::_PIXEL], above)
    return seen


def _packed(png: bytes) -> bytes:
    """Return what the data chunks of a PNG hold."""
    found, at = [], 8
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        if kind == b"IDAT":
            found.append(png[at + 8 : at + 8 + length])
        at += 12 + length
    return b"".join(found)


def _unfiltered(kind: int, row: np.ndarray, above: np.ndarray) -> np.ndarray:
    """Return a row of one colour as it was before its filter of ``kind`` (PNG, section 9)."""
    if kind == 0:
        return row
    if kind == 1:
        return np.cumsum(row, dtype=np.uint8)
    if kind == 2:
        return row + above
    if not row.any() and kind == 4:
        return above
    return _step_by_step(kind, row.tolist(), above.tolist())


def _step_by_step(kind: int, row: list[int], above: list[int]) -> np.ndarray:
    """Return what the filters give that look at the dot to the left as it came out."""
    left, corner, seen = 0, 0, []
    for value, up in zip(row, above, strict=True):
        guess = (left + up) // 2 if kind == 3 else _nearest(left, up, corner)
        left, corner = (value + guess) & 255, up
        seen.append(left)
    return np.array(seen, np.uint8)


def _nearest(left: int, up: int, corner: int) -> int:
    """Return which of three neighbours comes nearest to ``left + up - corner``."""
    aim = left + up - corner
    return min((left, up, corner), key=lambda one: abs(aim - one))

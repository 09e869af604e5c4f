"""Signatures drawn by finger: PNG pictures from outside, looked through before a paper is set with them."""

import struct
import zlib
from collections.abc import Iterator

HEADER = b"\x89PNG\r\n\x1a\n"
LARGEST = 300_000  # bytes
WIDEST = 4_000  # pixels a side
_CHANNELS = {0: 1, 2: 3, 4: 2, 6: 4}


def is_drawing(picture: bytes) -> bool:
    """Tell whether the bytes are a whole, plain, not too large PNG: 8 bits a channel, not interlaced."""
    if not picture.startswith(HEADER) or len(picture) > LARGEST:
        return False
    try:
        chunks = list(_chunks(picture[len(HEADER) :]))
        (first, head), (last, _end) = chunks[0], chunks[-1]
        width, height, depth, kind, _packing, _filter, interlaced = struct.unpack(">IIBBBBB", head)
        if (first, last, depth, interlaced) != (b"IHDR", b"IEND", 8, 0) or kind not in _CHANNELS:
            return False
        if not (0 < width <= WIDEST and 0 < height <= WIDEST):
            return False
        whole = height * (1 + width * _CHANNELS[kind])
        rows = zlib.decompressobj().decompress(_joined(chunks), whole + 1)
    except (ValueError, IndexError, struct.error, zlib.error):
        return False
    return len(rows) == whole


def _joined(chunks: list[tuple[bytes, bytes]]) -> bytes:
    return b"".join(body for name, body in chunks if name == b"IDAT")


def _chunks(rest: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield (name, body) of each chunk. Raises ValueError for a wrong checksum or a torn end."""
    while rest:
        length, name = struct.unpack(">I4s", rest[:8])
        body, crc = rest[8 : 8 + length], rest[8 + length : 12 + length]
        if len(crc) < 4 or zlib.crc32(name + body) != struct.unpack(">I", crc)[0]:
            raise ValueError("torn")
        yield name, body
        rest = rest[12 + length :]

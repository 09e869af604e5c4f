"""The body of a reply, under its cap both packed and unpacked: a bomb is never blown up (C6)."""

import zlib
from collections.abc import AsyncIterable

from kernel.remote.answers import BadAnswer

WINDOW_BITS = {"gzip": 31, "x-gzip": 31, "deflate": 15}


async def read_body(pieces: AsyncIterable[bytes], encoding: str, most: int) -> bytes:
    """Return the whole body. Raises BadAnswer when it is longer than ``most`` bytes or badly packed."""
    unpack = _unpacker(encoding)
    body, received = bytearray(), 0
    async for piece in pieces:
        received += len(piece)
        body += unpack(piece, most + 1 - len(body))
        if max(received, len(body)) > most:
            raise BadAnswer(f"longer than {most} bytes")
    if not unpack.is_whole():
        raise BadAnswer("packed, and the end is missing")
    return bytes(body)


class _Plain:
    def __call__(self, piece: bytes, room: int) -> bytes:
        return piece

    def is_whole(self) -> bool:
        return True


class _Packed:
    def __init__(self, bits: int) -> None:
        self._begun = False
        self._engine = zlib.decompressobj(bits)

    def __call__(self, piece: bytes, room: int) -> bytes:
        self._begun = self._begun or bool(piece)
        try:
            return self._engine.decompress(piece, max(room, 1))
        except zlib.error:
            raise BadAnswer("packed otherwise than it says") from None

    def is_whole(self) -> bool:
        return self._engine.eof or not self._begun


def _unpacker(encoding: str) -> _Plain | _Packed:
    encoding = encoding.strip().lower()
    if encoding in ("", "identity"):
        return _Plain()
    if encoding not in WINDOW_BITS:
        raise BadAnswer(f"packed in a way we did not ask for: {encoding[:20]}")
    return _Packed(WINDOW_BITS[encoding])

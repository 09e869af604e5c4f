"""In which encoding is a file of text? Told by its marks, else by what its letters would be.

UTF-8, UTF-16, the Cyrillic of Windows and the Chinese of GB 18030 are told apart; what fits none of
them well is refused rather than read as gibberish.
"""

import codecs
import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from orders.rules.files.faults import FileUnreadable

CHUNK = 1 << 20
SAMPLE = 400_000  # bytes of lines with letters beyond ASCII, by which the encoding is judged
SURE = 0.8
KNOWN = ("utf-8-sig", "utf-16", "cp1251", "gb18030", "cp1252")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HIGH = re.compile(rb"[\x80-\xff]")
_UTF8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
# Letters of Russian and Ukrainian in cp1251, and the signs that stand among them.
_CYRILLIC = re.compile(
    rb"[\xc0-\xff\xa8\xb8\xaa\xba\xaf\xbf\xb2\xb3\xa5\xb4\xb9\xab\xbb\x96\x97\xa0]"
)
# Letters with marks stand alone amid plain ones; Cyrillic words are Cyrillic throughout.
_AMID = re.compile(rb"(?<=[A-Za-z])[\x80-\xff]|[\x80-\xff](?=[A-Za-z])")
# The common characters and the full-width signs of GB 2312, first level.
_HANZI = re.compile(rb"[\xb0-\xd7\xa1-\xa3][\xa1-\xfe]")


def charset_of(stream: BinaryIO) -> str:
    """Return the Python name of the encoding of ``stream`` and leave it at its start.

    Raises FileUnreadable when the letters fit no encoding that we know.
    """
    head = stream.read(4)
    stream.seek(0)
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    if (name := _utf_16_without_mark(stream)) or _is_utf_8(stream):
        return name or "utf-8-sig"
    return _by_letters(_sample(stream))


def _utf_16_without_mark(stream: BinaryIO) -> str:
    head = stream.read(4096)
    stream.seek(0)
    even, odd = head[::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if half < 4 or max(even, odd) < half * 0.4 or min(even, odd) > half * 0.05:
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _is_utf_8(stream: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for chunk in _chunks(stream):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    finally:
        stream.seek(0)
    return True


def _by_letters(sample: bytes) -> str:
    high = len(_HIGH.findall(sample))
    if sum(map(len, _UTF8.findall(sample))) >= high * 0.5:
        return "utf-8-sig"  # broken in places: those rows are refused one by one
    if _decodes(sample, "gb18030") and len(_HANZI.findall(sample)) * 2 >= high * SURE:
        return "gb18030"
    if len(_CYRILLIC.findall(sample)) >= high * SURE and len(_AMID.findall(sample)) < high * 0.3:
        return "cp1251"
    raise FileUnreadable(
        "unknown_encoding",
        _(
            "We cannot tell in which encoding the text is: save the file as UTF-8 and send it again."
        ),
    )


def _decodes(sample: bytes, name: str) -> bool:
    try:
        sample.decode(name)
    except UnicodeDecodeError:
        return False
    return True


def _sample(stream: BinaryIO) -> bytes:
    """Return whole lines that have letters beyond ASCII."""
    lines: list[bytes] = []
    size = 0
    for line in _lines(stream):
        if _HIGH.search(line):
            lines.append(line)
            size += len(line)
            if size >= SAMPLE:
                break
    stream.seek(0)
    return b"\n".join(lines)


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    rest = b""
    for chunk in _chunks(stream):
        *lines, rest = re.split(rb"[\r\n]+", rest + chunk)
        yield from lines
    yield rest


def _chunks(stream: BinaryIO) -> Iterable[bytes]:
    while chunk := stream.read(CHUNK):
        yield chunk

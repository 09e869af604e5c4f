"""Answers as one can compare them: whole, unpacked, and without what differs by chance."""

import io
import re
import zipfile
from typing import Any
from urllib.parse import quote

CHANCE = [
    re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"'),
    re.compile(rb'name="csrf-token" content="[^"]*"'),
    re.compile(rb'"X-CSRFToken": "[^"]*"'),
]


def body_of(response: Any) -> bytes:
    """Return what was sent, a workbook as the text inside it."""
    whole = b"".join(response.streaming_content) if response.streaming else response.content
    if whole[:4] != b"PK\x03\x04":
        return whole
    with zipfile.ZipFile(io.BytesIO(whole)) as book:
        return b"\n".join(book.read(name) for name in sorted(book.namelist()))


def comparable(response: Any, *said: object) -> tuple[int, str, bytes]:
    """Return status, where it leads, and body; ``said`` are words of the question that it may repeat."""
    body, place = body_of(response), response.get("Location", "")
    for pattern in CHANCE:
        body = pattern.sub(b"", body)
    words = {form for word in map(str, said) for form in (word, quote(word, safe=""))}
    for word in sorted(words, key=len, reverse=True):
        body, place = body.replace(word.encode(), b"<said>"), place.replace(word, "<said>")
    return response.status_code, place, body

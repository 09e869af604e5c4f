"""All that there is to show of one parcel, on one paper in two languages (R-002-45, R-002-75)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from typst import TypstError

from warehouse.papers.evidence_words import evidence_words
from warehouse.papers.label import plain
from warehouse.papers.typesetting import compile_with_files

TEMPLATE = "evidence.typ"
_STARTS = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg", b"RIFF": "webp"}
Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """One kept picture and what is written under it."""

    caption: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceText:
    """What stands on the paper; moments are written out by whoever knows the zone."""

    title: str
    about: Sequence[Row]
    parcel: Sequence[Row]
    goods: Sequence[Row]
    handover: Sequence[Row]
    scans: Sequence[Row]
    road: Sequence[Row]
    files: Sequence[Row]
    made: str


def evidence_pdf(
    text: EvidenceText, pictures: Sequence[Picture], sheet: bytes | None, *, at: datetime
) -> bytes:
    """Return the paper as a PDF; a picture that cannot be read is named and takes nothing else down."""
    shown: list[dict[str, str]] = []
    files: dict[str, bytes] = {"sheet.pdf": sheet} if sheet else {}
    for number, picture in enumerate(pictures):
        kind = next((k for mark, k in _STARTS.items() if picture.content.startswith(mark)), "")
        name = f"{number}.{kind}" if kind else ""
        shown.append({"caption": plain(picture.caption), "file": name})
        if name:
            files[name] = picture.content
    data = {**_printable(asdict(text)), "pictures": shown, "words": evidence_words()}
    try:
        return _set(data, files, at)
    except TypstError:  # some picture only looks like one
        bare = [{**one, "file": ""} for one in shown]
        return _set({**data, "pictures": bare}, {}, at)


def _set(data: Mapping[str, Any], files: Mapping[str, bytes], at: datetime) -> bytes:
    return compile_with_files(TEMPLATE, {**data, "has_sheet": "sheet.pdf" in files}, files, at=at)


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, Mapping):
        return {key: _printable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(inner) for inner in value]
    return value

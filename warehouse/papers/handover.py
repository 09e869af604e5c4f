"""Papers of a handover, from the frozen sheet alone: the sheet and the TN-1 waybill (R-002-23, R-002-48).

Both are in two languages (R-002-75); the same sheet, signatures and language give the same bytes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from warehouse.papers.handover_words import words_in
from warehouse.papers.label import plain
from warehouse.papers.qr import qr
from warehouse.papers.typesetting import compile

TEMPLATES = {"sheet": "sheet.typ", "tn1": "tn1.typ"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatures:
    """Who signed and when; the drawings are PNG pictures."""

    our_name: str
    our_drawing: bytes
    their_name: str
    their_drawing: bytes
    at: datetime


def handover_paper(
    kind: str,
    sheet: Mapping[str, Any],
    *,
    address: str,
    signatures: Signatures | None = None,
    second: str = "ru",
) -> bytes:
    """Return the paper ("sheet" or "tn1") as a PDF; ``address`` is what its QR leads to."""
    zone = ZoneInfo(sheet["zone"])
    closed = datetime.fromisoformat(sheet["closed_at"])
    data = {
        **_printable(sheet),
        "closed": _moment(closed, zone),
        "words": words_in(second),
        "qr": qr(address),
        "address_of_version": address,
        "signed": _signed(signatures, zone),
    }
    return compile(TEMPLATES[kind], data, "pdf", at=signatures.at if signatures else closed)


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, Mapping):
        return {key: _printable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(inner) for inner in value]
    return value


def _signed(signatures: Signatures | None, zone: ZoneInfo) -> dict[str, Any] | None:
    if signatures is None:
        return None
    return {
        "our_name": plain(signatures.our_name),
        "our_drawing": list(signatures.our_drawing),
        "their_name": plain(signatures.their_name),
        "their_drawing": list(signatures.their_drawing),
        "at": _moment(signatures.at, zone),
    }


def _moment(at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    return f"{local:%d.%m.%Y %H:%M} ({local:%Z})"

"""What a trade partner tells of a parcel, in the words of our own contract (docs/trade-partner.md). Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from logistics.rules.heard import Heard
from logistics.states import Kind, Source

TOLD = frozenset(Kind.values)
MOST = 100


class NotEvents(ValueError):
    """The message is not one of the contract; the text says where."""


def why_not_events(told: Any) -> str:
    """Return what is wrong with a message of events, nothing when it can be kept."""
    try:
        if not isinstance(told, dict):
            return "Send an object in braces."
        partner_events(told)
    except NotEvents as wrong:
        return str(wrong)
    return ""


def partner_events(told: Mapping[str, Any]) -> list[Heard]:
    """Read them; a kind that is none of ours is kept as unknown. Raises NotEvents."""
    number, rows = told.get("tracking_number"), told.get("events")
    if not isinstance(number, str) or not 0 < len(number) <= 60:
        raise NotEvents("tracking_number is text of up to 60 letters.")
    if not isinstance(rows, list) or not 0 < len(rows) <= MOST:
        raise NotEvents(f"events holds 1 to {MOST} of them.")
    return [_event(number, n, row) for n, row in enumerate(rows)]


def _event(number: str, n: int, row: Any) -> Heard:
    if not isinstance(row, dict):
        raise NotEvents(f"events[{n}] is no object.")
    kind, raw = str(row.get("kind", "")), str(row.get("at", ""))
    try:
        at = datetime.fromisoformat(raw)
    except ValueError:
        raise NotEvents(f"events[{n}].at is no moment of ISO 8601.") from None
    if at.tzinfo is None or not kind:
        raise NotEvents(f"events[{n}] needs a kind, and a moment with its zone.")
    known = kind in TOLD and kind != Kind.UNKNOWN
    return Heard(
        number=number,
        kind=kind if known else Kind.UNKNOWN,
        at=at.astimezone(UTC),
        code=str(row.get("code") or kind)[:60],
        text=str(row.get("text") or ""),
        reason=str(row.get("reason") or ""),
        place=str(row.get("place") or ""),
        raw_at=raw[:60],
        zone="UTC",
        source=Source.PUSH,
        written=at.astimezone(UTC).isoformat(),
    )

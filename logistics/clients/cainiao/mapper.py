"""Cainiao's words in ours: tracking asked for and pushed. Pure, tolerant of what is missing."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from logistics.clients.cainiao.codes import kind_of, plain_action
from logistics.clients.cainiao.moments import read_moment, zone_of
from logistics.rules.heard import Heard
from logistics.states import WITH_REASON, Kind, Source

TRACE, STATUS = "TRACEPUSH", "CAINIAO_GLOBAL_FULFILL_STATUS_SYNC"
MAY_SAY_WHY = WITH_REASON | {Kind.UNCOLLECTED}


class Unreadable(ValueError):
    """The push is signed and says nothing that can be understood; the text says why."""


def traced(number: str, rows: Iterable[Mapping[str, Any]], *, now: datetime) -> list[Heard]:
    """Read the rows of `cnge.track.get`; what has no action is left out."""
    return [heard for row in rows if (heard := _event(number, row, Source.POLL, now)) is not None]


def pushed(msg_type: str, content: str, *, now: datetime) -> list[Heard]:
    """Read what they pushed: one parcel with one event or several. Raises Unreadable."""
    try:
        told = json.loads(content)
    except (ValueError, RecursionError):
        raise Unreadable("no JSON") from None
    if not isinstance(told, dict):
        raise Unreadable("no object")
    if msg_type == STATUS:
        number, rows = _text(told, "logisticsOrderCode"), [_as_trace(told)]
    else:
        number, rows = _text(told, "mailNo") or _text(told, "orderCode"), _rows(told)
    heard = [one for row in rows if (one := _event(number, row, Source.PUSH, now)) is not None]
    if not number or not heard:
        raise Unreadable("no number, or nothing happened to it")
    return heard


def _rows(told: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    detail = told.get("traceDetail", told.get("traceDetailList"))
    rows = detail if isinstance(detail, list) else [detail]
    return [row for row in rows if isinstance(row, dict)]


def _as_trace(told: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the second kind of push as if it were the first."""
    return {
        "actionCode": told.get("status"),
        "time": told.get("occurTime"),
        "timeZone": told.get("timeZone"),
        "desc": told.get("remark"),
    }


def _event(number: str, row: Mapping[str, Any], source: str, now: datetime) -> Heard | None:
    raw_code = _text(row, "actionCode")
    code = plain_action(raw_code)
    if not number or not code:
        return None
    kind, raw, zone = kind_of(code), _text(row, "time"), _text(row, "timeZone")
    text = _text(row, "customerizedDesc") or _text(row, "standardDesc") or _text(row, "desc")
    return Heard(
        number=number,
        kind=kind,
        at=read_moment(raw, zone) or now,
        code=code,
        sub_code=raw_code[:60] if raw_code != code else "",
        text=text,
        reason=_reason(row) if kind in MAY_SAY_WHY else "",
        place=_text(row, "location"),
        raw_at=raw or "no moment",
        zone=zone_of(zone)[1],
        source=source,
        written=_written(raw),
    )


def _written(raw: str) -> str:
    """Return a moment in one writing: asked for it has colons, pushed it may have dashes; it is the same."""
    digits = "".join(letter for letter in raw if letter.isdigit())
    return digits or raw or "no moment"


def _reason(row: Mapping[str, Any]) -> str:
    """Return why, where they say so."""
    return _text(row, "reasonDesc") or _text(row, "reason") or _text(row, "reasonCode")


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return str(value).strip() if isinstance(value, str | int) else ""

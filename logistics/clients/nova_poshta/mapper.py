"""Nova Poshta's words in ours, and ours in theirs: pure, and tolerant of what is missing."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from logistics.clients.nova_poshta.codes import KINDS, NOT_FOUND
from logistics.rules.heard import Answered, Heard
from logistics.states import WITH_REASON, Kind

ZONE = "Europe/Kyiv"
# One answer mixes them; the year or the day comes first, and one has the hour before the date.
_FORMATS = ("%Y-%m-%d %H:%M:%S", "%d-%m-%Y %H:%M:%S", "%d.%m.%Y %H:%M:%S", "%H:%M %d.%m.%Y",
            "%Y-%m-%d", "%d.%m.%Y")  # fmt: skip
_NOTHING = re.compile(r"[0\s:.-]*")
# When the status came to be: the first of these that says something.
_MOMENTS: dict[str, tuple[str, ...]] = {
    Kind.DELIVERED: ("RecipientDateTime", "ActualDeliveryDate", "TrackingUpdateDate"),
    Kind.AT_POINT: ("ActualDeliveryDate", "TrackingUpdateDate"),
    Kind.FAILED_ATTEMPT: ("UndeliveryReasonsDate", "TrackingUpdateDate"),
    Kind.REGISTERED: ("DateCreated",),
}
_AT_LAST = ("TrackingUpdateDate", "DateScan", "DateCreated")


def question(numbers: Sequence[str]) -> dict[str, Any]:
    """Return what asks where up to a hundred parcels are."""
    return {"Documents": [{"DocumentNumber": number, "Phone": ""} for number in numbers]}


def answer(rows: Iterable[Mapping[str, Any]], *, now: datetime) -> Answered:
    """Read the rows of an answer, in whatever order they come; what cannot be read is left out."""
    heard: list[Heard] = []
    unknown: list[str] = []
    returns: list[tuple[str, str]] = []
    for row in rows:
        number, code = _text(row, "Number"), _text(row, "StatusCode")
        if not number or not code:
            continue
        if code == NOT_FOUND:
            unknown.append(number)
            continue
        heard.append(_event(row, number, code, now))
        back = _text(row, "LastCreatedOnTheBasisNumber")
        if back and _text(row, "LastCreatedOnTheBasisDocumentType") == "CargoReturn":
            returns.append((number, back))
    return Answered(tuple(heard), tuple(unknown), tuple(returns))


def _event(row: Mapping[str, Any], number: str, code: str, now: datetime) -> Heard:
    kind = KINDS.get(code, Kind.UNKNOWN)
    raw, at = _moment(row, kind)
    return Heard(
        number=number,
        kind=kind,
        at=at or now,
        code=code,
        text=_text(row, "Status"),
        reason=_why(row, kind),
        place=_text(row, "WarehouseRecipient") if kind == Kind.AT_POINT else "",
        raw_at=raw or "no moment",
        zone=ZONE,
    )


def _why(row: Mapping[str, Any], kind: str) -> str:
    """Return the reason of what went wrong; of what is held up the status itself is one."""
    if kind not in WITH_REASON:
        return ""
    told = _text(row, "UndeliveryReasonsSubtypeDescription") or _text(row, "UndeliveryReasons")
    return told or (_text(row, "Status") if kind == Kind.PROBLEM else "")


def _moment(row: Mapping[str, Any], kind: str) -> tuple[str, datetime | None]:
    """Return the moment of a status as it was written, and as UTC."""
    for name in (*_MOMENTS.get(kind, ()), *_AT_LAST):
        raw = _text(row, name)
        if raw and (at := read_moment(raw)):
            return raw, at
    return "", None


def read_moment(raw: str) -> datetime | None:
    """Read one of their ways to write a moment of Kyiv's clock; None for an empty or unreadable one."""
    if _NOTHING.fullmatch(raw):
        return None
    for form in _FORMATS:
        try:
            naive = datetime.strptime(raw, form)  # noqa: DTZ007
        except ValueError:
            continue
        return naive.replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC)
    return None


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return str(value).strip() if value is not None else ""

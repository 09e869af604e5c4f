"""Read what a scanner sends: its shape is checked here, before anything is done."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

MOST_AT_ONCE = 200
LONGEST_CODE = 200
LONGEST_CONTEXT = 8_000
# Scanners may say first of what kind a barcode is (]C1, ]d2, ]E0), and end in odd characters.
_SYMBOLOGY = re.compile(r"^\][A-Za-z][0-9]")
_CONTROL = re.compile(r"[\x00-\x1c\x1e\x1f\x7f]")  # all but GS, which parts fields of GS1


class NotReadable(Exception):
    """What was sent is not a scan; ``field`` says where."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field, self.message = field, message


@dataclass(frozen=True, slots=True, kw_only=True)
class SentScan:
    """One scan as a screen sends it. ``action`` is empty for the screen's own work.

    ``fields`` is what was typed into a form of the panel: the next scan does not carry it on.
    """

    action_id: UUID
    code: str
    action: str = ""
    device_at: datetime | None = None
    context: dict[str, Any] = field(default_factory=dict)
    fields: dict[str, Any] = field(default_factory=dict)


def read_scan(body: Any) -> SentScan:
    """Return the scan. Raises NotReadable."""
    if not isinstance(body, Mapping):
        raise NotReadable("", _("A scan is an object."))
    return SentScan(
        action_id=_id(body.get("action_id")),
        code=clean_code(body.get("code", "")),
        action=_word(body.get("action") or ""),
        device_at=_moment(body.get("device_at")),
        context=_known("context", body.get("context")),
        fields=_known("fields", body.get("fields")),
    )


def read_many(body: Any) -> list[SentScan]:
    """Return kept scans in order, 1 to `MOST_AT_ONCE`. Raises NotReadable."""
    scans = body.get("scans") if isinstance(body, Mapping) else None
    if not isinstance(scans, list) or not 0 < len(scans) <= MOST_AT_ONCE:
        raise NotReadable("scans", _("Send 1 to %(most)d scans.") % {"most": MOST_AT_ONCE})
    return [read_scan(one) for one in scans]


def clean_code(code: Any) -> str:
    """Return a code without what the scanner put around it."""
    if not isinstance(code, str):
        raise NotReadable("code", _("The code is not text."))
    try:
        code.encode()
    except UnicodeEncodeError as fault:
        raise NotReadable("code", _("The code is not text.")) from fault
    if len(code) > LONGEST_CODE:
        raise NotReadable("code", _("The code is too long."))
    return _SYMBOLOGY.sub("", _CONTROL.sub("", code).strip()).strip("\x1d ")


def _id(given: Any) -> UUID:
    try:
        return UUID(str(given))
    except ValueError as fault:
        raise NotReadable("action_id", _("Each scan needs an action_id, a UUID.")) from fault


def _word(given: Any) -> str:
    if not isinstance(given, str) or not re.fullmatch(r"[a-z_]{0,20}", given):
        raise NotReadable("action", _("There is no such work."))
    return given


def _moment(given: Any) -> datetime | None:
    """Return when the scanner says it was: evidence only, so an odd clock is no reason to refuse."""
    try:
        moment = parse_datetime(given) if isinstance(given, str) else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


def _known(name: str, given: Any) -> dict[str, Any]:
    if given is None:
        return {}
    if not isinstance(given, dict) or len(json.dumps(given)) > LONGEST_CONTEXT:
        raise NotReadable(name, _("What the screen knows is not readable."))
    return {str(key): value for key, value in given.items()}

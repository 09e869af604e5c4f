"""Lead times as a CSV file: each row read, or said what is wrong with it by its line."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.utils.translation import gettext as _

from logistics.rules.places import city_key
from logistics.states import Mode, Service

COLUMNS = (
    "country",
    "region",
    "city",
    "carrier",
    "service",
    "mode",
    "origin",
    "first_attempt_days",
    "delivery_days",
    "valid_from",
)
NEEDED = frozenset({"country", "first_attempt_days", "delivery_days"})
MOST_ROWS = 20_000
LONGEST = 180


@dataclass(frozen=True, slots=True)
class Bad:
    """What is wrong in one line of the file, counted from 1 for its heading."""

    line: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadRow:
    """One row of the file; ``carrier`` and ``origin`` are as they were written."""

    line: int
    country: str
    region: str
    city: str
    carrier: str
    service: str
    mode: str
    origin: str
    first_attempt_days: int
    delivery_days: int
    valid_from: datetime | None


def read_lead_times(text: str) -> tuple[list[LeadRow], list[Bad]]:
    """Return the rows that can be read and what is wrong with the others; comma or semicolon between."""
    text = text.lstrip("\ufeff")
    first = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=";" if ";" in first else ",")
    names = {(name or "").strip().lower() for name in reader.fieldnames or ()}
    if missing := NEEDED - names:
        lacking = ", ".join(sorted(missing))
        return [], [Bad(1, _("the heading lacks %(names)s.") % {"names": lacking})]
    rows: list[LeadRow] = []
    bad: list[Bad] = []
    for cells in reader:
        if len(rows) + len(bad) >= MOST_ROWS:
            return rows, [*bad, Bad(reader.line_num, _("the file has too many rows."))]
        given = {(k or "").strip().lower(): str(v or "").strip() for k, v in cells.items()}
        if any(given.values()):
            _read(given, reader.line_num, rows, bad)
    return rows, bad


def _read(given: Mapping[str, str], line: int, rows: list[LeadRow], bad: list[Bad]) -> None:
    try:
        rows.append(_row(given, line))
    except ValueError as error:
        bad.append(Bad(line, str(error)))


def _row(given: Mapping[str, str], line: int) -> LeadRow:
    country = given["country"].upper()
    if len(country) != 2 or not country.isalpha():
        raise ValueError(_("country is two letters, such as RU or UA."))
    first, last = (_days(given, name) for name in ("first_attempt_days", "delivery_days"))
    if first > last:
        raise ValueError(_("delivery cannot come before the first attempt."))
    return LeadRow(
        line=line,
        country=country,
        region=given.get("region", "").casefold()[:120],
        city=city_key(given.get("city", ""))[:120],
        carrier=given.get("carrier", ""),
        service=_one_of(given, "service", Service.values),
        mode=_one_of(given, "mode", Mode.values),
        origin=given.get("origin", ""),
        first_attempt_days=first,
        delivery_days=last,
        valid_from=_day(given.get("valid_from", "")),
    )


def _days(given: Mapping[str, str], name: str) -> int:
    if not given[name].isdecimal() or int(given[name]) > LONGEST:
        raise ValueError(_("%(name)s is a whole number of days, 0 to 180.") % {"name": name})
    return int(given[name])


def _one_of(given: Mapping[str, str], name: str, allowed: list[str]) -> str:
    value = given.get(name, "").lower()
    if value and value not in allowed:
        raise ValueError(
            _("%(name)s is empty or one of %(values)s.")
            % {"name": name, "values": ", ".join(allowed)}
        )
    return value


def _day(text: str) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.combine(date.fromisoformat(text), time(), UTC)
    except ValueError:
        raise ValueError(_("valid_from is a day such as 2026-02-05.")) from None

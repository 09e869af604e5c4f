"""Questions about working time as JSON lines, and their answers: what `./dev manage worktime` speaks."""

import json
from datetime import date, datetime
from typing import Any

from kernel.calendars.tables import Table, UnknownCalendar, draft_table, work_table
from kernel.worktime import NeverOpen, OutOfRange, in_utc, in_words

MAX_LINE = 65_536  # bytes
MAX_DAYS_OFF = 366


class BadQuestion(ValueError):
    """The line is no question: ``code`` and ``field`` say what to mend."""

    def __init__(self, code: str, field: str | None, message: str) -> None:
        super().__init__(message)
        self.code, self.field = code, field


def answer_line(line: bytes, number: int) -> str | None:
    """Return the answer to a line as JSON, an error included; None for an empty line."""
    if not line.strip():
        return None
    try:
        return json.dumps(answer(_question(line)))
    except BadQuestion as error:
        return _refusal(error, number)


def too_long(number: int) -> str:
    """Return the refusal of a line above `MAX_LINE`."""
    return _refusal(
        BadQuestion("line_too_long", None, f"A line has {MAX_LINE} bytes at most."), number
    )


def answer(question: dict[str, Any]) -> dict[str, Any]:
    """Return when the allowance has passed, in the calendar's zone, and what was counted.

    No allowance at all is due at the start when open, else at the next opening. Raises BadQuestion.
    """
    table = _table(question)
    start = _start(question)
    seconds = _seconds(question)
    try:
        due = table.due(start, seconds)
    except OutOfRange as error:
        raise BadQuestion("out_of_range", "start", str(error)) from error
    except NeverOpen as error:
        field = "seconds" if "seconds" in question else "minutes"
        raise BadQuestion("never_open", field, str(error)) from error
    explain = [in_words(counted, table.zone) for counted in table.explain(start, seconds)]
    return {"due": due.astimezone(table.zone).isoformat(), "explain": explain}


def _question(line: bytes) -> dict[str, Any]:
    try:
        question = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BadQuestion("bad_json", None, f"This is not JSON in UTF-8: {error}") from error
    if not isinstance(question, dict):
        raise BadQuestion("bad_json", None, "A question is a JSON object.")
    return question


def _table(question: dict[str, Any]) -> Table:
    code = _required(question, "calendar")
    if not isinstance(code, str):
        raise BadQuestion("unknown_calendar", "calendar", "A calendar is named by a text.")
    days_off = _days_off(question)
    try:
        return draft_table(code, dict.fromkeys(days_off, ())) if days_off else work_table(code)
    except UnknownCalendar as error:
        raise BadQuestion(error.code, "calendar", str(error)) from error


def _start(question: dict[str, Any]) -> datetime:
    written = _required(question, "start")
    try:
        start = datetime.fromisoformat(written)
    except (TypeError, ValueError):
        message = "Write the start as 2026-02-03T18:00:00+02:00."
        raise BadQuestion("bad_start", "start", message) from None
    if start.utcoffset() is None:
        message = "The start has no offset: write it as 2026-02-03T18:00:00+02:00."
        raise BadQuestion("naive_start", "start", message)
    try:
        return in_utc(start)
    except OutOfRange as error:
        raise BadQuestion("out_of_range", "start", str(error)) from error


def _seconds(question: dict[str, Any]) -> int:
    if "seconds" in question and "minutes" in question:
        raise BadQuestion("two_allowances", "seconds", "Give minutes or seconds, not both.")
    if "seconds" in question:
        return _count(question, "seconds")
    return _count(question, "minutes") * 60


def _count(question: dict[str, Any], field: str) -> int:
    value = _required(question, field)
    if type(value) is not int or value < 0:
        raise BadQuestion(f"bad_{field}", field, f"Give {field} as a whole number from 0 up.")
    return value


def _days_off(question: dict[str, Any]) -> list[date]:
    written = question.get("days_off", [])
    if not isinstance(written, list) or len(written) > MAX_DAYS_OFF:
        message = f"Give days_off as a list of {MAX_DAYS_OFF} days at most."
        raise BadQuestion("bad_days_off", "days_off", message)
    try:
        return [date.fromisoformat(day) for day in written]
    except (TypeError, ValueError):
        message = "Write each day off as 2026-04-13."
        raise BadQuestion("bad_days_off", "days_off", message) from None


def _required(question: dict[str, Any], field: str) -> Any:
    if field not in question:
        raise BadQuestion("missing_field", field, f"The question has no {field}.")
    return question[field]


def _refusal(error: BadQuestion, number: int) -> str:
    reason = {"code": error.code, "field": error.field, "message": str(error)}
    return json.dumps({"error": reason, "line": number})

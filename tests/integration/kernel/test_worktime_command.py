"""`./dev manage worktime`: questions about working time as JSON lines, each answered on its own."""

import io
import json
import os
import queue
import sys
import threading
from datetime import UTC, date, datetime

import pytest
from django.core.management import CommandError, call_command

from kernel.calendars import services
from kernel.calendars.questions import MAX_LINE
from kernel.history import SYSTEM

pytestmark = pytest.mark.django_db
FRIDAY = "2026-04-10T18:00:00+03:00"


@pytest.fixture
def ask_bytes(monkeypatch):
    def ask(text):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))
        out = io.StringIO()
        call_command("worktime", stdout=out)
        return [json.loads(line) for line in out.getvalue().splitlines()]

    return ask


@pytest.fixture
def ask(ask_bytes):
    """Ask one question, the usual one but for the changes, and return its answer."""

    def ask(**changes):
        question = {"calendar": "ua-orders", "start": "2026-02-03T18:00:00+02:00", "minutes": 180}
        question = {k: v for k, v in (question | changes).items() if v is not ...}
        [answer] = ask_bytes(json.dumps(question).encode())
        return answer

    return ask


def test_the_worked_example_of_the_issue(ask):
    """R-004-22."""
    assert ask() == {
        "due": "2026-02-04T10:00:00+02:00",
        "explain": ["2 h Tue 2026-02-03 18:00-20:00", "1 h Wed 2026-02-04 09:00-10:00"],
    }


@pytest.mark.parametrize(
    ("question", "due"),
    [
        pytest.param({"start": "2026-02-03T16:00:00Z"}, "2026-02-04T10:00:00+02:00", id="in UTC"),
        pytest.param({"start": "2026-03-27T18:00+02:00"}, "2026-03-30T10:00:00+03:00", id="V14"),
        pytest.param(
            {"start": FRIDAY, "days_off": ["2026-04-13"]}, "2026-04-14T10:00:00+03:00", id="V16"
        ),
        pytest.param(
            {"start": "2026-12-31T18:00:00+02:00", "days_off": ["2027-01-01"]},
            "2027-01-04T10:00:00+02:00",
            id="V17",
        ),
        pytest.param({"days_off": []}, "2026-02-04T10:00:00+02:00", id="no days off"),
        pytest.param({"minutes": ..., "seconds": 1}, "2026-02-03T18:00:01+02:00", id="one second"),
        pytest.param({"minutes": 0}, "2026-02-03T18:00:00+02:00", id="nothing, when open"),
        pytest.param(
            {"start": "2026-02-03T20:00:00+02:00", "minutes": 0},
            "2026-02-04T09:00:00+02:00",
            id="nothing, when closed",
        ),
        pytest.param(
            {"calendar": "cn-orders", "start": "2026-02-13T18:00:00+08:00"},
            "2026-02-14T10:00:00+08:00",
            id="a make-up day",
        ),
        pytest.param({"note": "V1"}, "2026-02-04T10:00:00+02:00", id="a field of one's own"),
    ],
)
def test_answers_are_in_the_zone_of_the_calendar(ask, question, due):
    assert ask(**question)["due"] == due


def test_nothing_at_all_counts_nothing(ask):
    assert ask(minutes=0)["explain"] == []


def test_what_people_changed_counts(ask):
    services.add_exception(
        calendar="ua-orders",
        day=date(2026, 4, 13),
        reason="Easter Monday",
        actor=SYSTEM,
        now=datetime(2026, 4, 1, tzinfo=UTC),
    )
    assert ask(start=FRIDAY)["due"] == "2026-04-14T10:00:00+03:00"
    assert ask(start=FRIDAY, days_off=["2026-04-14"])["due"] == "2026-04-15T10:00:00+03:00"


@pytest.mark.parametrize(
    ("question", "code", "field"),
    [
        pytest.param({"calendar": "nope"}, "unknown_calendar", "calendar", id="unknown"),
        pytest.param({"calendar": 5}, "unknown_calendar", "calendar", id="a number"),
        pytest.param({"calendar": "\0"}, "unknown_calendar", "calendar", id="a NUL"),
        pytest.param({"calendar": "\ud800"}, "unknown_calendar", "calendar", id="half a letter"),
        pytest.param(
            {"calendar": "nope", "days_off": ["2026-01-01"]},
            "unknown_calendar",
            "calendar",
            id="unknown with days off",
        ),
        pytest.param({"calendar": ...}, "missing_field", "calendar", id="no calendar"),
        pytest.param({"start": ...}, "missing_field", "start", id="no start"),
        pytest.param({"start": "2026-02-03T18:00:00"}, "naive_start", "start", id="naive"),
        pytest.param({"start": "2026-02-03"}, "naive_start", "start", id="a day"),
        pytest.param({"start": "yesterday"}, "bad_start", "start", id="no time"),
        pytest.param({"start": 1770134400}, "bad_start", "start", id="a number as start"),
        pytest.param({"start": None}, "bad_start", "start", id="null as start"),
        pytest.param({"start": "2009-12-31T21:59:59Z"}, "out_of_range", "start", id="too early"),
        pytest.param({"start": "2038-01-01T00:00:00Z"}, "out_of_range", "start", id="too late"),
        pytest.param(
            {"start": "0001-01-01T00:00:00+05:00"}, "out_of_range", "start", id="before all time"
        ),
        pytest.param(
            {"start": "9999-12-31T23:59:59-05:00"}, "out_of_range", "start", id="after all time"
        ),
        pytest.param({"minutes": ...}, "missing_field", "minutes", id="no minutes"),
        pytest.param({"minutes": -1}, "bad_minutes", "minutes", id="negative"),
        pytest.param({"minutes": True}, "bad_minutes", "minutes", id="boolean"),
        pytest.param({"minutes": 1.5}, "bad_minutes", "minutes", id="half a minute"),
        pytest.param({"minutes": 180.0}, "bad_minutes", "minutes", id="a decimal"),
        pytest.param({"minutes": "180"}, "bad_minutes", "minutes", id="text"),
        pytest.param({"minutes": None}, "bad_minutes", "minutes", id="null"),
        pytest.param({"minutes": float("nan")}, "bad_minutes", "minutes", id="not a number"),
        pytest.param({"minutes": 10**30}, "never_open", "minutes", id="absurd"),
        pytest.param({"minutes": 10**7}, "never_open", "minutes", id="more than there is"),
        pytest.param({"seconds": 60}, "two_allowances", "seconds", id="both"),
        pytest.param({"minutes": ..., "seconds": -1}, "bad_seconds", "seconds", id="seconds"),
        pytest.param(
            {"minutes": ..., "seconds": 10**30}, "never_open", "seconds", id="absurd seconds"
        ),
        pytest.param({"days_off": "2026-04-13"}, "bad_days_off", "days_off", id="no list"),
        pytest.param({"days_off": ["13.04.2026"]}, "bad_days_off", "days_off", id="no day"),
        pytest.param({"days_off": [20260413]}, "bad_days_off", "days_off", id="a number as day"),
        pytest.param({"days_off": ["2026-04-13"] * 367}, "bad_days_off", "days_off", id="too many"),
    ],
)
def test_a_bad_question_is_an_error_on_its_line(ask, question, code, field):
    answer = ask(**question)
    message = answer["error"].pop("message")
    assert answer == {"error": {"code": code, "field": field}, "line": 1}
    assert message.endswith(".")


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(b"no JSON", id="text"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b"null", id="null"),
        pytest.param(b"\xff\xfe", id="not UTF-8"),
        pytest.param(b"[" * 60_000, id="very deep"),
        pytest.param(b'{"minutes": ' + b"9" * 5000 + b"}", id="a number of 5,000 digits"),
    ],
)
def test_what_is_no_json_object_is_an_error(ask_bytes, line):
    [answer] = ask_bytes(line)
    assert (answer["error"]["code"], answer["error"]["field"]) == ("bad_json", None)


GOOD = json.dumps({"calendar": "ua-orders", "start": FRIDAY, "minutes": 1}).encode()


def test_an_error_does_not_stop_the_rest_and_empty_lines_are_passed_over(ask_bytes):
    answers = ask_bytes(b"\n".join([GOOD, b"", b"oops", b"   ", GOOD + b"\r", GOOD]))
    assert [answer.get("line", answer.get("due")) for answer in answers] == [
        "2026-04-10T18:01:00+03:00",
        3,
        "2026-04-10T18:01:00+03:00",
        "2026-04-10T18:01:00+03:00",
    ]


def test_a_mark_of_byte_order_is_passed_over(ask_bytes):
    [answer] = ask_bytes(b"\xef\xbb\xbf" + GOOD)
    assert answer["due"] == "2026-04-10T18:01:00+03:00"


def test_nothing_asked_is_nothing_answered(ask_bytes):
    assert ask_bytes(b"") == []


@pytest.mark.parametrize(
    ("length", "code"),
    [
        pytest.param(MAX_LINE, None, id="the longest"),
        pytest.param(MAX_LINE + 1, "line_too_long", id="a byte more"),
        pytest.param(MAX_LINE * 3 + 5, "line_too_long", id="much more"),
    ],
)
@pytest.mark.parametrize("end", [b"", b"\n", b"\n" + GOOD])
def test_a_line_is_read_up_to_a_limit(ask_bytes, length, code, end):
    answers = ask_bytes(GOOD.ljust(length) + end)
    assert answers[0].get("error", {}).get("code") == code
    assert [answer["due"] for answer in answers[1:]] == ["2026-04-10T18:01:00+03:00"] * (
        len(end) > 1
    )


class Told(io.StringIO):
    """An output that passes on what has been flushed."""

    def __init__(self):
        super().__init__()
        self.told = queue.Queue()

    def flush(self):
        self.told.put(self.getvalue())


def test_each_answer_comes_before_the_next_question(monkeypatch):
    """A program may hold a conversation: no answer waits for more input."""
    reading, writing = os.pipe()
    out, heard = Told(), []

    def converse():
        with os.fdopen(writing, "wb", buffering=0) as questions:
            for _ in range(2):
                questions.write(GOOD + b"\n")
                heard.append(len(out.told.get(timeout=10).splitlines()))

    with os.fdopen(reading) as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        person = threading.Thread(target=converse, daemon=True)
        person.start()
        call_command("worktime", stdout=out)
        person.join(20)
    assert heard == [1, 2]


def test_an_input_that_cannot_be_read_is_a_failure(monkeypatch):
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("worktime")

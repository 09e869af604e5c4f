"""Calendars in the database: what ships, what a change does, what races and rollbacks leave behind."""

import contextlib
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from kernel.calendars import (
    BadHours,
    Period,
    UnknownCalendar,
    draft_table,
    ensure_calendars,
    services,
    work_table,
)
from kernel.calendars.models import CalendarException, ConfirmedYear, SpecialPeriod, WorkCalendar
from kernel.calendars.services import change
from kernel.history import Actor, History
from kernel.outbox import registry
from kernel.outbox.models import Delivery

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
OLGA = Actor(kind="platform", label="Olga", user_id=7, source="backoffice")
KYIV = ZoneInfo("Europe/Kyiv")
HOUR = 3600
BY = {"actor": OLGA, "now": NOW}
HOLIDAY = date(2026, 4, 13)
FRIDAY = datetime(2026, 4, 10, 18, tzinfo=KYIV)
MONDAY, TUESDAY = (datetime(2026, 4, day, 10, tzinfo=KYIV) for day in (13, 14))
MAY = {
    "calendar": "ua-orders",
    "title": "May holidays",
    "starts_on": date(2026, 5, 1),
    "ends_on": date(2026, 5, 10),
    "weekly_hours": {"0": [["10:00", "14:00"]]},
}


def three_hours(start=FRIDAY, code="ua-orders"):
    return work_table(code).due(start, 3 * HOUR)


def add_holiday(**changes):
    arguments = {
        "calendar": "ua-orders",
        "day": HOLIDAY,
        "reason": "Easter Monday",
        **BY,
        **changes,
    }
    return services.add_exception(**arguments)


def publish(**changes):
    period = services.draft_special_period(**MAY | BY | changes)
    return period, services.publish_special_period(period_id=period, **BY)


def everything():
    """All that a refused change must leave as it was."""
    rows = (WorkCalendar, CalendarException, SpecialPeriod, ConfirmedYear, History, Delivery)
    return [list(model.objects.order_by("pk").values()) for model in rows]


@pytest.fixture
def facts(monkeypatch):
    """The topics for which somebody listens in this test."""
    listened = registry.handler_names

    def handler_names(topic):
        return [*listened(topic), "tests.listener"] if topic.startswith("kernel.") else []

    monkeypatch.setattr("kernel.outbox.post.handler_names", handler_names)

    def told():
        rows = Delivery.objects.filter(handler="tests.listener").order_by("pk")
        return [(row.topic, row.payload) for row in rows]

    return told


@pytest.mark.parametrize(
    ("code", "zone", "start", "due"),
    [
        pytest.param("ua-orders", "Europe/Kyiv", "02-06 18:00", "02-09 10:00", id="ua-orders"),
        pytest.param("ru-orders", "Europe/Moscow", "02-20 18:00", "02-24 10:00", id="ru-orders"),
        pytest.param("cn-orders", "Asia/Shanghai", "02-13 18:00", "02-14 10:00", id="cn-orders"),
        pytest.param("warehouse", "Europe/Moscow", "02-20 16:00", "02-21 10:00", id="warehouse"),
        pytest.param(
            "cainiao-pickup", "Europe/Moscow", "12-31 17:00", "2027-01-02 10:00", id="R-002-41"
        ),
        pytest.param("claims-ru", "Europe/Moscow", "02-20 22:00", "02-24 01:00", id="claims-ru"),
    ],
)
def test_three_hours_in_the_shipped_calendars(code, zone, start, due):
    """Russia rests on Monday 23 February 2026; China works on Saturday 14 February 2026."""
    start, due = (
        datetime.fromisoformat(text if text[4] == "-" else f"2026-{text}").replace(
            tzinfo=ZoneInfo(zone)
        )
        for text in (start, due)
    )
    table = work_table(code)
    assert (table.due(start, 3 * HOUR), str(table.zone)) == (due, zone)
    assert (table.code, table.version) == (code, 1)


def test_ukraine_works_on_its_holidays_while_martial_law_lasts():
    new_year = datetime(2026, 1, 1, 12, tzinfo=KYIV)
    assert work_table("ua-orders").is_open(new_year)
    assert not work_table("ru-orders").is_open(new_year)


def test_ensuring_calendars_again_changes_nothing_that_people_edited():
    WorkCalendar.objects.filter(pk="warehouse").update(title="Our warehouse", version=5)
    ConfirmedYear.objects.all().delete()
    before = everything()
    ensure_calendars()
    assert everything() == before


def test_ensuring_calendars_brings_back_one_that_is_missing():
    WorkCalendar.objects.filter(pk="cainiao-pickup").delete()
    ensure_calendars()
    assert WorkCalendar.objects.get(pk="cainiao-pickup").closed_days == ["01-01"]


def test_a_table_costs_one_query_and_none_with_its_stamp(django_assert_num_queries):
    table = work_table("ua-orders")
    with django_assert_num_queries(1):
        assert work_table("ua-orders") is table
    with django_assert_num_queries(0):
        assert work_table("ua-orders", stamp=table.stamp) is table


def test_a_table_is_built_in_two_queries(django_assert_num_queries):
    publish()
    add_holiday()
    WorkCalendar.objects.update(stamp=uuid.uuid4())  # as another process would
    with django_assert_num_queries(2):
        assert work_table("ua-orders").version == 3


def test_a_stamp_of_the_past_gets_the_table_of_today():
    old = work_table("ua-orders").stamp
    add_holiday()
    new = work_table("ua-orders")
    assert work_table("ua-orders", stamp=old) is new
    assert new.version == 2


@pytest.mark.parametrize(
    "code", ["nope", "", "UA-ORDERS", "ua\0", "ua-orders\n", "\ud800", "x" * 99]
)
def test_what_is_no_calendar_is_not_found(code):
    for ask in (work_table, draft_table, change.lock_calendar):
        with pytest.raises(UnknownCalendar) as refusal:
            ask(code)
        assert (refusal.value.code, refusal.value.status) == ("unknown_calendar", 404)


def test_a_holiday_moves_what_is_due_and_is_history(facts):
    """Vector V16: with Monday off, Friday 18:00 + 3 h is Tuesday 10:00."""
    assert three_hours() == MONDAY
    assert add_holiday() == 2
    assert (three_hours(), work_table("ua-orders").version) == (TUESDAY, 2)
    line = History.objects.get()
    assert (line.subject_kind, line.subject_id, line.action) == (
        "calendar",
        "ua-orders",
        "exception_added",
    )
    assert (line.actor_label, line.actor_id, line.at) == ("Olga", 7, NOW)
    assert (line.comment, line.changes) == (
        "Easter Monday",
        {"day": [None, "2026-04-13"], "hours": [None, []], "version": [1, 2]},
    )
    assert facts() == [
        (
            "kernel.calendar.changed.v1",
            {"occurred_at": NOW.isoformat(), "calendar": "ua-orders", "version": 2},
        )
    ]


def test_a_day_may_have_hours_of_its_own():
    add_holiday(day=date(2026, 4, 11), hours=[["10:00", "10:30"]], reason="Stock-taking")
    assert three_hours() == datetime(2026, 4, 13, 9, 30, tzinfo=KYIV)


def test_adding_the_same_exception_again_changes_nothing():
    add_holiday(hours=[["09:00", "12:00"]])
    before = everything()
    assert add_holiday(hours=[("09:00", "12:00")], reason="once more") == 2
    assert everything() == before


def test_taking_an_exception_back_moves_due_back():
    add_holiday()
    assert services.remove_exception(calendar="ua-orders", day=HOLIDAY, reason="Wrong", **BY) == 3
    assert three_hours() == MONDAY
    line = History.objects.latest("id")
    assert (line.action, line.comment, line.changes) == (
        "exception_removed",
        "Wrong",
        {"day": ["2026-04-13", None], "hours": [[], None], "version": [2, 3]},
    )


def test_a_draft_counts_for_nothing_and_can_be_tried():
    start = datetime(2026, 5, 1, 18, tzinfo=KYIV)
    services.draft_special_period(**MAY, **BY)
    usual, tried = (
        datetime(2026, 5, 4, 10, tzinfo=KYIV),
        datetime(2026, 5, 4, 13, tzinfo=KYIV),
    )
    assert (three_hours(start), work_table("ua-orders").version) == (usual, 1)
    period = Period.read(MAY["starts_on"], MAY["ends_on"], MAY["weekly_hours"])
    draft = draft_table("ua-orders", extra_periods=[period])
    assert (draft.due(start, 3 * HOUR), draft.version) == (tried, 1)
    assert three_hours(start) == usual


def test_a_published_period_counts_and_is_announced(facts):
    """R-004-25: the regime of long holidays changes and sellers are told."""
    period, version = publish()
    start = datetime(2026, 5, 1, 18, tzinfo=KYIV)
    assert (version, three_hours(start)) == (2, datetime(2026, 5, 4, 13, tzinfo=KYIV))
    row = SpecialPeriod.objects.get()
    assert (row.announced_at, row.state) == (NOW, "published")
    assert [line.action for line in History.objects.order_by("id")] == [
        "period_drafted",
        "period_published",
    ]
    assert facts() == [
        (
            "kernel.special_period.announced.v1",
            {
                "occurred_at": NOW.isoformat(),
                "calendar": "ua-orders",
                "period_id": period,
                "title": "May holidays",
                "starts_on": "2026-05-01",
                "ends_on": "2026-05-10",
            },
        ),
        (
            "kernel.calendar.changed.v1",
            {"occurred_at": NOW.isoformat(), "calendar": "ua-orders", "version": 2},
        ),
    ]


def test_publishing_and_withdrawing_again_change_nothing():
    period, _ = publish()
    before = everything()
    assert services.publish_special_period(period_id=period, **BY) == 2
    assert everything() == before
    assert services.withdraw_special_period(period_id=period, reason="Cancelled", **BY) == 3
    before = everything()
    assert services.withdraw_special_period(period_id=period, **BY) == 3
    assert everything() == before


def test_a_withdrawn_period_is_a_draft_that_can_be_thrown_away():
    period, _ = publish()
    start = datetime(2026, 5, 1, 18, tzinfo=KYIV)
    services.withdraw_special_period(period_id=period, **BY)
    assert three_hours(start) == datetime(2026, 5, 4, 10, tzinfo=KYIV)
    assert SpecialPeriod.objects.get().state == "draft"
    services.discard_special_period(period_id=period, **BY)
    assert not SpecialPeriod.objects.exists()
    assert work_table("ua-orders").version == 3


def test_drafts_may_overlap_and_so_may_periods_of_other_calendars():
    publish()
    services.draft_special_period(**MAY, **BY)
    _, version = publish(calendar="ru-orders")
    assert version == 2


def test_periods_that_touch_do_not_overlap():
    publish()
    _, version = publish(starts_on=date(2026, 5, 11), ends_on=date(2026, 5, 11))
    assert version == 3


def test_the_week_can_be_changed():
    week = {"0": [["09:00", "20:00"]]}
    arguments = {"calendar": "ua-orders", "weekly_hours": week, "reason": "Summer", **BY}
    assert services.change_weekly_hours(**arguments) == 2
    assert work_table("ua-orders").due(MONDAY, 11 * HOUR) == datetime(2026, 4, 20, 10, tzinfo=KYIV)
    before = everything()
    assert services.change_weekly_hours(**arguments) == 2
    assert everything() == before


def test_a_confirmed_year_is_remembered_once_and_moves_no_deadline():
    arguments = {"calendar": "ua-orders", "year": 2027, **BY}
    services.confirm_year(**arguments)
    row = ConfirmedYear.objects.get(calendar="ua-orders", year=2027)
    assert (row.confirmed_by, row.confirmed_at) == ("Olga", NOW)
    assert History.objects.get().changes == {"year": [None, 2027]}
    before = everything()
    services.confirm_year(**arguments)
    assert everything() == before
    assert work_table("ua-orders").version == 1


REFUSALS = [
    pytest.param(add_holiday, {"calendar": "nope"}, UnknownCalendar, id="exception: no calendar"),
    pytest.param(
        add_holiday, {"hours": [["20:00", "09:00"]]}, services.HoursRefused, id="exception: hours"
    ),
    pytest.param(add_holiday, {"hours": ""}, services.HoursRefused, id="exception: text"),
    pytest.param(
        add_holiday, {"day": date(2009, 12, 31)}, services.DayRefused, id="exception: too early"
    ),
    pytest.param(
        add_holiday, {"day": date(2038, 1, 1)}, services.DayRefused, id="exception: too late"
    ),
    pytest.param(
        add_holiday, {"day": date(2026, 6, 1)}, services.ExceptionExists, id="exception: another"
    ),
    pytest.param(
        services.remove_exception,
        {"calendar": "ua-orders", "day": HOLIDAY, **BY},
        services.ExceptionNotFound,
        id="remove: none",
    ),
    pytest.param(publish, {"weekly_hours": {"9": []}}, services.HoursRefused, id="period: hours"),
    pytest.param(publish, {"calendar": "nope"}, UnknownCalendar, id="period: no calendar"),
    pytest.param(
        publish, {"ends_on": date(2026, 4, 30)}, services.PeriodRefused, id="period: backwards"
    ),
    pytest.param(publish, {"starts_on": date(2009, 1, 1)}, services.DayRefused, id="period: early"),
    pytest.param(publish, {"ends_on": date(2038, 1, 1)}, services.DayRefused, id="period: late"),
    pytest.param(
        services.publish_special_period,
        {"period_id": 0, **BY},
        services.PeriodNotFound,
        id="publish: none",
    ),
    pytest.param(
        services.withdraw_special_period,
        {"period_id": 0, **BY},
        services.PeriodNotFound,
        id="withdraw: none",
    ),
    pytest.param(
        services.change_weekly_hours,
        {"calendar": "ua-orders", "weekly_hours": {}, **BY},
        services.HoursRefused,
        id="week: never open",
    ),
    pytest.param(
        services.change_weekly_hours,
        {"calendar": "ua-orders", "weekly_hours": "always", **BY},
        services.HoursRefused,
        id="week: text",
    ),
    pytest.param(
        services.confirm_year,
        {"calendar": "ua-orders", "year": 2038, **BY},
        services.DayRefused,
        id="year: late",
    ),
    pytest.param(
        services.confirm_year,
        {"calendar": "nope", "year": 2027, **BY},
        UnknownCalendar,
        id="year: no calendar",
    ),
]


@pytest.mark.parametrize(("act", "arguments", "refusal"), REFUSALS)
def test_a_refused_change_changes_nothing(act, arguments, refusal):
    add_holiday(day=date(2026, 6, 1), hours=[["09:00", "10:00"]])
    before = everything()
    with pytest.raises(refusal):
        act(**arguments)
    assert everything() == before


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [
        pytest.param(date(2026, 5, 10), date(2026, 5, 20), id="its last day"),
        pytest.param(date(2026, 4, 20), date(2026, 5, 1), id="its first day"),
        pytest.param(date(2026, 5, 3), date(2026, 5, 4), id="inside"),
        pytest.param(date(2026, 4, 1), date(2026, 6, 1), id="around"),
    ],
)
def test_published_periods_do_not_overlap(starts_on, ends_on):
    publish()
    period = services.draft_special_period(
        **MAY | BY | {"starts_on": starts_on, "ends_on": ends_on}
    )
    before = everything()
    with pytest.raises(services.PeriodsOverlap):
        services.publish_special_period(period_id=period, **BY)
    assert everything() == before
    with (
        pytest.raises(IntegrityError, match="special_periods_do_not_overlap"),
        transaction.atomic(),
    ):
        SpecialPeriod.objects.filter(pk=period).update(announced_at=NOW)  # nor behind our back


def test_a_published_period_is_not_thrown_away():
    period, _ = publish()
    before = everything()
    with pytest.raises(services.PeriodPublished):
        services.discard_special_period(period_id=period, **BY)
    assert everything() == before


def test_a_change_on_trial_is_not_kept():
    before = everything()
    assert draft_table("ua-orders", {HOLIDAY: []}).due(FRIDAY, 3 * HOUR) == TUESDAY
    assert draft_table("ua-orders", {HOLIDAY: [["09:00", "09:30"]]}).due(
        FRIDAY, 3 * HOUR
    ) == datetime(2026, 4, 14, 9, 30, tzinfo=KYIV)
    assert (everything(), three_hours()) == (before, MONDAY)
    with pytest.raises(BadHours):
        draft_table("ua-orders", {HOLIDAY: "closed"})


def test_a_trial_follows_the_calendar():
    assert draft_table("ua-orders", {date(2026, 6, 1): []}).due(FRIDAY, 3 * HOUR) == MONDAY
    add_holiday()
    assert draft_table("ua-orders", {date(2026, 6, 1): []}).due(FRIDAY, 3 * HOUR) == TUESDAY


class RolledBack(Exception):
    """Ends a transaction without its changes."""


def test_a_change_that_was_rolled_back_leaves_no_table_behind():
    """Two changes with one version number, the first of them undone, are not taken for each other."""
    with contextlib.suppress(RolledBack), transaction.atomic():
        add_holiday()
        assert (three_hours(), work_table("ua-orders").version) == (TUESDAY, 2)
        raise RolledBack
    assert (three_hours(), work_table("ua-orders").version) == (MONDAY, 1)
    add_holiday(hours=[["09:00", "09:30"]])
    assert three_hours() == datetime(2026, 4, 14, 9, 30, tzinfo=KYIV)


def test_news_from_the_libraries_is_a_new_version(monkeypatch, facts):
    """T5: a release of holiday or time zone data is noticed, and open deadlines are counted anew."""
    assert services.refresh_calendars(now=NOW) == []
    assert services.refresh_calendars(now=NOW) == []
    WorkCalendar.objects.filter(pk="ru-orders").update(fingerprint="as of the last release")
    assert services.refresh_calendars(now=NOW) == ["ru-orders"]
    assert services.refresh_calendars(now=NOW) == []
    assert work_table("ru-orders").version == 2
    assert (History.objects.get().action, History.objects.get().actor_label) == (
        "data_changed",
        "Otgruz",
    )
    assert [payload["calendar"] for _, payload in facts()] == ["ru-orders"]


def test_our_own_change_is_no_news():
    services.refresh_calendars(now=NOW)
    add_holiday()
    assert services.refresh_calendars(now=NOW) == []


def race(monkeypatch, lock):
    """Two people add a day each; the second asks while the first has not committed."""
    if not lock:
        monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_: rows)

    def second():
        with contextlib.closing(connection):
            return add_holiday(day=date(2026, 4, 14))

    with ThreadPoolExecutor() as pool:
        with transaction.atomic():
            locked = change.lock_calendar("ua-orders")
            rival = pool.submit(second)
            with contextlib.suppress(TimeoutError):
                rival.result(timeout=0.5)
            CalendarException.objects.create(calendar=locked, day=HOLIDAY, reason="first")
            change.move_version(locked, action="raced", actor=OLGA, at=NOW, changes={})
        return rival.result()


@pytest.mark.django_db(transaction=True)
def test_changes_of_one_calendar_wait_for_each_other(monkeypatch):
    assert race(monkeypatch, lock=True) == 3
    calendar = WorkCalendar.objects.get(pk="ua-orders")
    assert (calendar.version, calendar.exceptions.count()) == (3, 2)


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_a_version_would_be_given_twice(monkeypatch):
    """The control of the test above."""
    assert race(monkeypatch, lock=False) == 2
    calendar = WorkCalendar.objects.get(pk="ua-orders")
    assert (calendar.version, calendar.exceptions.count()) == (2, 2)


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"first_year": 2030, "last_year": 2029}, id="years"),
        pytest.param({"first_year": 1969}, id="too early"),
        pytest.param({"last_year": 2101}, id="too late"),
        pytest.param({"holiday_rule": "library", "country": ""}, id="no country"),
    ],
)
def test_the_database_refuses_a_calendar_that_makes_no_sense(values):
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkCalendar.objects.filter(pk="warehouse").update(**values)


def test_every_change_has_a_stamp_of_its_own():
    stamps = {WorkCalendar.objects.get(pk="ua-orders").stamp}
    for day in (13, 14):
        add_holiday(day=date(2026, 4, day))
        stamps.add(WorkCalendar.objects.get(pk="ua-orders").stamp)
    assert len(stamps) == 3
    assert {type(stamp) for stamp in stamps} == {uuid.UUID}

"""An alert stands while nobody has vouched for the holidays of a year."""

from datetime import UTC, date, datetime

import pytest

from kernel.calendars import Doubt, services, unconfirmed_years
from kernel.calendars.models import ConfirmedYear, WorkCalendar
from kernel.history import Actor

pytestmark = pytest.mark.django_db
BY = {
    "actor": Actor(kind="platform", label="Olga"),
    "now": datetime(2026, 11, 1, tzinfo=UTC),
}
PUBLIC = ["claims-ru", "cn-orders", "ru-orders", "ua-orders"]


def doubts(day):
    return [(found.calendar, found.year, str(found.doubt)) for found in unconfirmed_years(day)]


def confirm(*codes, year=2027):
    for code in codes:
        services.confirm_year(calendar=code, year=year, **BY)


def test_next_year_is_asked_for_from_the_first_of_october():
    assert doubts(date(2026, 9, 30)) == []
    assert doubts(date(2026, 10, 1)) == doubts(date(2026, 12, 31))
    assert {(code, year) for code, year, _ in doubts(date(2026, 10, 1))} == {
        (code, 2027) for code in PUBLIC
    }


def test_a_year_that_began_unconfirmed_is_still_asked_for():
    assert [found[:2] for found in doubts(date(2027, 1, 1)) if found[2] == Doubt.NOT_CONFIRMED] == [
        (code, 2027) for code in PUBLIC
    ]


def test_a_confirmed_year_is_not_asked_for():
    confirm("claims-ru", "ru-orders", "ua-orders")
    assert doubts(date(2026, 10, 1)) == [
        ("cn-orders", 2027, "not_confirmed"),
        ("cn-orders", 2027, "no_make_up_days"),
    ]


def test_china_is_asked_for_until_somebody_entered_its_make_up_days():
    confirm(*PUBLIC)
    assert doubts(date(2026, 10, 1)) == [("cn-orders", 2027, "no_make_up_days")]
    hours = [["09:00", "20:00"]]
    saturday, monday = date(2027, 2, 20), date(2027, 2, 22)
    exception = {"calendar": "cn-orders", "hours": hours, "reason": "State Council", **BY}
    services.add_exception(day=monday, **exception)
    assert doubts(date(2026, 10, 1)) == [("cn-orders", 2027, "no_make_up_days")]
    services.add_exception(day=saturday, **exception)
    assert doubts(date(2026, 10, 1)) == []


def test_the_library_itself_may_know_the_make_up_days():
    confirm(*PUBLIC, year=2026)
    assert doubts(date(2026, 6, 1)) == []


def test_a_year_past_the_end_of_a_calendar_is_asked_for_whatever_its_holidays():
    WorkCalendar.objects.update(last_year=2026)
    found = doubts(date(2026, 10, 1))
    assert found == [
        (code, 2027, "not_covered")
        for code in sorted([*PUBLIC, "cainiao-pickup", "every-hour", "every-hour-ru", "warehouse"])
    ]


def test_a_fresh_installation_trusts_the_year_it_shipped_with():
    assert sorted(ConfirmedYear.objects.values_list("calendar", "year", "confirmed_by")) == [
        (code, 2026, "Otgruz") for code in PUBLIC
    ]

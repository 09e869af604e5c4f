"""The matrix of lead times as rules: which row speaks, from when, and by when that is (R-002-71)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from logistics.rules.lead_file import read_lead_times
from logistics.rules.lead_times import Change, Lead, Range, change_of, lead_of, promised_by
from logistics.rules.places import city_key, spot_in, spot_of

AT = datetime(2026, 2, 5, 12, tzinfo=UTC)
SALE = datetime(2026, 11, 9, tzinfo=UTC)


def lead(number, first=1, last=2, since=AT - timedelta(days=400), **where):
    return Lead(id=number, range=Range(country="RU", **where), first_attempt_days=first,
                delivery_days=last, valid_from=since)  # fmt: skip


def change(**more):
    known = {"agreed_at": SALE - timedelta(days=9), "recorded_at": SALE - timedelta(days=8), **more}
    return Change(id=1, range=Range(country="RU"), extra_days=3, starts_at=SALE,
                  ends_at=SALE + timedelta(days=7), **known)  # fmt: skip


TRIP = Range(country="RU", region="московская область", city="moscow", carrier=7, service="door",
             mode="air", origin=3)  # fmt: skip
MATRIX = [
    lead(1),
    lead(2, carrier=7),
    lead(3, region="московская область"),
    lead(4, city="moscow"),
    lead(5, city="moscow", mode="rail"),
    lead(6, city="moscow", mode="air"),
    lead(7, city="moscow", since=AT - timedelta(days=1)),
    lead(8, city="moscow", since=AT + timedelta(seconds=1)),
    lead(9, city="moscow", service="door"),
    lead(10, city="moscow", origin=3),
]


@pytest.mark.parametrize(
    ("among", "speaks"),
    [
        ([1], 1),
        ([1, 2], 2),
        ([1, 2, 3], 3),
        ([1, 2, 3, 4], 4),
        ([4, 5], 4),  # R-003-11: another mode of transport says nothing
        ([4, 5, 6], 6),
        ([4, 7], 7),  # the later version
        ([4, 8], 4),  # not in force yet
        ([6, 9], 9),
        ([6, 10], 6),
        ([5, 8], None),
    ],
)
def test_r_002_71_the_most_precise_and_latest_row_speaks(among, speaks):
    found = lead_of(TRIP, [row for row in MATRIX if row.id in among], at=AT)
    assert (found.id if found else None) == speaks


@pytest.mark.parametrize(
    ("days", "first_on", "last_on"),
    [
        ((0, 0), date(2026, 2, 6), date(2026, 2, 6)),
        ((1, 2), date(2026, 2, 7), date(2026, 2, 8)),
        ((8, 14), date(2026, 2, 14), date(2026, 2, 20)),
    ],
)
def test_r_002_14_taken_on_day_1_with_one_day_is_offered_until_the_end_of_day_2(
    days, first_on, last_on
):
    promised = promised_by(date(2026, 2, 6), lead(1, *days), None, zone="Europe/Moscow")
    assert (promised.first_attempt_on, promised.deliver_on) == (first_on, last_on)
    midnight = datetime(first_on.year, first_on.month, first_on.day, 21, tzinfo=UTC)
    assert promised.first_attempt_before == midnight


def test_a_promised_day_ends_where_the_parcel_goes_also_when_clocks_change():
    promised = promised_by(date(2026, 3, 27), lead(1, 1, 2), None, zone="Europe/Kyiv")
    assert promised.first_attempt_before == datetime(2026, 3, 28, 22, tzinfo=UTC)
    assert promised.deliver_before == datetime(2026, 3, 29, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    ("one", "left", "counts"),
    [
        (change(), SALE, True),
        (change(), SALE + timedelta(days=7) - timedelta(seconds=1), True),
        (change(), SALE - timedelta(seconds=1), False),
        (change(), SALE + timedelta(days=7), False),
        (change(agreed_at=None, recorded_at=None), SALE, False),
        (change(recorded_at=SALE), SALE + timedelta(days=1), False),
        (change(agreed_at=SALE, recorded_at=SALE), SALE + timedelta(days=1), False),
    ],
)
def test_r_002_72_a_change_counts_inside_its_period_if_agreed_before_it(one, left, counts):
    found = change_of(TRIP, [one], at=left)
    assert (found is one) == counts
    promised = promised_by(date(2026, 11, 10), lead(1), found, zone="Europe/Moscow")
    assert promised.first_attempt_on == date(2026, 11, 14 if counts else 11)


@pytest.mark.parametrize(
    ("text", "key"),
    [("Москва", "moscow"), ("г. Москва", "moscow"), (" MOSCOW ", "moscow"), ("м. Київ", "kyiv"),
     ("Киев", "kyiv"), ("Малая Вишера", "малая вишера"), ("", "")],
)  # fmt: skip
def test_a_city_has_one_key_however_it_is_written(text, key):
    assert city_key(text) == key


def test_a_city_is_found_in_a_carriers_words_as_a_word_of_its_own():
    assert spot_in("Відділення №12, м. Львів, вул. Городоцька").name == "lviv"
    assert spot_in("已到达杭州分拨中心").name == "hangzhou"
    assert spot_in("Прибыло в Санкт-Петербург").name == "saint petersburg"
    assert spot_in("Москвич-Экспресс") is None
    assert spot_of("Nowhere") is None


def test_r_002_71_a_file_names_every_row_that_is_wrong():
    rows, bad = read_lead_times(
        "country;city;service;first_attempt_days;delivery_days;valid_from\n"
        "RU;Москва;door;1;2;2026-02-05\nRUS;x;;1;2;\nRU;x;drone;1;2;\nRU;x;;3;2;\nRU;x;;x;2;\n"
        "RU;x;;1;2;5 Feb\n\n"
    )
    assert [(row.line, row.city, row.valid_from) for row in rows] == [
        (2, "moscow", datetime(2026, 2, 5, tzinfo=UTC))
    ]
    assert [one.line for one in bad] == [3, 4, 5, 6, 7]
    assert read_lead_times("city\nx")[1][0].line == 1

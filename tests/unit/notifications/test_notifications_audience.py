"""Fact + preferences + hour -> envelopes (R-004-01..-03, R-004-32, N3)."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from notifications.rules.audience import Envelope, News, Recipient, buyer_channel, envelopes, wants
from notifications.rules.digest import ONE_BY_ONE, WINDOW, hold_until, is_storm
from notifications.rules.languages import message_language
from notifications.rules.quiet import Quiet, put_off_until, quiet_ends
from notifications.states import CHOSEN_KINDS, Channel, Kind

KYIV = ZoneInfo("Europe/Kyiv")
NIGHT = Quiet(time(22), time(8), KYIV)
NOON = datetime(2026, 2, 3, 10, tzinfo=UTC)
INBOX = Recipient("shop:1", "uk", email="inbox@shop.test")
OWNER = Recipient("user:7", "ru", email="owner@shop.test", chat="501")
MATE = Recipient("user:8", "zh", email="mate@shop.test")


def at(hour, minute=0, day=3):
    return datetime(2026, 2, day, hour, minute, tzinfo=KYIV).astimezone(UTC)


def told(recipients, news=None, quiet=None, now=NOON):
    found = envelopes(news or News(Kind.NEW_ORDERS), recipients, quiet, now)
    return [(one.person_key, one.channel.value, one.language) for one in found]


class TestWhoIsTold:
    def test_the_inbox_by_mail_and_the_linked_by_telegram_each_in_their_language(self):
        assert told([INBOX, OWNER, MATE]) == [
            ("shop:1", "email", "uk"),
            ("user:7", "telegram", "ru"),
        ]

    def test_mail_to_ones_own_address_is_for_those_who_asked(self):
        wish = {(Kind.NEW_ORDERS, Channel.EMAIL): True}
        mate = Recipient("user:8", "zh", email="mate@shop.test", wishes=wish)
        assert told([INBOX, mate]) == [("shop:1", "email", "uk"), ("user:8", "email", "zh")]

    @pytest.mark.parametrize("kind", CHOSEN_KINDS)
    def test_each_kind_can_be_declined_by_each_channel(self, kind):
        inbox = Recipient("shop:1", "uk", email="a@b.test", wishes={(kind, Channel.EMAIL): False})
        owner = Recipient("user:7", "ru", chat="5", wishes={(kind, Channel.TELEGRAM): False})
        assert told([inbox, owner], News(kind)) == []

    def test_news_of_the_service_itself_cannot_be_declined(self):
        inbox = Recipient(
            "shop:1", "uk", email="a@b.test", wishes={(Kind.SERVICE, Channel.EMAIL): False}
        )
        assert wants(inbox, Kind.SERVICE, Channel.EMAIL)

    def test_one_address_is_written_to_once_whatever_its_case(self):
        wish = {(Kind.NEW_ORDERS, Channel.EMAIL): True}
        owner = Recipient("user:7", "ru", email="INBOX@shop.test", wishes=wish)
        assert told([INBOX, owner]) == [("shop:1", "email", "uk")]

    def test_who_has_no_address_is_not_told(self):
        assert told([Recipient("shop:1", "uk"), Recipient("user:9", "uk")]) == []


class TestBuyers:
    BOTH = (Channel.EMAIL, Channel.SMS)

    @pytest.mark.parametrize(
        ("email", "phone", "spoken", "channel"),
        [
            ("a@b.test", "+380", BOTH, Channel.EMAIL),
            ("", "+380", BOTH, Channel.SMS),
            ("a@b.test", "", BOTH, Channel.EMAIL),
            ("a@b.test", "+380", (Channel.SMS,), Channel.SMS),
            ("a@b.test", "", (Channel.SMS,), None),
            ("", "", BOTH, None),
            ("a@b.test", "+380", (), None),
        ],
    )
    def test_a_buyer_is_told_by_mail_else_by_sms_never_by_both(self, email, phone, spoken, channel):
        assert buyer_channel(email=email, phone=phone, spoken=spoken) == channel


class TestQuietHours:
    @pytest.mark.parametrize(
        ("now", "ends"),
        [
            (at(21, 59), None),
            (at(22), at(8, day=4)),
            (at(23, 30), at(8, day=4)),
            (at(3, day=4), at(8, day=4)),
            (at(7, 59, day=4), at(8, day=4)),
            (at(8, day=4), None),
        ],
    )
    def test_a_night_ends_in_the_morning_of_the_shops_clock(self, now, ends):
        assert quiet_ends(now, NIGHT) == ends

    def test_hours_within_one_day(self):
        rest = Quiet(time(13), time(14), KYIV)
        assert [quiet_ends(at(h), rest) for h in (12, 13, 14)] == [None, at(14), None]

    def test_equal_ends_are_no_quiet_hours(self):
        assert quiet_ends(at(23), Quiet(time(8), time(8), KYIV)) is None

    def test_over_a_clock_change_the_morning_is_by_the_wall(self):
        # In the night to 29 March 2026 Kyiv goes from 03:00 to 04:00: eight is an hour sooner.
        before = datetime(2026, 3, 28, 21, tzinfo=UTC)
        assert quiet_ends(before, NIGHT) == datetime(2026, 3, 29, 5, tzinfo=UTC)

    def test_an_urgent_message_never_waits(self):
        assert put_off_until(at(23), NIGHT, urgent=True) is None

    def test_a_message_that_would_come_too_late_goes_at_once(self):
        morning, due = at(8, day=4), at(7, day=4)
        assert put_off_until(at(23), NIGHT, urgent=False, useful_until=due) is None
        assert put_off_until(at(23), NIGHT, urgent=False, useful_until=at(9, day=4)) == morning

    def test_the_envelope_bears_the_moment(self):
        news = News(Kind.WARNINGS, useful_until=at(12, day=4))
        assert envelopes(news, [INBOX], NIGHT, at(23)) == [
            Envelope("shop:1", Channel.EMAIL, "uk", at(8, day=4))
        ]


class TestStorms:
    def test_the_first_five_go_by_themselves_and_the_sixth_waits_for_the_window(self):
        moments = [NOON - timedelta(seconds=s) for s in range(ONE_BY_ONE)]
        assert hold_until(moments[:-1], NOON) is None
        assert hold_until(moments, NOON) == moments[-1] + WINDOW

    def test_what_is_older_than_the_window_does_not_count(self):
        assert hold_until([NOON - WINDOW] * 9, NOON) is None

    @pytest.mark.parametrize(
        ("gathered", "storm"),
        [
            ([False] * 5, False),
            ([False] * 6, True),
            ([True], False),
            ([True, True], True),
            ([True, False, False], False),
            ([], False),
        ],
    )
    def test_what_makes_a_digest(self, gathered, storm):
        assert is_storm(gathered) is storm


@pytest.mark.parametrize(
    ("wishes", "language"),
    [
        (("uk",), "uk"),
        (("zh-hans",), "zh"),
        (("zh_CN",), "zh"),
        (("de", "ru"), "ru"),
        (("", "de"), "en"),
        ((), "en"),
        (("EN-gb",), "en"),
    ],
)
def test_the_language_is_the_first_that_we_speak(wishes, language):
    assert message_language(*wishes) == language

"""Every message exists, in every language, for every channel, and can be sent (R-004-61, R-004-32b)."""

import itertools

import pytest

from notifications.rules.languages import LANGUAGES
from notifications.rules.rendering import fill_part, filled, fits_one_sms, sms_alphabet
from notifications.rules.topics import COURIER_SAMPLE, ORDER_SAMPLE, PHRASES, TOPICS
from notifications.rules.wording import TELEGRAM_LIMIT, UNKNOWN, telegram_can_show, why_not
from notifications.selectors.templates import FOLDER, shipped
from notifications.states import Channel

EVERY = list(itertools.product(TOPICS, LANGUAGES))
LONGEST = {
    "shop": "Крамниця з дуже довгою назвою " * 4,
    "number": "ЗАМОВЛЕННЯ-" * 8,
    "total": "1 234 567 890,50 UAH",
    "items": "2 × Чайник\n" * 3,
    "due": "27.04 18:20",
    "good": "27.04 18:20",
    "step": "погодити",
    "address": "Київ, вулиця Велика Васильківська, будинок 100, під'їзд 7, " * 3,
    "carrier": "Нова Пошта Міжнародна доставка",
    "waybill": "20450012345678901234567890",
    "visit": "",
    "courier_phone": "",
}
LONGEST_COURIER = {**LONGEST, "visit": "12月27日 18:20", "courier_phone": "+380501234567890"}


def test_there_is_a_folder_for_each_message_and_no_other():
    folders = {path.name for path in FOLDER.iterdir() if path.is_dir()}
    assert folders == {*TOPICS, PHRASES}


@pytest.mark.parametrize(("topic", "language"), EVERY)
def test_every_part_is_there(topic, language):
    assert tuple(shipped(topic, language)) == TOPICS[topic].parts


@pytest.mark.parametrize(("topic", "language"), EVERY)
def test_every_part_can_be_sent(topic, language):
    for part, body in shipped(topic, language).items():
        assert why_not(topic, part, body) == ("", "")


@pytest.mark.parametrize("topic", TOPICS)
def test_no_two_languages_say_the_same(topic):
    texts = [tuple(shipped(topic, language).values()) for language in LANGUAGES]
    assert len(set(texts)) == len(LANGUAGES)


@pytest.mark.parametrize(
    ("topic", "language"), [(t, la) for t, la in EVERY if Channel.SMS in TOPICS[t].channels]
)
def test_an_sms_is_one_sms_even_at_its_longest(topic, language):
    for values in (LONGEST, LONGEST_COURIER):
        text = fill_part("sms", shipped(topic, language)["sms"], values)
        assert (fits_one_sms(text), text) == (True, text)


@pytest.mark.parametrize(
    ("topic", "language"), [(t, la) for t, la in EVERY if Channel.TELEGRAM in TOPICS[t].channels]
)
def test_a_telegram_message_is_three_lines_and_can_be_shown(topic, language):
    for sample in TOPICS[topic].samples:
        text = fill_part("telegram", shipped(topic, language)["telegram"], sample)
        assert telegram_can_show(text)
        assert len(text.splitlines()) <= 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_courier_message_holds_visit_time_and_phone(language):
    """R-004-15."""
    for part in ("email", "sms"):
        text = fill_part(part, shipped("buyer_delivering", language)[part], COURIER_SAMPLE)
        assert [text.count("27.04 14:30"), text.count("+380501234567")] == [1, 1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_carrier_message_holds_carrier_and_waybill(language):
    """R-004-16."""
    [sample, _] = TOPICS["buyer_delivering"].samples
    for part in ("email", "sms"):
        text = fill_part(part, shipped("buyer_delivering", language)[part], sample)
        assert [text.count("Нова Пошта"), text.count("20450012345678")] == [1, 1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pickup_message_holds_number_and_place(language):
    """R-004-17."""
    [sample] = TOPICS["buyer_awaiting_pickup"].samples
    text = fill_part("sms", shipped("buyer_awaiting_pickup", language)["sms"], sample)
    assert [text.count("A-1041"), text.count("Хрещатик")] == [1, 1]


class TestPhrases:
    SAMPLE = {**ORDER_SAMPLE, "shops": "A, B", "who": "Olena", "at": "27.04 18:20", "now": "…"}

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_every_language_has_every_phrase(self, language):
        assert list(shipped(PHRASES, language)) == list(shipped(PHRASES, "en"))

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_every_phrase_can_be_shown(self, language):
        for name, body in shipped(PHRASES, language).items():
            text = filled(body, self.SAMPLE, markup=True, unknown=UNKNOWN)
            assert (UNKNOWN in text, telegram_can_show(text), name) == (False, True, name)


class TestWhatStaffMayWrite:
    @pytest.mark.parametrize(
        ("part", "body"),
        [
            ("telegram", "{% if %}"),
            ("telegram", "{{ nothing }}"),
            ("telegram", "<b>{{ number }}"),
            ("telegram", "<b>{{ number }}</i>"),
            ("telegram", '<a href="https://x.test">{{ number }}</a>'),
            ("telegram", "<script>x</script>"),
            ("telegram", "{% include 'base.html' %}"),
            ("telegram", "{% load static %}"),
            ("telegram", "{% if visit %}{{ number }}{% endif %}"),
            ("telegram", "x" * (TELEGRAM_LIMIT + 1)),
            ("sms", "{{ number }}"),
        ],
    )
    def test_what_cannot_be_sent_is_refused_with_a_reason(self, part, body):
        assert why_not("new_order", part, body)[0] != ""

    def test_an_sms_too_long_is_refused(self):
        assert why_not("buyer_received", "sms", "я" * 71)[0] != ""
        assert why_not("buyer_received", "sms", "я" * 70) == ("", "")
        assert why_not("buyer_received", "sms", "x" * 160) == ("", "")

    @pytest.mark.parametrize(
        ("text", "alphabet"), [("Order A-1", "GSM-7"), ("№1", "UCS-2"), ("ok 👍", "UCS-2")]
    )
    def test_the_alphabet_of_an_sms(self, text, alphabet):
        assert sms_alphabet(text) == alphabet

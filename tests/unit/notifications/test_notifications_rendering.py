"""Hostile text in names and goods stays text, in each channel (A3)."""

import html

import pytest

from notifications.rules.rendering import VALUE_LIMIT, clip, fill_part, filled, plain_of, sections
from notifications.rules.wording import telegram_can_show
from notifications.rules.words import amount, goods, moment
from tests.factories.hostile import HOSTILE


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_value_stays_text_in_telegram(hostile):
    text = fill_part(
        "telegram", "<b>{{ number }}</b> · {{ shop }}", {"number": hostile, "shop": hostile}
    )
    assert telegram_can_show(text)
    assert text.startswith("<b>")
    assert text.count("<") == 2


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_value_says_the_same_after_telegram_has_read_it(hostile):
    plain = filled("{{ shop }}", {"shop": hostile}, markup=False)
    assert html.unescape(fill_part("telegram", "{{ shop }}", {"shop": hostile})) == plain


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_value_is_one_line_in_a_subject_and_in_an_sms(hostile):
    for part in ("subject", "sms"):
        text = fill_part(part, "№{{ number }}", {"number": hostile})
        assert text == " ".join(text.split())


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\u200f"])
def test_marks_that_turn_the_writing_are_taken_out(mark):
    assert filled("{{ shop }}", {"shop": f"a{mark}b"}, markup=True) == "ab"


def test_a_value_is_never_read_as_a_template():
    assert filled("{{ shop }}", {"shop": "{{ number }}{% debug %}"}, markup=False) == (
        "{{ number }}{% debug %}"
    )


def test_control_characters_become_spaces_and_long_values_are_cut():
    assert filled("{{ shop }}", {"shop": "a\x00b\x1bc"}, markup=False) == "a b c"
    assert len(filled("{{ shop }}", {"shop": "x" * 9999}, markup=False)) == VALUE_LIMIT


def test_emoji_and_right_to_left_letters_are_kept():
    words = "متجر 🛍️ Їжак"
    assert filled("{{ shop }}", {"shop": words}, markup=True) == words


def test_lists_are_cleaned_item_by_item():
    source = "{% for line in lines %}{{ line }};{% endfor %}"
    assert filled(source, {"lines": ["<b>", "a\u202eb"]}, markup=True) == "&lt;b&gt;;ab;"


def test_plain_words_of_a_telegram_message():
    assert plain_of("🆕 <b>№1 &amp; &lt;x&gt;</b>\nгаразд") == "🆕 №1 & <x>\nгаразд"


def test_sections_of_a_file():
    assert sections("[subject]\nA\n\n[telegram]\n<b>B</b>\nC\n") == {
        "subject": "A",
        "telegram": "<b>B</b>\nC",
    }


@pytest.mark.parametrize(
    ("text", "limit", "short"), [("abc", 3, "abc"), ("abcd", 3, "ab."), ("ab d", 4, "ab d")]
)
def test_clipping(text, limit, short):
    assert clip(text, limit) == short


class TestWords:
    def test_moments_by_language_in_the_shops_zone(self):
        from datetime import UTC, datetime
        from zoneinfo import ZoneInfo

        at, kyiv = datetime(2026, 4, 27, 15, 20, tzinfo=UTC), ZoneInfo("Europe/Kyiv")
        assert [moment(at, kyiv, code) for code in ("uk", "ru", "en", "zh")] == [
            "27.04 18:20",
            "27.04 18:20",
            "27 Apr 18:20",
            "4月27日 18:20",
        ]
        assert moment(None, kyiv, "uk") == ""

    def test_amounts_by_language(self):
        assert [amount(128950, "UAH", code) for code in ("uk", "en")] == [
            "1\u00a0289,50\u00a0UAH",
            "1,289.50\u00a0UAH",
        ]
        assert amount(500, "JPY", "en") == "500\u00a0JPY"

    def test_goods_are_a_few_lines(self):
        lines = [(f"Thing {n}", n) for n in range(1, 6)]
        assert goods(lines) == "1 × Thing 1\n2 × Thing 2\n3 × Thing 3\n+ 2"
        assert goods([("a\nb" + "x" * 99, 1)]).count("\n") == 0

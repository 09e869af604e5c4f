"""What is said on the telephone: complete, in the buyer's language, with no blank left."""

import re
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.rules.call_script import Call, script_of, spoken_language

FULL = {
    "language": "en",
    "currency": "UAH",
    "buyer": "Ivan Gudz",
    "operator": "Olena",
    "shop": "Good Shop",
    "number": "A-1041",
    "goods": [("Cup, white", 2), ("Plate", 1)],
    "goods_minor": 39_900,
    "offered": [("Saucer", 5_000)],
    "method": "carrier_point",
    "address": "Kyiv, 12",
    "agreed_on": date(2026, 2, 6),
    "ship_by": date(2026, 2, 5),
    "delivery_minor": 7_050,
    "total_minor": 46_950,
    "is_paid": False,
}
EMPTY = {
    "buyer": "",
    "operator": "",
    "shop": "",
    "number": "",
    "goods": [],
    "goods_minor": None,
    "offered": [],
    "method": "",
    "address": "",
    "agreed_on": None,
    "ship_by": None,
    "delivery_minor": 0,
    "total_minor": None,
}
ORDER = ["greeting", "time", "goods", "more", "delivery", "date", "cost", "thanks", "review"]
BLANK = re.compile(r"%\(|\{|None|\(\)|\s[.,!?:]|  |,\s*[.,!?]|:\s*[.!?]|^[.,!?:\s]")


def said(**values):
    return {step.name: step.words for step in script_of(Call(**{**FULL, **values}))}


def test_the_whole_script_in_its_order_r_004_56():
    steps = script_of(Call(**FULL))
    assert [step.name for step in steps] == ORDER
    assert said() == {
        "greeting": "Hello, Ivan Gudz! My name is Olena, I am calling from the shop Good Shop."
        " It is about your order A-1041.",
        "time": "Is it convenient for you to talk now?",
        "goods": "You have ordered: Cup, white × 2, Plate × 1. The goods cost 399\u00a0UAH.",
        "more": "People who take this often also take: Saucer (50\u00a0UAH)."
        " Shall I add something?",
        "delivery": "Delivery: carrier, to a pick-up point, Kyiv, 12. Is that right?",
        "date": "We have agreed on 6 February 2026, does that still suit you?",
        "cost": "Delivery costs about 70.50\u00a0UAH, and all together it is 469.50\u00a0UAH.",
        "thanks": "Thank you for your order!",
        "review": "When you have it in your hands, please leave a review of our shop and of the"
        " goods.",
    }


def test_it_opens_with_the_names_of_operator_and_shop_r_004_09():
    opening = script_of(Call(**FULL))[0]
    assert ("Olena" in opening.words, "Good Shop" in opening.words) == (True, True)


def test_it_names_goods_and_quantities_r_004_10():
    assert "Cup, white × 2, Plate × 1" in said()["goods"]
    assert "more" not in said(offered=[])


@pytest.mark.parametrize(
    ("delivery", "words"),
    [
        (0, "All together it is 469.50\u00a0UAH."),
        (7_050, "Delivery costs about 70.50\u00a0UAH, and all together it is 469.50\u00a0UAH."),
    ],
)
def test_delivery_that_costs_is_named_with_the_final_sum_r_004_11(delivery, words):
    assert said(delivery_minor=delivery)["cost"] == words
    assert said(delivery_minor=delivery, is_paid=True)["cost"] == f"{words} It is paid already."


def test_it_ends_by_asking_for_a_review_r_004_57():
    last = script_of(Call(**FULL))[-1]
    assert (last.name, "review" in last.words) == ("review", True)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"agreed_on": None}, "We shall send it by 5 February 2026, does that suit you?"),
        (
            {"agreed_on": None, "method": "self_pickup"},
            "It will be ready for you by 5 February 2026, does that suit you?",
        ),
        ({"agreed_on": None, "ship_by": None}, "What day would suit you?"),
    ],
)
def test_without_an_agreed_day_another_is_offered_or_asked_r_004_56(values, words):
    assert said(**values)["date"] == words


@pytest.mark.parametrize("left_out", [*([name] for name in EMPTY), list(EMPTY)])
def test_what_is_not_known_leaves_no_blank_r_004_56(left_out):
    for step in script_of(Call(**{**FULL, **{name: EMPTY[name] for name in left_out}})):
        assert not BLANK.search(step.words.replace("\u00a0", "~")), step
        assert step.words


def test_every_pair_of_missing_values_leaves_no_blank_r_004_56():
    for first, second in product(EMPTY, EMPTY):
        values = {**FULL, first: EMPTY[first], second: EMPTY[second]}
        words = [step.words.replace("\u00a0", "~") for step in script_of(Call(**values))]
        assert [w for w in words if BLANK.search(w)] == []


NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30)


@given(NAMES, NAMES, NAMES, st.sampled_from(["uk", "ru", "en", "zh", "", "de"]))
def test_whatever_the_names_it_can_be_said(buyer, operator, goods, language):
    call = Call(
        **{
            **FULL,
            "buyer": buyer,
            "operator": operator,
            "goods": [(goods, 1)],
            "language": language,
        }
    )
    steps = script_of(call)
    assert steps[0].name == "greeting"
    assert all(step.words and "\n" not in step.words for step in steps)


@pytest.mark.parametrize(
    ("language", "spoken"),
    [
        ("uk", "uk"),
        ("uk-UA", "uk"),
        ("RU", "ru"),
        ("en_GB", "en"),
        ("zh", "zh-hans"),
        ("zh-Hans", "zh-hans"),
        ("de", "uk"),
        ("", "uk"),
    ],
)
def test_the_buyers_language_is_spoken_r_004_56(language, spoken):
    assert spoken_language(language) == spoken


def test_day_and_money_are_the_languages_own_r_004_56():
    assert "6 лютого 2026" in said(language="uk")["date"]
    assert "70,50\u00a0UAH" in said(language="ru")["cost"]
    assert "6 February 2026" in said(language="en")["date"]

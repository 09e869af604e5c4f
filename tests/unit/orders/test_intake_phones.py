import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.rules.phones import Phone, read_phone
from orders.rules.search import search_text


@pytest.mark.parametrize(
    ("written", "served", "home", "phone"),
    [
        ("+380671234567", ["UA"], "UA", Phone("+380671234567", True)),
        ("067 123-45-67", ["UA"], "UA", Phone("+380671234567", True)),
        ("0671234567", ["UA"], "", Phone("+380671234567", True)),
        ("8 (912) 345-67-89", ["RU"], "RU", Phone("+79123456789", True)),
        ("+79123456789", ["UA"], "UA", Phone("+79123456789", False)),
        ("+8613812345678", ["RU", "CN"], "RU", Phone("+8613812345678", True)),
        ("+380991", ["UA"], "UA", Phone("+380991", False)),
        ("call my wife", ["UA"], "UA", Phone("call my wife", False)),
        ("", ["UA"], "UA", Phone("", False)),
        ("+442079460018", [], "", Phone("+442079460018", True)),
        ("020 7946 0018", [], "", Phone("020 7946 0018", False)),
    ],
)
def test_a_phone_is_read_or_kept_and_a_foreign_one_is_flagged(written, served, home, phone):
    """R-004-48, C-30."""
    assert read_phone(written, served, home) == phone


@given(st.integers(10**8, 10**9 - 1), st.sampled_from(["UA", "PL", "BY"]))
def test_the_short_cut_agrees_with_the_library(number, country):
    written = f"+{phonenumbers.country_code_for_region(country)}{number}"
    valid = phonenumbers.is_valid_number(phonenumbers.parse(written, None))
    assert read_phone(written, [country], country).ok == valid


def test_the_search_text_has_each_word_once_in_lower_case():
    text = search_text(
        number="A-17", name="Олена ҐУДЗЬ", phone="+380671", recipient="Олена ҐУДЗЬ", skus=["B", "B"]
    )
    assert text == "a-17 олена ґудзь +380671 b"

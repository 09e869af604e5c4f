import pytest

from config.kit.amounts import amount_text, count_text, money_text

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("minor", "currency", "language", "text"),
    [
        (123450, "UAH", "uk", f"1{NBSP}234,50{NBSP}₴"),
        (123450, "RUB", "ru", f"1{NBSP}234,50{NBSP}₽"),
        (123450, "GBP", "en", "£1,234.50"),
        (123450, "CNY", "zh-hans", "¥1,234.50"),
        (5, "USD", "en", "$0.05"),
        (0, "EUR", "uk", f"0,00{NBSP}€"),
        (-123450, "UAH", "uk", f"\u22121{NBSP}234,50{NBSP}₴"),
        (-5, "GBP", "en", "\u2212£0.05"),
        (1234, "JPY", "en", f"1,234{NBSP}JPY"),
        (9_007_199_254_740_993, "USD", "en", "$90,071,992,547,409.93"),
    ],
)
def test_money_is_written_as_the_language_does(minor, currency, language, text):
    """The last row is past what a float can hold: nothing passes through one."""
    assert money_text(minor, currency, language) == text


def test_an_amount_leaves_the_sign_of_its_currency_to_the_column():
    assert amount_text(123450, "UAH", "uk") == f"1{NBSP}234,50"


@pytest.mark.parametrize(
    ("language", "text"), [("uk", f"14{NBSP}595"), ("en", "14,595"), ("zh-hans", "14,595")]
)
def test_counts_are_grouped(language, text):
    assert count_text(14595, language) == text

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.rules.files.amounts import Unclear, amount_of, decimal_of, is_rounded, quantity_of


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("2.55", 255),
        ("2,55", 255),
        ("1 234,56", 123_456),
        ("1\u00a0234,56", 123_456),
        ("1\u202f234,5", 123_450),
        ("1,234.56", 123_456),
        ("1.234,56", 123_456),
        ("1'234.56", 123_456),
        ("1.234.567", 123_456_700),
        ("1,234,567.00", 123_456_700),
        ("12.500", 1_250),
        ("1234", 123_400),
        ("0", 0),
        ("-11.50", -1_150),
        ("₴1 234,56", 123_456),
        ("1234,5 грн.", 123_450),
        ("99 руб", 9_900),
        ("¥12.00", 1_200),
        ("12.", 1_200),
    ],
)
def test_an_amount_is_read_as_people_write_it(text, minor):
    """I4."""
    if text == "12.500":
        assert amount_of(text, "UAH", ".") == minor
    else:
        assert amount_of(text, "UAH") == minor


@pytest.mark.parametrize(
    ("text", "decimal", "code"),
    [
        ("1,234", "", "ambiguous_amount"),
        ("1.234", "", "ambiguous_amount"),
        ("12.345", "", "ambiguous_amount"),
        ("1.2345", "", "too_precise"),
        ("0.001", ".", "too_precise"),
        ("12,50", ".", "not_an_amount"),
        ("1,23,456", "", "not_an_amount"),
        ("1.2.3", "", "not_an_amount"),
        ("", "", "not_an_amount"),
        ("abc", "", "not_an_amount"),
        ("=1+1", "", "not_an_amount"),
        ("1e3", "", "not_an_amount"),
        ("--1", "", "not_an_amount"),
        ("9" * 40, "", "not_an_amount"),
        ("१२", "", "not_an_amount"),
    ],
)
def test_what_is_no_amount_or_could_be_two_is_refused(text, decimal, code):
    """I4: money is never guessed."""
    with pytest.raises(Unclear, match=code):
        amount_of(text, "UAH", decimal)


@pytest.mark.parametrize(("currency", "minor"), [("JPY", 1_234), ("KWD", 1_234_000)])
def test_the_digits_are_those_of_the_currency(currency, minor):
    assert amount_of("1 234", currency) == minor


@given(st.integers(0, 10**12), st.sampled_from([("", "."), (" ", ","), (",", "."), (".", ",")]))
def test_every_amount_we_write_is_read_back(minor, style):
    group, decimal = style
    text = f"{minor // 100:,}".replace(",", group) + f"{decimal}{minor % 100:02}"
    assert amount_of(text, "UAH") == minor


@pytest.mark.parametrize(
    ("texts", "sign"),
    [
        (["1,234", "12,50"], ","),
        (["1,234", "12.50"], "."),
        (["1,234", "5"], ""),
        (["12.50", "12,50"], ""),
        (["1 234,5"], ","),
        ([], ""),
    ],
)
def test_the_decimal_sign_is_told_only_when_there_is_no_doubt(texts, sign):
    assert decimal_of(texts) == sign


@pytest.mark.parametrize(
    ("text", "quantity"),
    [("12", 12), (" 3 ", 3), ("2.0", 2), ("2,00", 2), ("-4", -4), ("1 200", 1200)],
)
def test_a_quantity_is_whole(text, quantity):
    assert quantity_of(text) == quantity


@pytest.mark.parametrize("text", ["", "1.5", "two", "1e2", "9" * 20, "²"])
def test_what_is_no_whole_number_is_no_quantity(text):
    with pytest.raises(Unclear, match="not_a_quantity"):
        quantity_of(text)


@pytest.mark.parametrize(
    ("text", "rounded"),
    [("4,82E+12", True), ("1E+12", True), ("1.5e+9", True), ("5E12", False), ("85123E", False)],
)
def test_a_rounded_barcode_is_seen(text, rounded):
    """I4: 1E+12 barcodes."""
    assert is_rounded(text) == rounded

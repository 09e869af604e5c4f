"""A misread parcel code is known by its check character."""

from hypothesis import given
from hypothesis import strategies as st

from warehouse.rules.check_codes import CHARACTERS, is_whole, with_check

numbers = st.integers(0, 10**9 - 1)


@given(numbers)
def test_a_code_is_short_and_whole(number):
    code = with_check("OG", number)
    assert (len(code), code[:2], is_whole(code, "OG")) == (12, "OG", True)


@given(numbers, st.integers(2, 10), st.integers(1, 9))
def test_one_wrong_digit_shows(number, place, by):
    code = with_check("OG", number)
    digit = str((int(code[place]) + by) % 10)
    assert not is_whole(code[:place] + digit + code[place + 1 :], "OG")


@given(numbers, st.integers(2, 9))
def test_two_digits_in_each_others_place_show(number, place):
    code = with_check("OG", number)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert is_whole(swapped, "OG") == (swapped == code)


def test_the_check_is_modulo_a_prime():
    assert len(set(CHARACTERS)) == 31

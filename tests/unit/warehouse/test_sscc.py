"""The number of a pallet, held against somebody else's reading of GS1 (R-002-22)."""

import biip
import pytest

from warehouse.rules.sscc import OutOfNumbers, sscc, sscc_in


@pytest.mark.parametrize("prefix", ["4829999", "48299991", "482999912", "4829999123"])
@pytest.mark.parametrize("serial", [1, 7, 999_999, 1_000_000])
def test_the_check_digit_is_gs1s_own_r_002_22(prefix, serial):
    number = sscc(prefix, serial)
    found = biip.parse(f"]C100{number}").sscc
    assert (found.value, found.value[:-1] + str(found.check_digit), len(number)) == (
        number,
        number,
        18,
    )


def test_serials_past_the_width_count_on_in_the_extension_digit():
    first, second = sscc("4829999123", 999_999), sscc("4829999123", 1_000_000)
    assert (first[0], second[0], first[1:11], second[11:17]) == ("0", "1", "4829999123", "000000")
    with pytest.raises(OutOfNumbers):
        sscc("4829999123", 10_000_000)


def test_no_two_serials_share_a_number():
    numbers = {sscc("4829999", serial) for serial in range(10_000)}
    assert len(numbers) == 10_000


@pytest.mark.parametrize(
    ("code", "is_found"),
    [
        ("{}", True),
        ("00{}", True),
        ("(00){}", True),
        ("OG{}", False),
        ("", False),
    ],
)
def test_a_scan_holds_an_sscc_or_none(code, is_found):
    number = sscc("4829999", 42)
    assert sscc_in(code.format(number)) == (number if is_found else "")


def test_a_misread_digit_is_seen():
    number = sscc("4829999", 42)
    wrong = number[:9] + str((int(number[9]) + 1) % 10) + number[10:]
    assert sscc_in(wrong) == ""

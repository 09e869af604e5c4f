"""Weights (R-002-20): what is expected, how far it may differ, what is learned, what a scale types."""

import random
from statistics import mean, stdev

import pytest

from warehouse.rules.weighing import (
    Learned,
    Piece,
    expected_weight,
    grams_in,
    piece_weight,
    suspect,
)


def learned(*weights):
    known = Learned()
    for grams in weights:
        known = known.with_piece(grams)
    return known


def cup(quantity=1, stated=340, known=None):
    return Piece(name="Cup", quantity=quantity, stated_g=stated, learned=known or Learned())


def test_welford_is_the_mean_and_spread_of_what_was_weighed():
    drawn = [random.Random(7).gauss(500, 8) for _ in range(200)]
    known = learned(*drawn)
    assert known.weighed == 200
    assert known.mean_g == pytest.approx(mean(drawn))
    assert known.spread_g == pytest.approx(stdev(drawn))


def test_a_card_is_believed_until_enough_pieces_were_weighed():
    assert expected_weight([cup(known=learned(500, 500, 500, 500))], tare_g=0).grams == 340
    assert expected_weight([cup(known=learned(500, 500, 500, 500, 500))], tare_g=0).grams == 500


def test_r_002_20_the_tolerance_is_that_of_the_sku():
    even = expected_weight([cup(10, known=learned(*[340] * 9))], tare_g=100)
    uneven = expected_weight([cup(10, known=learned(*[320, 360] * 5))], tare_g=100)
    assert (even.grams, uneven.grams) == (3500, 3500)
    assert even.tolerance_g < 120 < uneven.tolerance_g


def test_a_weight_nobody_knows_expects_nothing():
    expected = expected_weight([cup(), cup(stated=None)], tare_g=50)
    assert (expected.grams, expected.fits(1), expected.fits(90_000)) == (None, True, True)


def test_the_border_itself_still_fits():
    expected = expected_weight([cup(known=learned(*[1000] * 9))], tare_g=0)
    assert (expected.grams, expected.tolerance_g) == (1000, 30)
    assert [expected.fits(n) for n in (970, 969, 1030, 1031)] == [True, False, True, False]


def test_a_lacking_piece_is_named():
    lamp = Piece(name="Lamp", quantity=1, stated_g=1450)
    piece, n = suspect([cup(3), lamp], off_g=-345)
    assert (piece.name, n) == ("Cup", 1)
    assert suspect([cup(3), lamp], off_g=1440)[0].name == "Lamp"
    assert suspect([cup(1)], off_g=-680) is None


def test_only_a_parcel_of_one_sku_teaches():
    assert piece_weight([cup(3)], weight_g=1120, tare_g=100) == 340
    assert piece_weight([cup(3), cup()], weight_g=1120, tare_g=100) is None
    assert piece_weight([cup()], weight_g=90, tare_g=100) is None


@pytest.mark.parametrize(
    ("typed", "grams"),
    [
        ("1234", 1234), ("350 g", 350), ("1.234 kg", 1234), ("1,234кг", 1234), ("0.5", 500),
        ("12 КГ", 12_000), ("  75  ", 75), ("2.4公斤", 2400), ("0", None), ("-5", None), ("", None),
        ("20450000123456", None), ("OG0000001K", None), ("1.2345 kg", None), ("9999 kg", None),
        ("1e3", None), ("nan", None), ("٣٤٠", None),
    ],
)  # fmt: skip
def test_what_a_scale_types_is_grams(typed, grams):
    assert grams_in(typed) == grams

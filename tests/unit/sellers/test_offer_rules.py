"""Which offers make sense."""

from dataclasses import replace

import pytest

from sellers.rules.offers import Fault, OfferCard, why_not_an_offer

LAMP = OfferCard(name="Lamp", price_minor=100, currency="UAH", length_mm=10, flags=("fragile",))


def test_a_lamp_is_an_offer():
    assert why_not_an_offer("LMP-1", LAMP) is None


@pytest.mark.parametrize("sku", ["A/1", "Лампа 1", "灯-1", "x" * 64])
def test_a_sku_may_be_written_as_shops_write_them(sku):
    assert why_not_an_offer(sku, LAMP) is None


@pytest.mark.parametrize("sku", ["", " A", "A ", "A\n1", "A\x001", "A\u200b1", "\u202eA"])
def test_a_sku_that_nobody_could_type_again_is_refused(sku):
    assert why_not_an_offer(sku, LAMP) == Fault("sku", "bad_sku")


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"name": "  "}, Fault("name", "no_name")),
        ({"price_minor": -1}, Fault("price_minor", "bad_price", 10**15)),
        ({"price_minor": 10**15 + 1}, Fault("price_minor", "bad_price", 10**15)),
        ({"flags": ("fragile", "haunted")}, Fault("flags", "unknown_flag")),
        ({"length_mm": 0}, Fault("length_mm", "bad_measure", 10_000)),
        ({"height_mm": 10_001}, Fault("height_mm", "bad_measure", 10_000)),
        ({"weight_g": 1_000_001}, Fault("weight_g", "bad_measure", 1_000_000)),
    ],
)
def test_the_first_fault_is_named_with_its_bound(change, fault):
    assert why_not_an_offer("LMP-1", replace(LAMP, **change)) == fault


def test_a_price_of_nothing_and_a_thing_of_unknown_size_are_fine():
    assert why_not_an_offer("GIFT", OfferCard(name="Gift", price_minor=0, currency="UAH")) is None


@pytest.mark.parametrize(
    "category", ["Jewellery", " jewelry ", "Gifts / Jewellery", "Ювелірні вироби"]
)
def test_jewellery_is_refused_at_product_creation(category):
    """R-001-25: whatever way a seller writes it."""
    fault = why_not_an_offer("RING-1", replace(LAMP, category=category))
    assert fault == Fault("category", "jewellery")


@pytest.mark.parametrize("category", ["", "jewellery boxes", "light", "accessories"])
def test_what_only_sounds_like_jewellery_is_accepted(category):
    assert why_not_an_offer("BOX-1", replace(LAMP, category=category)) is None

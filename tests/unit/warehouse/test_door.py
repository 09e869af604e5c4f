"""What is not let in at the door (R-001-23..-26, C-40)."""

import pytest

from warehouse.rules.door import is_measured, read_size, why_not_let_in


def rule(category, size=None):
    why = why_not_let_in(category, size)
    return why and why.rule


@pytest.mark.parametrize(
    "category", ["Food", "perishable food", "Grocery > Dairy", "Скоропортящиеся продукты", "生鲜"]
)
def test_r_001_23_perishable_food_is_refused_with_the_rule(category):
    why = why_not_let_in(category, None)
    assert (why.rule, why.requirement) == ("perishable_food", "R-001-23")
    assert str(why.text).startswith("Perishable food is not accepted.")


@pytest.mark.parametrize(
    ("size", "refused"),
    [
        pytest.param((1500, 1000, 500), None, id="3.00 m"),
        pytest.param((1500, 1000, 501), "too_large", id="a millimetre more"),
        pytest.param((1500, 1000, 510), "too_large", id="3.01 m"),
    ],
)
@pytest.mark.parametrize(
    "category", ["Furniture", "appliances", "Home / Sofas", "Побутова техніка"]
)
def test_r_001_24_furniture_and_appliances_over_three_metres_are_refused(category, size, refused):
    assert rule(category, size) == refused


def test_r_001_24_the_words_say_how_large_it_is():
    text = str(why_not_let_in("furniture", (1500, 1000, 510)).text)
    assert text.endswith("are not accepted: this is 3.01 m.")
    assert str(why_not_let_in("furniture", (1500, 1000, 501)).text).endswith("this is 3.01 m.")


@pytest.mark.parametrize("category", ["toys", "textile", "bicycles", "", "home"])
def test_c_40_the_limit_is_of_furniture_and_appliances_only(category):
    """R-001-26: most goods are accepted, small and bulky."""
    assert (rule(category, (4000, 300, 300)), is_measured(category)) == (None, False)


def test_r_001_25_jewellery_is_refused():
    assert (rule("Jewellery"), rule("Gifts / Jewelry"), rule("jewellery boxes")) == (
        "jewellery",
        "jewellery",
        None,
    )


@pytest.mark.parametrize("category", ["groceries", "tea", "pet food"])
def test_food_that_keeps_is_let_in(category):
    assert rule(category) is None


def test_sides_are_read_as_people_type_them():
    assert read_size(" 1500 x 1000×500") == (1500, 1000, 500)
    assert [read_size(t) for t in ("1500", "1x2", "0x1x1", "axbxc", "")] == [None] * 5

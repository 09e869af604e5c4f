"""Packing rules: what each blocks, suggests and says, over the rules that ship."""

import pytest

from warehouse.rules.packing import (
    Goods,
    Load,
    RuleOf,
    is_unpacked,
    plan_packing,
    why_not_closed,
    why_not_this,
)
from warehouse.services.packing_reference import CATALOGUE, RULES
from warehouse.states import PackagingKind as K

SHIPPED = [RuleOf(**rule) for rule in RULES]
BOXES = [row[4] for row in CATALOGUE if row[4]]
SMALL, LONG = (200, 100, 50), (900, 300, 300)


def plan(*goods, **load):
    return plan_packing(Load(goods=goods, boxes=BOXES, **load), SHIPPED)


def goods(category="", *flags, size=SMALL, quantity=1):
    return Goods(category=category, flags=frozenset(flags), size=size, quantity=quantity)


def missing(made, recorded, note_ticked=False):
    found = why_not_closed(made, recorded, note_ticked=note_ticked)
    return found and (found.code, found.requirement)


@pytest.mark.parametrize("category", ["electronics", "Laptops", "monitors", "3c", " computers "])
def test_r_002_33_electronics_are_boxed_and_anything_else_is_refused(category):
    made = plan(goods(category))
    for kind in (K.BAG, K.COURIER_BAG, K.FILM):
        assert why_not_this(made, kind).requirement == "R-002-33"
    assert why_not_this(made, K.BOX) is None
    assert missing(made, {}) == ("packaging_missing", "R-002-33")
    assert missing(made, {K.BOX: 0}) is None


def test_r_001_30_packaging_made_to_measure_is_a_box():
    made = plan(goods("monitors"))
    assert why_not_this(made, K.CUSTOM) is None
    assert missing(made, {K.CUSTOM: 0, K.FOAM: 0}) is None


@pytest.mark.parametrize("category", ["phones", "tablets", "smartphones"])
def test_r_002_34_a_phone_needs_both_box_and_bag(category):
    made = plan(goods(category))
    assert missing(made, {K.BOX: 0}) == ("packaging_missing", "R-002-34")
    assert missing(made, {K.BAG: 0}) == ("packaging_missing", "R-002-34")
    assert missing(made, {K.BOX: 0, K.BAG: 0}) is None
    assert why_not_this(made, K.COURIER_BAG).requirement == "R-002-34"


@pytest.mark.parametrize("category", ["appliances", "home", "kitchen", "outdoor", "bulky", ""])
def test_r_002_32_what_fits_no_box_takes_film_of_three_layers(category):
    made = plan(goods(category, size=LONG))
    assert made.least_layers == 3
    assert missing(made, {}) == ("packaging_missing", "R-002-32")
    assert missing(made, {K.FILM: 2}) == ("layers_missing", "R-002-32")
    assert missing(made, {K.FILM: 3}) is None


def test_r_002_32_what_fits_a_box_needs_no_film():
    assert (plan(goods("home")).least_layers, missing(plan(goods("home")), {K.BOX: 0})) == (0, None)


def test_r_002_30_several_bulky_pieces_become_one_place_in_film():
    made = plan(goods("outdoor", size=LONG), goods("home", size=LONG))
    assert [s.requirement for s in made.steps if s.must] == ["R-002-30", "R-002-32"]
    assert "one label" in str(made.steps[0].text)
    assert missing(made, {K.FILM: 1}) == ("layers_missing", "R-002-30")


def test_r_002_30_one_bulky_piece_is_no_several():
    assert [s.requirement for s in plan(goods("home", size=LONG)).steps if s.must] == ["R-002-32"]


def test_r_001_29_fragile_adds_bubble_wrap():
    made = plan(goods("kitchen", "fragile"))
    assert missing(made, {K.BOX: 0}) == ("packaging_missing", "R-001-29")
    assert missing(made, {K.BOX: 0, K.BUBBLE_WRAP: 0}) is None


@pytest.mark.parametrize("category", ["clothes", "fashion", "kids", "toys"])
def test_r_002_35_fashion_and_kids_are_suggested_a_bag_and_may_have_another(category):
    made = plan(goods(category))
    assert made.suggested == K.BAG
    assert (why_not_this(made, K.BOX), missing(made, {K.BOX: 0})) == (None, None)


def test_r_001_27_the_shops_wishes_are_needs_with_their_reason():
    made = plan(goods("clothes"), wishes=[K.KRAFT])
    assert missing(made, {K.BAG: 0}) == ("packaging_missing", "R-001-27")
    assert "shop" in why_not_closed(made, {K.BAG: 0}, note_ticked=False).text
    assert missing(made, {K.BAG: 0, K.KRAFT: 0}) is None


def test_r_001_27_a_rule_may_look_at_channel_and_carrier():
    rules = [
        RuleOf(code="by-air", channels=["cainiao"], carriers=["air"], needs=[K.FOAM]),
    ]
    by = {"goods": [goods()], "boxes": BOXES}
    for channel, carrier, needed in (("cainiao", "air", 1), ("cainiao", "sea", 0), ("x", "air", 0)):
        made = plan_packing(Load(channel=channel, carrier=carrier, **by), rules)
        assert len(made.steps) == needed
    assert plan(goods("clothes", size=None), carrier="own_courier").suggested == K.BAG
    assert plan(goods("other"), carrier="own_courier").steps[0].code == "own-courier.advice"


def test_r_003_14_the_buyers_note_must_be_ticked():
    made = plan(goods("clothes"), note="No receipt inside, please")
    assert missing(made, {K.BAG: 0}) == ("note_unread", "R-003-14")
    assert missing(made, {K.BAG: 0}, note_ticked=True) is None


def test_r_002_31_goods_with_nothing_around_them_are_told_apart():
    assert is_unpacked([]) is True
    assert is_unpacked([K.BUBBLE_WRAP, K.KRAFT]) is True
    assert is_unpacked([K.COURIER_BAG]) is False


def test_a_mixed_parcel_keeps_every_rule_of_its_goods():
    made = plan(goods("phones"), goods("kitchen", "fragile"), goods("clothes"))
    assert missing(made, {K.BOX: 0, K.BAG: 0}) == ("packaging_missing", "R-001-29")
    assert missing(made, {K.BOX: 0, K.BAG: 0, K.BUBBLE_WRAP: 0}) is None


def test_r_001_28_the_catalogue_has_the_usual_packaging_and_every_kind():
    assert {row[2] for row in CATALOGUE} == set(K)


def test_a_rule_that_people_added_is_said_by_its_parts():
    made = plan_packing(Load(goods=[goods()]), [RuleOf(code="ours", needs=[K.FOAM])])
    assert str(made.steps[0].text) == "Needed: foam plastic."


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["code"])
def test_every_shipped_rule_has_words_and_the_requirement_it_serves(rule):
    from warehouse.rules.packing_words import _SAID

    assert (rule["code"] in _SAID, rule["requirement"][:2]) == (True, "R-")

"""Which offers make sense. Pure."""

import re
from dataclasses import dataclass

from kernel.money import LARGEST_MINOR
from sellers.states import OfferFlag

LONGEST_MM = 10_000
HEAVIEST_G = 1_000_000
HANDLING_DAYS = (1, 2, 3)
"""In how many working days after payment goods may be promised to leave (R-003-09)."""
_MEASURES = {
    "length_mm": LONGEST_MM,
    "width_mm": LONGEST_MM,
    "height_mm": LONGEST_MM,
    "weight_g": HEAVIEST_G,
}

# Categories are free text, in the seller's own language, often a path: "Gifts / Jewellery".
JEWELLERY = frozenset(
    {
        "diamonds",
        "fine jewellery",
        "fine jewelry",
        "jewellery",
        "jewelry",
        "jewels",
        "драгоценности",
        "коштовності",
        "ювелирные изделия",
        "ювелирные украшения",
        "ювелірні вироби",
        "ювелірні прикраси",
        "珠宝",
        "首饰",
    }
)
_STEPS = re.compile(r"[>/|,;\\»→]")


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferCard:
    """Everything a shop says about one SKU: minor units of ``currency``, millimetres, grams, days."""

    name: str
    price_minor: int
    currency: str
    barcode: str = ""
    category: str = ""
    length_mm: int | None = None
    width_mm: int | None = None
    height_mm: int | None = None
    weight_g: int | None = None
    flags: tuple[str, ...] = ()
    handling_days: int | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with an offer: the field, a stable code, and the bound that was broken."""

    field: str
    code: str
    bound: int = 0


def why_not_an_offer(sku: str, card: OfferCard) -> Fault | None:
    """Return the first thing that is wrong with the card, or None."""
    if not sku or sku != sku.strip() or not sku.isprintable():
        return Fault("sku", "bad_sku")
    if not card.name.strip():
        return Fault("name", "no_name")
    if not 0 <= card.price_minor <= LARGEST_MINOR:
        return Fault("price_minor", "bad_price", LARGEST_MINOR)
    if is_jewellery(card.category):
        return Fault("category", "jewellery")
    if set(card.flags) - set(OfferFlag):
        return Fault("flags", "unknown_flag")
    if card.handling_days not in (None, *HANDLING_DAYS):
        return Fault("handling_days", "bad_handling_days", max(HANDLING_DAYS))
    return _why_not_measures(card)


def words_of_category(category: str) -> frozenset[str]:
    """Return a category and the steps of its path, in lower case, with single spaces."""
    steps = [category, *_STEPS.split(category)]
    return frozenset(" ".join(step.casefold().split()) for step in steps) - {""}


def is_jewellery(category: str) -> bool:
    """Tell whether goods of this category are jewellery, which nobody here may sell (R-001-25)."""
    return bool(words_of_category(category) & JEWELLERY)


def _why_not_measures(card: OfferCard) -> Fault | None:
    """Return the first measure that no parcel can have: left out is fine, nothing or a house is not."""
    for field, bound in _MEASURES.items():
        value = getattr(card, field)
        if value is not None and not 0 < value <= bound:
            return Fault(field, "bad_measure", bound)
    return None

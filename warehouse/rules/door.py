"""What is not let in at the receiving door, and the rule in words (R-001-23..-26, C-40)."""

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from sellers.rules.offers import is_jewellery, words_of_category
from warehouse.rules.packing import FAMILIES

MOST_SIDES_MM = 3_000
PERISHABLE = frozenset(
    {
        "bakery",
        "chilled food",
        "dairy",
        "food",
        "fresh fish",
        "fresh food",
        "fresh meat",
        "frozen food",
        "fruit",
        "fruit and vegetables",
        "meat",
        "perishable food",
        "perishables",
        "ready meals",
        "vegetables",
        "молочные продукты",
        "молочні продукти",
        "мясо",
        "м'ясо",
        "овощи и фрукты",
        "овочі та фрукти",
        "продукты питания",
        "продукти харчування",
        "скоропортящиеся продукты",
        "швидкопсувні продукти",
        "生鲜",
    }
)
FURNITURE = frozenset(
    {
        "beds",
        "cabinets",
        "chairs",
        "furniture",
        "sofas",
        "tables",
        "wardrobes",
        "мебель",
        "меблі",
        "家具",
    }
)
APPLIANCES = FAMILIES["appliances"] | frozenset(
    {
        "fridges",
        "large appliances",
        "refrigerators",
        "stoves",
        "washing machines",
        "бытовая техника",
        "побутова техніка",
        "家电",
    }
)
_SIDES = re.compile(r"^(\d{1,5})[x×*х](\d{1,5})[x×*х](\d{1,5})$", re.IGNORECASE)

Size = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class NotLetIn:
    """A rule of the door that goods break: a stable code, the words, the requirement."""

    rule: str
    text: Any
    requirement: str


_FOOD = NotLetIn(
    "perishable_food",
    _(
        "Perishable food is not accepted. Food that keeps goes under a category of its own,"
        " such as groceries."
    ),
    "R-001-23",
)
_JEWELLERY = NotLetIn("jewellery", _("Jewellery is not accepted."), "R-001-25")


def why_not_let_in(category: str, size: Size | None) -> NotLetIn | None:
    """Return the first rule that goods break, or None; ``size`` in millimetres.

    The limit of 3.00 m holds for furniture and household appliances only (C-40).
    """
    if words_of_category(category) & PERISHABLE:
        return _FOOD
    if is_jewellery(category):
        return _JEWELLERY
    if size and is_measured(category) and sum(size) > MOST_SIDES_MM:
        return NotLetIn("too_large", _too_large(sum(size)), "R-001-24")
    return None


def is_measured(category: str) -> bool:
    """Tell whether goods of this category may be too large: furniture and household appliances."""
    return bool(words_of_category(category) & (FURNITURE | APPLIANCES))


def read_size(text: str) -> Size | None:
    """Return three sides in millimetres, typed as 1500x1000x500; None where they are not."""
    found = _SIDES.match("".join(text.split()))
    if found is None:
        return None
    length, width, height = (int(side) for side in found.groups())
    return (length, width, height) if length and width and height else None


def _too_large(sides_mm: int) -> Any:
    """Say how much too large, cut to centimetres upwards: 3.001 m is not 3.00 m."""
    centimetres = -(-sides_mm // 10)
    return _(
        "Furniture and household appliances over 3.00 m (sum of sides) are not accepted:"
        " this is %(metres)s m."
    ) % {"metres": f"{centimetres / 100:.2f}"}

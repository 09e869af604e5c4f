"""What types of goods there are, by their measures and flags (R-001-26)."""

from collections.abc import Collection
from enum import StrEnum

BULKY_SIDE_MM = 600
BULKY_SUM_MM = 1_200
BULKY_WEIGHT_G = 20_000


class GoodsType(StrEnum):
    """What somebody who stores or carries goods has to know of them."""

    SMALL = "small"
    BULKY = "bulky"
    FRAGILE = "fragile"
    HIGH_VALUE = "high_value"


def types_of(
    size: tuple[int, int, int] | None, weight_g: int | None, flags: Collection[str]
) -> tuple[GoodsType, ...]:
    """Return the types of goods, small or bulky first. Sides are millimetres; what nobody measured is small.

    Bulky is what one person does not carry under one arm: a side over 60 cm, 120 cm in sum, or over 20 kg.
    """
    bulky = (weight_g or 0) > BULKY_WEIGHT_G
    if size is not None:
        bulky = bulky or max(size) > BULKY_SIDE_MM or sum(size) > BULKY_SUM_MM
    first = GoodsType.BULKY if bulky else GoodsType.SMALL
    said = [one for one in (GoodsType.FRAGILE, GoodsType.HIGH_VALUE) if one.value in flags]
    return (first, *said)

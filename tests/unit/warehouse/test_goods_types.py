"""Goods are small or bulky, and may be fragile or of high value besides (R-001-26)."""

import pytest

from warehouse.rules.goods import GoodsType, types_of

SMALL, BULKY = GoodsType.SMALL, GoodsType.BULKY


@pytest.mark.parametrize(
    ("size", "weight", "flags", "types"),
    [
        pytest.param((600, 400, 200), 20_000, [], (SMALL,), id="the largest small one"),
        pytest.param((601, 100, 100), 1_000, [], (BULKY,), id="long"),
        pytest.param((600, 401, 200), 1_000, [], (BULKY,), id="thick in sum"),
        pytest.param((100, 100, 100), 20_001, [], (BULKY,), id="heavy"),
        pytest.param(None, None, [], (SMALL,), id="measured by nobody"),
        pytest.param(
            (100, 100, 100), 300, ["fragile", "high_value", "battery"],
            (SMALL, GoodsType.FRAGILE, GoodsType.HIGH_VALUE), id="a dear vase",
        ),
    ],
)  # fmt: skip
def test_r_001_26_product_types(size, weight, flags, types):
    assert types_of(size, weight, flags) == types

"""Who answers for a claim: the table of C-11 and what stands beside it."""

import pytest

from logistics.rules.liability import Shown, verdict
from logistics.states import ClaimKind

MISSING = {"kind": ClaimKind.MISSING}
FILM, SHEET = {"has_film": True}, {"is_on_sheet": True}


@pytest.mark.parametrize(
    ("shown", "liable", "basis"),
    [
        ({**MISSING, **FILM, **SHEET}, "carrier", "both"),
        ({**MISSING, **FILM}, "person", "one"),
        ({**MISSING, **SHEET}, "person", "one"),
        (MISSING, "seller", "neither"),
        ({"kind": ClaimKind.NO_GOODS, **FILM, **SHEET}, "carrier", "both"),
        ({"kind": ClaimKind.DAMAGED}, "seller", "neither"),
        ({**MISSING, "is_late": True}, "carrier", "late"),
        ({**MISSING, **FILM, "is_late": True}, "carrier", "late"),
        ({"kind": ClaimKind.WRONG_PERSON}, "carrier", "wrong_person"),
        ({"kind": ClaimKind.DAMAGED, **FILM, **SHEET, "is_sellers_risk": True}, "seller", "packaging"),
        ({**MISSING, **FILM, **SHEET, "is_sellers_risk": True}, "carrier", "both"),
        ({"kind": ClaimKind.NO_DATA}, "person", "goods_there"),
        ({"kind": ClaimKind.NO_BARCODE, "is_late": True}, "person", "goods_there"),
        ({"kind": ClaimKind.DAMAGED, **FILM, **SHEET, "came_back": True}, "person", "on_return"),
    ],
)  # fmt: skip
def test_r_002_45_both_proofs_free_the_seller_none_burdens_him_one_asks_a_person(
    shown, liable, basis
):
    """Also R-002-31, R-002-55, R-002-70, R-002-73."""
    found = verdict(Shown(**shown))
    assert (found.liable, found.basis) == (liable, basis)

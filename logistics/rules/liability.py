"""Who answers for a claim, told from what can be shown (C-11). Pure."""

from dataclasses import dataclass

from logistics.states import ClaimBasis, ClaimKind

CARRIER, SELLER, PERSON = "carrier", "seller", "person"
GOODS_ARE_THERE = frozenset({ClaimKind.NO_DATA, ClaimKind.NO_BARCODE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What is known of a claim. ``is_ours``: the carrier has not said anything, we claim."""

    kind: str
    is_late: bool = False
    is_ours: bool = False
    came_back: bool = False
    has_film: bool = False
    is_on_sheet: bool = False
    is_sellers_risk: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """``liable`` is carrier, seller, or person: somebody has to decide. ``basis`` says why."""

    liable: str
    basis: str


def verdict(shown: Shown) -> Verdict:
    """Return who answers (R-002-45, R-002-55, R-002-70, R-002-73).

    Goods that lie at the carrier's are lost to nobody: somebody finds out whose they are. What came back
    damaged a person looks at: the buyer or the carrier may have done it. A late report moves nothing to the
    seller. In time, both proofs free the seller, none burdens him, one leaves it to a person.
    """
    if shown.kind in GOODS_ARE_THERE:
        return Verdict(PERSON, ClaimBasis.GOODS_THERE)
    if shown.kind == ClaimKind.WRONG_PERSON:
        return Verdict(CARRIER, ClaimBasis.WRONG_PERSON)
    if shown.kind == ClaimKind.DAMAGED and shown.is_sellers_risk:
        return Verdict(SELLER, ClaimBasis.PACKAGING)
    if shown.came_back:
        return Verdict(PERSON, ClaimBasis.ON_RETURN)
    if shown.is_late:
        return Verdict(CARRIER, ClaimBasis.LATE)
    proofs = shown.has_film + shown.is_on_sheet
    if proofs == 1:
        return Verdict(PERSON, ClaimBasis.ONE)
    if proofs:
        return Verdict(CARRIER, ClaimBasis.BOTH)
    return Verdict(SELLER, ClaimBasis.NEITHER)

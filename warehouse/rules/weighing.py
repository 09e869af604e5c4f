"""What a parcel should weigh, how far it may differ, what to check if it does (R-002-20). Pure, in grams."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

ENOUGH = 5  # pieces weighed before the scales are believed more than the card
SPREADS = 4.0  # how many spreads of what was learned a parcel may differ
LEAST_G, LEAST_SHARE = 15.0, 0.03  # what scales, tape and paper make of any parcel
STATED_SHARE, STATED_LEAST_G = 0.2, 30.0  # how far a card's weight is believed
HEAVIEST_G = 1_000_000
_TYPED = re.compile(
    r"^\s*([0-9]{1,7}(?:[.,][0-9]{1,3})?)\s*(kg|кг|公斤|g|г|克)?\s*$", re.IGNORECASE
)
_KILOS = frozenset({"kg", "кг", "公斤"})


@dataclass(frozen=True, slots=True)
class Learned:
    """What scales said of one piece of a SKU: Welford's count, mean and sum of squares."""

    weighed: int = 0
    mean_g: float = 0.0
    squares: float = 0.0

    @property
    def spread_g(self) -> float:
        """Return the standard deviation of one piece."""
        return sqrt(self.squares / (self.weighed - 1)) if self.weighed > 1 else 0.0

    def with_piece(self, grams: float) -> "Learned":
        """Return what is known after one more weight of a piece."""
        n = self.weighed + 1
        off = grams - self.mean_g
        mean = self.mean_g + off / n
        return Learned(n, mean, self.squares + off * (grams - mean))


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """So many pieces of one SKU: what the card says of one, and what the scales do."""

    name: str
    quantity: int
    stated_g: int | None
    learned: Learned = Learned()

    @property
    def is_learned(self) -> bool:
        """Whether enough pieces were weighed to believe the scales."""
        return self.learned.weighed >= ENOUGH

    @property
    def one_g(self) -> float | None:
        """Return what one piece weighs, None where nobody knows."""
        if self.is_learned:
            return self.learned.mean_g
        return float(self.stated_g) if self.stated_g else None


@dataclass(frozen=True, slots=True)
class Expected:
    """What a parcel should weigh and by how much it may differ; None where a weight is not known."""

    grams: int | None
    tolerance_g: int = 0

    def fits(self, weight_g: int) -> bool:
        """Tell whether a weight may be right."""
        return self.grams is None or abs(weight_g - self.grams) <= self.tolerance_g


def expected_weight(pieces: Sequence[Piece], *, tare_g: int) -> Expected:
    """Return what these pieces weigh together in packaging of ``tare_g``.

    Spreads of single pieces add up as squares; a card's word as its share, for all pieces err alike.
    """
    total, squares, stated = float(tare_g), (0.1 * tare_g) ** 2, 0.0
    for piece in pieces:
        one = piece.one_g
        if one is None:
            return Expected(None)
        total += one * piece.quantity
        if piece.is_learned:
            squares += piece.quantity * (SPREADS * piece.learned.spread_g) ** 2
        else:
            stated += max(STATED_SHARE * one * piece.quantity, STATED_LEAST_G)
    tolerance = max(sqrt(squares) + stated, LEAST_G, LEAST_SHARE * total)
    return Expected(round(total), round(tolerance))


def suspect(pieces: Sequence[Piece], *, off_g: int) -> tuple[Piece, int] | None:
    """Return which piece, and how many of it, a difference of ``off_g`` looks like; None if like none."""
    best: tuple[float, Piece, int] | None = None
    for piece in pieces:
        if not piece.one_g:
            continue
        n = max(1, round(abs(off_g) / piece.one_g))
        if off_g < 0 and n > piece.quantity:
            continue
        miss = abs(abs(off_g) - n * piece.one_g)
        if miss <= 0.25 * piece.one_g and (best is None or miss < best[0]):
            best = (miss, piece, n)
    return best[1:] if best else None


def piece_weight(pieces: Sequence[Piece], *, weight_g: int, tare_g: int) -> float | None:
    """Return what one piece weighed, told by a parcel of one SKU; None where that cannot be told."""
    if len(pieces) != 1 or weight_g <= tare_g:
        return None
    return (weight_g - tare_g) / pieces[0].quantity


def grams_in(typed: str) -> int | None:
    """Return what a scale typed as grams: "1234", "1.234 kg", "1,234 кг", "350 g"; None for anything else.

    A number without a unit is in grams; with a decimal point in kilograms, as scales that type points do.
    """
    match = _TYPED.match(typed)
    if match is None:
        return None
    number, unit = match[1].replace(",", "."), (match[2] or "").lower()
    kilos = unit in _KILOS or (not unit and "." in number)
    grams = round(float(number) * 1000) if kilos else round(float(number))
    return grams if 0 < grams <= HEAVIEST_G else None

"""Money: integer minor units with a currency. No floats, and nothing is lost in a division."""

from collections.abc import Sequence
from decimal import Decimal, DecimalException

# ISO 4217 currencies whose minor unit is not a hundredth.
EXPONENTS = {
    "JPY": 0,
    "KRW": 0,
    "VND": 0,
    "CLP": 0,
    "KWD": 3,
    "BHD": 3,
    "JOD": 3,
    "TND": 3,
    "OMR": 3,
}
LARGEST_MINOR = 10**15


class NotMoney(ValueError):
    """The text is no amount of money in that currency."""


def exponent(currency: str) -> int:
    """Return how many decimal digits the minor unit of ``currency`` (ISO 4217) has."""
    return EXPONENTS.get(currency, 2)


def to_minor(amount: Decimal | str | int, currency: str) -> int:
    """Return ``amount`` of major units in minor units, exactly.

    Text is ASCII digits with a point. Raises NotMoney for text that is no number, for a fraction of a minor
    unit, and out of range.
    """
    text = str(amount).strip()
    try:
        minor = Decimal(text if text.isascii() and "_" not in text else "no number")
        minor = minor.scaleb(exponent(currency))
    except DecimalException:
        raise NotMoney(f"{amount!r} is not an amount of money.") from None
    if not minor.is_finite() or abs(minor) > LARGEST_MINOR:
        raise NotMoney(f"{amount!r} is out of range.")
    if minor != minor.to_integral_value():
        raise NotMoney(f"{amount} has more digits than {currency} has.")
    return int(minor)


def to_major(minor: int, currency: str) -> Decimal:
    """Return minor units as a Decimal of major units with the currency's digits."""
    return Decimal(minor).scaleb(-exponent(currency))


def share_out(total: int, weights: Sequence[int]) -> list[int]:
    """Split ``total`` minor units by ``weights`` so that the parts sum to it, to the last unit.

    Largest remainder; ties go to the earlier part. Without any weight the first part takes all. A negative
    total is split like its opposite. Raises ValueError for no weights at all and for a negative one.
    """
    if not weights or min(weights) < 0:
        raise ValueError(
            "There must be parts to share among, and none can weigh less than nothing."
        )
    if total < 0:
        return [-part for part in share_out(-total, weights)]
    whole = sum(weights)
    if whole == 0:
        return [total, *[0] * (len(weights) - 1)]
    parts = [total * weight // whole for weight in weights]
    rest = total - sum(parts)
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for index in by_remainder[:rest]:
        parts[index] += 1
    return parts

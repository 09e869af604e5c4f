"""Money: integer minor units with a currency. No floats, and nothing is lost in a division."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

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

    Raises NotMoney for text that is no number, for a fraction of a minor unit, and out of range.
    """
    try:
        minor = Decimal(str(amount)).scaleb(exponent(currency))
    except InvalidOperation:
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

    Largest remainder; ties go to the earlier part. Without any weight the first part takes all.
    """
    whole = sum(weights)
    if not weights:
        raise ValueError("Nothing to share among.")
    if whole == 0:
        return [total, *[0] * (len(weights) - 1)]
    parts = [total * weight // whole for weight in weights]
    rest = total - sum(parts)
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for index in by_remainder[:rest]:
        parts[index] += 1
    return parts

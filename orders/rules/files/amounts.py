"""Amounts and quantities as spreadsheets have them. Money is never guessed: what is ambiguous is refused."""

import re
from collections.abc import Iterable
from functools import lru_cache

from kernel.money import NotMoney, exponent, to_minor

# What stands around and inside a number without meaning anything.
_NOISE = re.compile(
    r"[\s\u00a0\u2007\u202f'’_]|грн\.?|руб\.?|UAH|RUB|CNY|EUR|USD|GBP|元|[₴₽¥€$£]", re.I
)
_NUMBER = re.compile(r"(-?)([0-9][0-9.,]*)")
_GROUPED = re.compile(r"[1-9]\d{0,2}([.,])\d{3}(?:\1\d{3})*")
_ROUNDED = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.I)


class Unclear(ValueError):
    """The text is no amount, or could be two; the message is a stable code."""


class NumberCell(str):
    """A cell that is a number by its kind, not by its looks: its decimal sign is the point."""

    __slots__ = ()


def is_rounded(text: str) -> bool:
    """Tell whether a spreadsheet has rounded a long number away: ``4,8E+12``."""
    return _ROUNDED.fullmatch(text.strip()) is not None


@lru_cache(maxsize=8192)
def amount_of(text: str, currency: str, decimal: str = "") -> int:
    """Return an amount such as ``1 234,56`` in minor units of ``currency``.

    ``decimal`` is the file's decimal sign where it is known. Raises Unclear: not_an_amount,
    ambiguous_amount (``1,234``), too_precise.
    """
    minus, whole, rest = _parts(text, decimal)
    if len(rest.rstrip("0")) > exponent(currency):
        raise Unclear("too_precise")
    try:
        return to_minor(f"{minus}{whole}.{rest or 0}", currency)
    except NotMoney:
        raise Unclear("not_an_amount") from None


@lru_cache(maxsize=8192)
def quantity_of(text: str) -> int:
    """Return a whole number such as ``12``, ``12.0`` or ``1 200``. Raises Unclear: not_a_quantity."""
    match = re.fullmatch(r"(-?[0-9]+)(?:[.,]0+)?", _NOISE.sub("", text))
    if match is None or len(match[1]) > 12:
        raise Unclear("not_a_quantity")
    return int(match[1])


def decimal_of(texts: Iterable[str]) -> str:
    """Return the decimal sign that some of these amounts leave no doubt of; empty when none does."""
    signs = {sign for text in texts if (sign := _certain_sign(_NOISE.sub("", text)))}
    return signs.pop() if len(signs) == 1 else ""


def _certain_sign(number: str) -> str:
    match = _NUMBER.fullmatch(number)
    if match is None or _GROUPED.fullmatch(match[2]):
        return ""
    signs = [char for char in match[2] if char in ".,"]
    return signs[-1] if signs and signs.count(signs[-1]) == 1 else ""


def _parts(text: str, decimal: str) -> tuple[str, str, str]:
    """Return sign, whole digits and the rest; thousands must stand in threes, or it is no amount."""
    match = _NUMBER.fullmatch(_NOISE.sub("", text))
    if match is None:
        raise Unclear("not_an_amount")
    minus, digits = match.groups()
    sign = decimal or _certain_sign(digits) or _sign_that_does_not_group(digits)
    whole, _, rest = digits.rpartition(sign) if sign in digits else (digits, "", "")
    apart = "." if sign == "," else ","
    if apart in whole and not re.fullmatch(rf"\d{{1,3}}(?:\{apart}\d{{3}})+", whole):
        raise Unclear("not_an_amount")
    whole = whole.replace(apart, "")
    if not whole.isdigit() or (rest and not rest.isdigit()):
        raise Unclear("not_an_amount")
    return minus, whole, rest


def _sign_that_does_not_group(digits: str) -> str:
    grouped = _GROUPED.fullmatch(digits)
    if grouped is None:
        return "."
    if digits.count(grouped[1]) == 1:
        raise Unclear("ambiguous_amount")
    return "," if grouped[1] == "." else "."

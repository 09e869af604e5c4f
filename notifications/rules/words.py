"""Moments, amounts and lists of goods as each language writes them. Pure."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from kernel.money import exponent, to_major

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
NO_BREAK = "\N{NO-BREAK SPACE}"
LINES_SHOWN = 3
NAME_LIMIT = 60


def moment(at: datetime | None, zone: ZoneInfo, language: str) -> str:
    """Return day and time by the clock of ``zone``: ``27.04 18:20``; empty for None."""
    if at is None:
        return ""
    local = at.astimezone(zone)
    match language:
        case "zh":
            return f"{local.month}月{local.day}日 {local:%H:%M}"
        case "en":
            return f"{local.day} {MONTHS[local.month - 1]} {local:%H:%M}"
    return f"{local:%d.%m %H:%M}"


def amount(minor: int, currency: str, language: str) -> str:
    """Return an amount with its currency: ``1 289,50 UAH``, ``1,289.50 UAH`` in English and Chinese."""
    text = f"{to_major(minor, currency):,.{exponent(currency)}f}"
    if language in ("uk", "ru"):
        text = text.replace(",", NO_BREAK).replace(".", ",")
    return f"{text}{NO_BREAK}{currency}"


def goods(lines: Sequence[tuple[str, int]]) -> str:
    """Return what was ordered, a thing a line, a few of them: ``2 × Kettle``."""
    shown = [f"{quantity} × {_short(name)}" for name, quantity in lines[:LINES_SHOWN]]
    left = len(lines) - len(shown)
    return "\n".join([*shown, f"+ {left}"] if left else shown)


def _short(name: str) -> str:
    one_line = " ".join(name.split())
    return one_line if len(one_line) <= NAME_LIMIT else one_line[: NAME_LIMIT - 1] + "…"

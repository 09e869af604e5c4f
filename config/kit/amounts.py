"""Money and counts as a person of the current language writes them. Integers in, text out."""

from dataclasses import dataclass

NO_BREAK_SPACE = "\u00a0"
MINUS = "\u2212"
SYMBOLS = {"UAH": "₴", "RUB": "₽", "CNY": "¥", "GBP": "£", "USD": "$", "EUR": "€"}
# Minor digits by ISO 4217 where they are not two.
MINOR_DIGITS = {"JPY": 0, "KRW": 0, "KWD": 3}


@dataclass(frozen=True, slots=True)
class Style:
    """How a language groups thousands, marks decimals, and where it puts the currency."""

    group: str
    decimal: str
    symbol_first: bool


SLAVIC = Style(NO_BREAK_SPACE, ",", symbol_first=False)
LATIN = Style(",", ".", symbol_first=True)
STYLES = {"uk": SLAVIC, "ru": SLAVIC}


def style_of(language: str) -> Style:
    """Return the style of a language code such as ``uk`` or ``zh-hans``; English for the rest."""
    return STYLES.get(language.split("-")[0], LATIN)


def count_text(number: int, language: str) -> str:
    """Return a whole number with its thousands grouped: ``14 595`` or ``14,595``."""
    digits = f"{abs(number):,}".replace(",", style_of(language).group)
    return f"{MINUS}{digits}" if number < 0 else digits


def amount_text(minor: int, currency: str, language: str) -> str:
    """Return the bare amount of ``minor`` units of ``currency``, no symbol: ``1 234,50``."""
    digits = MINOR_DIGITS.get(currency, 2)
    whole, rest = divmod(abs(minor), 10**digits)
    text = count_text(whole, language)
    if digits:
        text += f"{style_of(language).decimal}{rest:0{digits}d}"
    return f"{MINUS}{text}" if minor < 0 else text


def money_text(minor: int, currency: str, language: str) -> str:
    """Return an amount with its symbol, in one unbreakable piece: ``1 234,50 ₴``, ``₴1,234.50``."""
    amount = amount_text(minor, currency, language)
    symbol = SYMBOLS.get(currency)
    if symbol is None:
        return f"{amount}{NO_BREAK_SPACE}{currency}"
    if style_of(language).symbol_first:
        return f"{MINUS}{symbol}{amount[1:]}" if minor < 0 else f"{symbol}{amount}"
    return f"{amount}{NO_BREAK_SPACE}{symbol}"

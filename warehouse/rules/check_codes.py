"""Codes that tell a misread from a parcel: a letter prefix, digits, and a check character."""

CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTVWXY"
"""31 that no eye mixes up (no I, O, S, U, Z). As 31 is prime, any one wrong digit and any swap shows."""


def check_character(body: str) -> str:
    """Return the character that makes ``body`` whole: digits weighed from the right by 2, 3, 4 …"""
    total = sum(weight * int(digit, 36) for weight, digit in enumerate(reversed(body), start=2))
    return CHARACTERS[total % len(CHARACTERS)]


def with_check(prefix: str, number: int, digits: int = 9) -> str:
    """Return the code of a number, such as OG000000042 and its check character."""
    body = f"{prefix}{number:0{digits}d}"
    return body + check_character(body)


def is_whole(code: str, prefix: str) -> bool:
    """Tell whether a code of ours was read right."""
    body, check = code[:-1], code[-1:]
    return body.startswith(prefix) and body[2:].isdigit() and check_character(body) == check

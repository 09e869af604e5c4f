"""How many segments an SMS takes: what the operator bills."""

GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_EXTENDED = frozenset("\f^{}\\[~]|€")  # each takes two places
GSM_ROOM = (160, 153)  # places in a single SMS, and in each of several
UCS2_ROOM = (70, 67)


def alphabet(text: str) -> str:
    """Return "GSM-7" if every letter is in that alphabet, else "UCS-2"."""
    return "GSM-7" if set(text) <= GSM | GSM_EXTENDED else "UCS-2"


def segments(text: str) -> int:
    """Return the number of segments; an empty text takes one."""
    if alphabet(text) == "GSM-7":
        return _parts([2 if letter in GSM_EXTENDED else 1 for letter in text], *GSM_ROOM)
    return _parts([2 if ord(letter) > 0xFFFF else 1 for letter in text], *UCS2_ROOM)


def _parts(widths: list[int], single: int, joined: int) -> int:
    """Fill segments letter by letter: a letter of two places is never torn apart."""
    if sum(widths) <= single:
        return 1
    parts, used = 1, 0
    for width in widths:
        if used + width > joined:
            parts, used = parts + 1, 0
        used += width
    return parts

"""Words about people, made unreadable but recognizable: what history and refusals may show. Pure."""

DOTS = "\N{BULLET}" * 3


def masked(field: str, text: str) -> str:
    """Return ``text`` with most of it hidden: a phone by its ends, other words by their first letters."""
    if not text:
        return ""
    if field.endswith("phone"):
        return f"{text[:4]}{DOTS}{text[-2:]}" if len(text) > 7 else DOTS
    return " ".join(f"{word[0]}{DOTS}" for word in text.split()[:4])

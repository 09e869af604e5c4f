"""Addresses as a log may show them. Pure."""

import re

DOTS = "\N{BULLET}" * 3
_EMAIL = re.compile(r"[^\s<>@,;:\"']+@([^\s<>@,;:\"']+\.[^\s<>@,;:\"'.]+)")
_NUMBER = re.compile(r"\+?\d{9,15}")
_SECRET = re.compile(r"\d{5,}:[A-Za-z0-9_-]{8,}")


def masked(address: str) -> str:
    """Return an address by which its owner knows it and nobody else can use it."""
    name, at, domain = address.rpartition("@")
    if at:
        return f"{name[:1]}{DOTS}@{domain}"
    return f"{address[:4]}{DOTS}{address[-2:]}" if len(address) > 7 else DOTS


def without_tokens(words: str) -> str:
    """Return the words with stars for anything that looks like a bot's token."""
    return _SECRET.sub("***", words)


def scrubbed(words: str, *secrets: str) -> str:
    """Return a provider's words, 300 letters at most, without secrets, tokens and addresses."""
    for secret in filter(None, secrets):
        words = words.replace(secret, "***")
    words = without_tokens(words)
    words = _EMAIL.sub(lambda found: masked(found[0]), words)
    words = _NUMBER.sub(lambda found: masked(found[0]), words)
    return " ".join(words.split())[:300]

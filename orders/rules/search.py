"""The text by which people find an order: lower case, what they are told on the phone. Pure."""

from collections.abc import Iterable

LONGEST = 4_000


def search_text(
    *, number: str, name: str, phone: str, recipient: str, skus: Iterable[str], waybill: str = ""
) -> str:
    """Return number, names, phone with and without its plus, SKUs and waybill, lower case, once each."""
    parts = dict.fromkeys([number, name, recipient, phone, waybill, *skus])
    return " ".join(part for part in parts if part).lower()[:LONGEST]

"""Which carrier is meant by what people write."""

from logistics.models import Carrier


def carriers_by_spelling() -> dict[str, Carrier]:
    """Return each carrier by its code, its name and whatever else it is called, in lower case. One query."""
    found: dict[str, Carrier] = {}
    for carrier in Carrier.objects.all():
        for words in (carrier.code, carrier.name, *carrier.spellings):
            found.setdefault(words.strip().lower(), carrier)
    return found

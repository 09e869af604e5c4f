"""Which carrier is meant by what people write."""

from logistics.models import Carrier


def spelled(words: str) -> str:
    """Return the name of a carrier as it is looked up: Nova Poshta, nova-poshta and NOVA_POSHTA are one."""
    return " ".join(words.lower().replace("-", " ").replace("_", " ").split())


def carriers_by_spelling() -> dict[str, Carrier]:
    """Return each carrier by its code, its name and whatever else it is called, as `spelled`. One query."""
    found: dict[str, Carrier] = {}
    for carrier in Carrier.objects.all():
        for words in (carrier.code, carrier.name, *carrier.spellings):
            found.setdefault(spelled(words), carrier)
    return found

"""What carriers told that staff must look at."""

from logistics.models import CarrierAlert


def open_alerts() -> int:
    """Return how many alerts are open, at most a thousand."""
    return CarrierAlert.objects.filter(closed_at=None)[:1_000].count()

"""The rows that ship."""

from warehouse.services.packing_reference import ensure_packing


def ensure_reference() -> None:
    """Add what ships and is not there yet; what people have changed stays as they left it."""
    ensure_packing()

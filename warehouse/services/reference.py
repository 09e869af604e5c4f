"""The rows that ship."""


def ensure_reference() -> None:
    """Add what ships and is not there yet; what people have changed stays as they left it."""

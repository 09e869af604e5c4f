"""What may stand in an address."""


class Sku:
    """A SKU as shops write them: up to 64 characters, slashes too, but none that cannot be seen."""

    regex = r"[^\x00-\x1f\x7f]{1,64}"

    def to_python(self, value: str) -> str:
        """Return the SKU."""
        return value

    def to_url(self, value: str) -> str:
        """Return the SKU."""
        return value

"""Words that stand in addresses."""


class ExportForm:
    """The formats orders are exported in."""

    regex = "csv|xlsx"

    def to_python(self, value: str) -> str:
        """Take it as it is."""
        return value

    def to_url(self, value: str) -> str:
        """Write it as it is."""
        return value


class ContactField(ExportForm):
    """What of the buyer can be shown in full."""

    regex = "phone|email|recipient-phone"

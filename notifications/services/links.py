"""Addresses of our pages as they stand in messages."""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.urls import reverse


def order_url(slug: str, order_id: UUID) -> str:
    """Return the page of an order."""
    return _absolute("orders:order", shop=slug, order_id=order_id)


def buyer_url(token: str) -> str:
    """Return the buyer's page of an order."""
    return _absolute("buyer:page", token=token)


def today_url(slug: str) -> str:
    """Return the page of what is due."""
    return _absolute("orders:today", shop=slug)


def stock_url(slug: str) -> str:
    """Return the page of what the warehouse keeps."""
    return _absolute("warehouse:stock", shop=slug)


def delivery_url(slug: str, inbound_id: int) -> str:
    """Return the page of a delivery to the warehouse."""
    return _absolute("warehouse:delivery", shop=slug, inbound_id=inbound_id)


def claim_url(slug: str, claim_id: UUID) -> str:
    """Return the page of a claim."""
    return _absolute("logistics:claim", shop=slug, claim_id=claim_id)


def problem_url(slug: str, problem_id: UUID) -> str:
    """Return where a problem stands in the problem queue."""
    return f"{_absolute('logistics:problems', shop=slug)}#problem-{problem_id}"


def returns_url(slug: str) -> str:
    """Return the page of what came back."""
    return _absolute("warehouse:returns", shop=slug)


def dispatch_day_url(slug: str, day_id: int) -> str:
    """Return the page of a dispatch day."""
    return _absolute("logistics:dispatch-day", shop=slug, day_id=day_id)


def warning_url(warning_id: int) -> str:
    """Return the back office's page of a warning before a cut-off."""
    return _absolute("admin:logistics_cutoffwarning_change", object_id=str(warning_id))


def settings_url(slug: str) -> str:
    """Return the page where notifications are set."""
    return _absolute("notifications:settings", shop=slug)


def password_url() -> str:
    """Return the page that sends a link to set a password."""
    return _absolute("account_reset_password")


def page_button(url: str, label: str = "button.page") -> list[dict[str, str]]:
    """Return the button that opens a page; none where Telegram would refuse the address."""
    named = "." in (urlsplit(url).hostname or "")
    return [{"label": label, "url": url}] if named else []


def _absolute(name: str, **where: Any) -> str:
    return settings.PUBLIC_URL.rstrip("/") + reverse(name, kwargs=where)

"""What Telegram must know to be believed: a path nobody can guess and a secret in a header."""

import hashlib

from django.conf import settings

SOURCE = "telegram"


def header_secret() -> str:
    """Return the secret of the header; empty when Telegram is not set up, and then nobody is believed."""
    return settings.TELEGRAM_WEBHOOK_SECRET


def path_secret() -> str:
    """Return the last part of the webhook's address."""
    return hashlib.sha256(f"path:{header_secret()}".encode()).hexdigest()[:32]

"""Tests: real PostgreSQL and a real Redis-compatible server, cheap passwords, nothing else different."""

import os

os.environ.setdefault("SECRET_KEY", "only-for-tests")
os.environ.setdefault("TELEGRAM_BOT_TOKEN", "1000001:only-for-tests")
os.environ.setdefault("TELEGRAM_WEBHOOK_SECRET", "only-for-tests")

from config.settings.base import *  # noqa: F403
from config.settings.base import REDIS_URL as _REDIS_URL


def _apart(url: str, worker: str) -> str:
    """Return the database of the broker that one worker of a parallel run ("gw0") has to itself."""
    if not worker:
        return url
    server, _, number = url.rpartition("/")
    return f"{server}/{int(number) + 1 + int(worker.removeprefix('gw'))}"


REDIS_URL = CELERY_BROKER_URL = CELERY_REDBEAT_REDIS_URL = _apart(
    _REDIS_URL, os.environ.get("PYTEST_XDIST_WORKER", "")
)

ALLOWED_HOSTS = ["*"]
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGGING_CONFIG = None
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

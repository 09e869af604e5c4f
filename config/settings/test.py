"""Tests: real PostgreSQL and a real Redis-compatible server, cheap passwords, nothing else different."""

import os

os.environ.setdefault("SECRET_KEY", "only-for-tests")
os.environ.setdefault("TELEGRAM_BOT_TOKEN", "1000001:only-for-tests")
os.environ.setdefault("TELEGRAM_WEBHOOK_SECRET", "only-for-tests")

from config.settings.base import *  # noqa: F403

ALLOWED_HOSTS = ["*"]
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGGING_CONFIG = None
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

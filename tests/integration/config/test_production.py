"""The production profile is fit for the open internet, and does not start without its secrets."""

import os
import subprocess
import sys

import pytest

NEEDED = {
    "SECRET_KEY": "k" * 25 + "0123456789abcdefghijklmnopqrstuvwxyzABCDEF",
    "ALLOWED_HOSTS": "otgruz.example",
    "CSRF_TRUSTED_ORIGINS": "https://otgruz.example",
    "TELEGRAM_BOT_TOKEN": "1:only-for-tests",
    "TELEGRAM_WEBHOOK_SECRET": "only-for-tests",
    "EMAIL_HOST": "mail.example",
    "PUBLIC_URL": "https://otgruz.example",
}


def check(**changes):
    """Run ``manage.py check --deploy`` in a process of its own, with the production profile."""
    known = {k: v for k, v in os.environ.items() if k not in NEEDED}
    profile = {"DJANGO_SETTINGS_MODULE": "config.settings.production"}
    given = {k: v for k, v in {**NEEDED, **changes}.items() if v is not None}
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        env={**known, **profile, **given},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_deployment_check_is_clean():
    """G29: no warning of Django's own list."""
    done = check()
    assert (done.returncode, "no issues" in done.stdout) == (0, True), done.stderr


@pytest.mark.parametrize("missing", ["SECRET_KEY", "TELEGRAM_BOT_TOKEN"])
def test_without_a_secret_it_does_not_start(missing):
    done = check(**{missing: None})
    assert (done.returncode != 0, missing in done.stderr) == (True, True)

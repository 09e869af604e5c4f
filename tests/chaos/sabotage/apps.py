"""Take out what the environment names."""

import os

from django.apps import AppConfig


class SabotageConfig(AppConfig):
    """Installed by `tests.chaos.settings` alone."""

    name = "tests.chaos.sabotage"
    label = "sabotage"

    def ready(self) -> None:
        """Take the breaker out, and the one protection that is named."""
        from kernel.remote import rules
        from tests.chaos.sabotage.protections import PROTECTIONS

        rules.LEAST_FAILURES = 1_000_000
        if named := os.environ.get("OTGRUZ_SABOTAGE"):
            PROTECTIONS[named].remove()

"""Shorten the pauses, and take out what the environment names."""

import os

from django.apps import AppConfig


class SabotageConfig(AppConfig):
    """Installed by `tests.chaos.settings` alone."""

    name = "tests.chaos.sabotage"
    label = "sabotage"

    def ready(self) -> None:
        """Have everything wait shortly, and take out the one protection that is named."""
        from tests.chaos.haste import hasten
        from tests.chaos.sabotage.protections import PROTECTIONS

        hasten()
        if named := os.environ.get("OTGRUZ_SABOTAGE"):
            PROTECTIONS[named].remove()

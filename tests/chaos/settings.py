"""The settings of processes under chaos: as ever, and with `tests.chaos.sabotage`."""

from config.settings.local import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests.chaos.sabotage.apps.SabotageConfig"]  # noqa: F405

"""The settings of processes under chaos: as ever, and with `tests.chaos.sabotage`."""

from config.settings.local import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests.chaos.sabotage.apps.SabotageConfig"]  # noqa: F405
# The parcels of the play are empty: who looks whether they hold their orders' goods would stop them.
CELERY_BEAT_SCHEDULE = {
    name: entry
    for name, entry in CELERY_BEAT_SCHEDULE.items()  # noqa: F405
    if name != "take up orders"
}

"""Notifications as a Django app."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Imports those who react to facts and to messages from outside, nothing else."""

    name = "notifications"

    def ready(self) -> None:
        from notifications import subscribers  # noqa: F401
        from notifications.hooks import receivers  # noqa: F401

"""Notifications as a Django app."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Imports subscribers, nothing else."""

    name = "notifications"

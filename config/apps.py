"""The roof as a Django app, and the back office's site in place of Django's own."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class ConfigConfig(AppConfig):
    """Loads the checks that refuse a start without a row for every route (D-07)."""

    name = "config"
    label = "config"

    def ready(self) -> None:
        from config import checks  # noqa: F401


class BackofficeConfig(AdminConfig):
    """Puts our AdminSite where Django looks for the default one."""

    default_site = "config.backoffice.BackofficeSite"

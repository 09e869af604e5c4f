"""The kernel as a Django app: after each migrate it sees to reference rows and rights."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class KernelConfig(AppConfig):
    """Imports subscribers; ensures calendars and the application role's rights after each migrate."""

    name = "kernel"
    verbose_name = _("Time and work")

    def ready(self) -> None:
        from kernel.deadlines import subscribers  # noqa: F401
        from kernel.remote import subscribers as of_partners  # noqa: F401

        post_migrate.connect(_ensure, sender=self, dispatch_uid="kernel")


def _ensure(**_: Any) -> None:
    from kernel.calendars import ensure_calendars
    from kernel.remote.health import ensure_partners
    from kernel.remote.partners import partners
    from kernel.rights import grant_rights

    ensure_calendars()
    ensure_partners(partners())
    grant_rights()

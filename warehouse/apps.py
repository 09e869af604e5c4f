"""The warehouse as a Django app: reference rows after each migrate, reactions to facts from below."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class WarehouseConfig(AppConfig):
    """Imports subscribers and sees to its reference rows after each migrate."""

    name = "warehouse"

    def ready(self) -> None:
        from warehouse import subscribers  # noqa: F401

        post_migrate.connect(_ensure, sender=self, dispatch_uid="warehouse")


def _ensure(**_: Any) -> None:
    from warehouse.services.reference import ensure_reference

    ensure_reference()

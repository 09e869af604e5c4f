"""The desk as a Django app: reference rows after each migrate, reactions to facts from below."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class DeskConfig(AppConfig):
    """Imports subscribers and sees to its policies after each migrate."""

    name = "desk"

    def ready(self) -> None:
        from desk import subscribers  # noqa: F401

        post_migrate.connect(_ensure, sender=self, dispatch_uid="desk")


def _ensure(**_: Any) -> None:
    from desk.services.reference import ensure_reference

    ensure_reference()

"""Orders as a Django app: reference rows after each migrate, reactions to facts from below."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class OrdersConfig(AppConfig):
    """Imports subscribers and sees to channels and policies after each migrate."""

    name = "orders"

    def ready(self) -> None:
        from orders import subscribers  # noqa: F401

        post_migrate.connect(_ensure, sender=self, dispatch_uid="orders")


def _ensure(**_: Any) -> None:
    from orders.services.reference import ensure_reference

    ensure_reference()

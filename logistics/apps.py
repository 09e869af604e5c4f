"""Logistics as a Django app: the carriers' directory after each migrate, reactions to facts from below."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LogisticsConfig(AppConfig):
    """Imports subscribers and receivers, and sees to the directory of carriers after each migrate."""

    name = "logistics"

    def ready(self) -> None:
        from logistics import subscribers  # noqa: F401
        from logistics.hooks import claim_mail, receivers  # noqa: F401

        post_migrate.connect(_ensure, sender=self, dispatch_uid="logistics")


def _ensure(**_: Any) -> None:
    from logistics.services import claim_reference, last_mile_reference, reference

    reference.ensure_carriers()
    reference.ensure_lead_times()
    reference.ensure_logistics_policies()
    claim_reference.ensure_claim_policies()
    last_mile_reference.ensure_last_mile()

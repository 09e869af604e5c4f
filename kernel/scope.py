"""Tenant scope: whose rows may be read. A query with no scope is an error, not everybody's data."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from django.db import models

M = TypeVar("M", bound=models.Model)


class ScopeMissing(RuntimeError):
    """Somebody read tenant rows without saying whose."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The shops whose rows the caller may see; None means the whole platform (staff, workers)."""

    shop_ids: tuple[int, ...] | None

    @classmethod
    def shops(cls, ids: Iterable[int]) -> Self:
        """Return the scope of these shops, and of no other."""
        return cls(tuple(ids))

    @classmethod
    def shop(cls, shop_id: int) -> Self:
        """Return the scope of one shop."""
        return cls((shop_id,))

    def covers(self, shop_id: int) -> bool:
        """Tell whether rows of ``shop_id`` are visible."""
        return self.shop_ids is None or shop_id in self.shop_ids


PLATFORM = Scope(None)


class ScopedManager(models.Manager[M]):
    """Manager of tenant rows: `of(scope)` is the only way in, anything else raises ScopeMissing."""

    def of(self, scope: Scope) -> models.QuerySet[M]:
        """Return the rows of ``scope``."""
        rows = super().get_queryset()
        if scope.shop_ids is None:
            return rows
        if len(scope.shop_ids) == 1:
            return rows.filter(shop_id=scope.shop_ids[0])
        return rows.filter(shop_id__in=scope.shop_ids)

    def get_queryset(self) -> models.QuerySet[M]:
        """Refuse: there is no unscoped reading through this manager."""
        raise ScopeMissing(f"Say whose rows: {self.model.__name__}.objects.of(scope).")


class TenantModel(models.Model):
    """Base of tenant rows: `objects` demands a scope, `everything` is for workers and staff.

    Concrete models declare ``shop`` themselves; Django's own machinery uses `everything`.
    """

    everything: Any = models.Manager()
    objects: Any = ScopedManager()

    class Meta:
        abstract = True
        base_manager_name = "everything"
        default_manager_name = "everything"

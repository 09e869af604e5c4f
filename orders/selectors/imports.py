"""Imports as their shop sees them."""

from django.db.models import Count

from kernel.scope import Scope
from orders.models import ImportJob, ImportRefusal

SHOWN = 50


def imports_of(scope: Scope, most: int = 50) -> list[ImportJob]:
    """Return a shop's imports, the latest first."""
    rows = ImportJob.objects.of(scope).select_related("channel")
    return list(rows.order_by("-created_at")[:most])


def first_refusals(job: ImportJob, most: int = SHOWN) -> list[ImportRefusal]:
    """Return the first refused rows of an import."""
    return list(ImportRefusal.objects.filter(job=job).order_by("row")[:most])


def refusal_counts(job: ImportJob) -> list[tuple[str, int]]:
    """Return how many rows were refused under each code, the most frequent first."""
    rows = ImportRefusal.objects.filter(job=job).values_list("code").annotate(n=Count("pk"))
    return list(rows.order_by("-n", "code"))

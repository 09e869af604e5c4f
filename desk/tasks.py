"""Celery's door into the desk: read the clock, make one call, return a number."""

from celery import shared_task
from django.utils import timezone

from desk import services


@shared_task(name="desk.count_scores")
def count_scores(**_: object) -> int:
    """Count yesterday for each shop that has not had it counted; a lost run is made good by the next."""
    return services.count_scores(now=timezone.now())

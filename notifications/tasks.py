"""Celery's door into notifications: read the clock, make one call, return a number."""

from celery import shared_task
from django.utils import timezone

from notifications.services.sending import send_due


@shared_task(name="notifications.send_due_messages")
def send_due_messages(**_: object) -> int:
    """Send what is due by every channel; a lost run is made good by the next."""
    return send_due(clock=timezone.now)

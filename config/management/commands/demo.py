"""Make sure that the demo shops, their people and their goods are there."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from config.demo import furnish


class Command(BaseCommand):
    """Adds what is missing and changes nothing that is there, so it may run at every start."""

    help = "Make sure that the demo shops, their people and their goods are there."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, without a word."""
        furnish(at=timezone.now())

"""Follow every order on the road that nobody follows yet, such as those sent before parcels were known."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from logistics.services import enrol_missing

EVERY_PAGE = 1_000_000


class Command(BaseCommand):
    """Enrols them page by page; run again it finds nothing."""

    help = "Follow the parcels of orders that left and are not followed."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many orders are followed now that were not."""
        found = 0
        while new := enrol_missing(now=timezone.now(), pages=EVERY_PAGE):
            found += new
        self.stdout.write(f"{found} orders are followed now.")

"""List the requirements with their tests and pages, and what is still without."""

import json
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.requirements import SourceMissing, report
from config.requirements.report import as_table


class Command(BaseCommand):
    """Reads the source checkout; needs neither database nor broker."""

    help = "List each requirement with its tests and pages, and what is still without."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --json and --check."""
        parser.add_argument("--json", action="store_true", help="One JSON array, a row each.")
        parser.add_argument(
            "--check",
            action="store_true",
            help="Only say what is claimed without a test or does not exist; exit 1 if anything.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """List them, or check them."""
        try:
            found = report(settings.BASE_DIR)
        except SourceMissing as missing:
            raise CommandError(str(missing)) from missing
        if options["check"]:
            self._check(list(found.complaints()))
        elif options["json"]:
            rows = [asdict(row) for row in found.rows]
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(as_table(found)))

    def _check(self, complaints: list[str]) -> None:
        if complaints:
            raise CommandError("\n".join(complaints))
        self.stdout.write("Every requirement that is claimed has a test, and all of them exist.")

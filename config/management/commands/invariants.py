"""Check what must be true of the rows at every moment, and show what is not."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.invariants import ALL
from kernel.invariants import Found, check


class Command(BaseCommand):
    """Runs the queries of every app; changes nothing. Exit 1 if anything is broken."""

    help = "Check every invariant of the database, and show the rows that break one."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --json and --only."""
        parser.add_argument("--json", action="store_true", help="One JSON array, an object each.")
        parser.add_argument("--only", default="", help="Names that begin so, as stock or parcel.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check them."""
        chosen = [one for one in ALL if one.name.startswith(options["only"])]
        results = list(check(chosen))
        if options["json"]:
            told = [_as_json(found) for found in results]
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
        else:
            for found in results:
                self._tell(found)
        if broken := [found.invariant.name for found in results if found.count]:
            raise CommandError(f"{len(broken)} of {len(results)} do not hold: {', '.join(broken)}")

    def _tell(self, found: Found) -> None:
        mark = (
            self.style.ERROR(f"{found.count:>6}") if found.count else self.style.SUCCESS("    ok")
        )
        self.stdout.write(f"{mark}  {found.invariant.name}: {found.invariant.says}")
        for row in found.rows:
            self.stdout.write("        " + "  ".join(str(value) for value in row))


def _as_json(found: Found) -> dict[str, Any]:
    return {
        "name": found.invariant.name,
        "says": found.invariant.says,
        "broken": found.count,
        "rows": [[str(value) for value in row] for row in found.rows],
    }

"""Draw the state machines into docs/machines.md, from the code's own tables."""

from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from kernel.statemachine import StateMachine

PLACE = Path("docs") / "machines.md"
HEAD = """# State machines

Drawn from the code by `./dev graph`; a test holds this page to it.
"""


def drawing() -> str:
    """Return the page: one diagram for each machine, its moves in the order of their names."""
    machines = sorted(
        (m for m in apps.get_models() if issubclass(m, StateMachine)), key=lambda m: m.__name__
    )
    return HEAD + "".join(_diagram(machine) for machine in machines)


def _diagram(machine: Any) -> str:
    moves = sorted(
        (str(move.source), str(move.target), move.name)
        for move in machine().get_all_state_transitions()
    )
    first = machine._meta.get_field("state").default
    lines = [f"    [*] --> {first}", *(f"    {a} --> {b}: {name}" for a, b, name in moves)]
    body = "\n".join(lines)
    return f"\n## {machine.__name__}\n\n```mermaid\nstateDiagram-v2\n{body}\n```\n"


class Command(BaseCommand):
    """Write the page, or say that it is out of date."""

    help = "Draw the state machines into docs/machines.md."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --check."""
        parser.add_argument("--check", action="store_true", help="Only say if it is out of date.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write or compare."""
        place = settings.BASE_DIR / PLACE
        if options["check"]:
            fresh = place.exists() and place.read_text() == drawing()
            self.stdout.write("fresh" if fresh else "out of date: run ./dev graph")
            raise SystemExit(0 if fresh else 1)
        place.write_text(drawing())

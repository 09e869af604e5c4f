"""Draw the edit matrix into docs/edits.md, from the table that form and API follow (R-004-38..-42)."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import translation

from orders.rules.edits import EDITORS, OVERRIDERS, TABLE, why_not_editable
from orders.services.reference import CHANNELS
from orders.states import OrderState

PLACE = Path("docs") / "edits.md"
HEAD = """# Who may edit what of an order

Drawn from `orders/rules/edits.py` by `./dev graph`; a test holds this page to it.

**yes**: may be edited, as agreed with the buyer (with whom, how, when; kept in history). Otherwise the code
of the refusal stands there; `not_editable_now` is answered with 409, the others with 422. A status change is
no edit and needs no agreement. An edit of an older version is refused with 412 and the difference.

"""
WHO = """
## Who

| who | through | may edit |
|---|---|---|
| owner, manager, operator of the shop | cabinet | as above |
| integrator's token with `orders:write` | API | as above |
| platform admin | back office | as above, with a written reason that history keeps |
| any other role, a token without the scope, the buyer | - | nothing: 403 |
"""
CHANNEL = """
## Channels

What a marketplace settles with its buyers itself is refused with `settled_by_channel` in every state. It is
data: `Channel.settles`.

| channel | settles |
|---|---|
"""


def drawing() -> str:
    """Return the page: field by state, then who edits, then what channels keep to themselves."""
    with translation.override("en"):
        states = " | ".join(str(state.label) for state in OrderState)
    lines = [
        f"| field | {states} |",
        f"|---{'|---' * len(OrderState)}|",
        *(f"| `{field}` | {' | '.join(map(_cell(field), OrderState))} |" for field in TABLE),
    ]
    return HEAD + "\n".join(lines) + "\n" + WHO + CHANNEL + "".join(map(_channel, CHANNELS))


def _cell(field: str) -> Any:
    def shown(state: OrderState) -> str:
        answers = {why_not_editable(field, state, by=by) for by in EDITORS}
        answers |= {why_not_editable(field, state, by=by, overridden=True) for by in OVERRIDERS}
        [why] = {reason and reason.code for reason in answers}
        return f"`{why}`" if why else "**yes**"

    return shown


def _channel(values: dict[str, Any]) -> str:
    kept = ", ".join(f"`{field}`" for field in values.get("settles", ())) or "nothing"
    return f"| {values['title']} | {kept} |\n"


class Command(BaseCommand):
    """Write the page, or say that it is out of date."""

    help = "Draw the edit matrix into docs/edits.md."

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

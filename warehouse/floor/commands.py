"""Command barcodes: what a packer with gloves scans instead of pressing a button."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from warehouse.floor.screens import Screen
from warehouse.models import Station
from warehouse.papers.barcodes import QUIET, Bars, code128


@dataclass(frozen=True, slots=True)
class CommandCode:
    """One barcode of the sheet; ``meanings`` is what it says to people, (what, where)."""

    code: str
    meanings: Sequence[tuple[Any, Any]]

    @property
    def bars(self) -> Bars:
        """Return its bars."""
        return code128(self.code)

    @property
    def span(self) -> int:
        """Return how many modules wide it is with its quiet zones."""
        return self.bars.width + 2 * QUIET

    @property
    def placed(self) -> list[tuple[int, int]]:
        """Return its bars as (start, width), behind the quiet zone."""
        return [(start + QUIET, width) for start, width in self.bars.bars]


EVERYWHERE = [
    CommandCode("CMD:UNDO", [(_("Take the last scan back"), "")]),
    CommandCode("CMD:OK", [(_("I have read it"), _("Confirms the red screen."))]),
    CommandCode("CMD:MENU", [(_("All tasks"), "")]),
]


def command_codes(screens: Iterable[Screen]) -> list[CommandCode]:
    """Return the sheet: what is taken everywhere, then each command that these screens declare, once."""
    meanings: dict[str, list[tuple[Any, Any]]] = {}
    for screen in screens:
        for command in screen.commands:
            if command.on_paper:
                said = (command.title, screen.title)
                meanings.setdefault(f"CMD:{command.word}", []).append(said)
    return EVERYWHERE + [CommandCode(code, said) for code, said in meanings.items()]


def station_codes(stations: Iterable[Station]) -> list[CommandCode]:
    """Return the barcodes that tell a browser where it stands."""
    return [
        CommandCode(f"ST:{one.code}", [(one.code, one.get_kind_display())])
        for one in stations
        if one.code.isascii()
    ]

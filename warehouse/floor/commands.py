"""Command barcodes: what a packer with gloves scans instead of pressing a button."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from warehouse.models import Station
from warehouse.papers.barcodes import QUIET, Bars, code128


@dataclass(frozen=True, slots=True)
class CommandCode:
    """One barcode of the sheet: what it says to people and to the scanner."""

    code: str
    title: Any
    text: Any = ""

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


COMMANDS = [
    CommandCode("CMD:UNDO", _("Take the last scan back")),
    CommandCode("CMD:OK", _("I have read it"), _("Confirms the red screen.")),
    CommandCode("CMD:MENU", _("All tasks")),
    CommandCode("CMD:NEXT", _("Next wave"), _("When picking.")),
    CommandCode("CMD:SHORT", _("Not there"), _("When picking: the place is counted.")),
    CommandCode("CMD:PASS", _("Passed"), _("When checking.")),
    CommandCode("CMD:FAIL", _("Failed"), _("When checking: scan the item first.")),
    CommandCode("CMD:PALLET", _("New pallet"), _("At a dock: for the carrier shown.")),
    CommandCode("CMD:CLOSE", _("Close"), _("The pallet at a dock, the parcel at packing.")),
    CommandCode("CMD:NOTE", _("The buyer's request is done"), _("At packing.")),
    CommandCode("CMD:SECOND", _("The rest in another parcel"), _("At packing.")),
    CommandCode("CMD:BARE", _("No packaging"), _("At packing: the goods leave as they are.")),
    CommandCode("CMD:LEAVE", _("Put it down"), _("At packing.")),
    CommandCode("CMD:PRINT", _("Print the label again"), _("At packing.")),
    CommandCode("CMD:OFF", _("Take off a pallet"), _("Then scan the parcel.")),
]


def station_codes(stations: Iterable[Station]) -> list[CommandCode]:
    """Return the barcodes that tell a browser where it stands."""
    return [
        CommandCode(f"ST:{one.code}", one.code, one.get_kind_display())
        for one in stations
        if one.code.isascii()
    ]

"""Commands are declared by the screens that take them; the printed sheet is what they declare."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

from kernel.history import SYSTEM
from tests.factories.orders import TUESDAY_18
from warehouse.floor import urls  # noqa: F401 - the screens register themselves
from warehouse.floor.commands import EVERYWHERE, command_codes
from warehouse.floor.reading import SentScan
from warehouse.floor.screens import SCREENS, Floor
from warehouse.floor.taking import take
from warehouse.models import Warehouse

COMMAND = re.compile(r"CMD:([A-Z_]+)")
SERVICES = Path(__file__).parents[3] / "warehouse" / "services"


def declared(screen):
    return {command.word for command in screen.commands}


@pytest.mark.parametrize("template", sorted({one.template for one in SCREENS.values()}))
def test_a_screen_declares_each_command_that_its_panel_has(template):
    pressed = set(COMMAND.findall(get_template(template).template.source))
    here = [one for one in SCREENS.values() if one.template == template]
    assert pressed - {word for one in here for word in declared(one)} == set()


def test_no_command_is_known_to_the_services_only():
    known = {word for screen in SCREENS.values() for word in declared(screen)}
    meant = {word for path in SERVICES.glob("*.py") for word in COMMAND.findall(path.read_text())}
    assert meant - known == set()


def test_the_sheet_has_each_command_of_each_screen_once_with_all_that_it_means():
    codes = command_codes(SCREENS.values())
    assert [one.code for one in codes[:3]] == [one.code for one in EVERYWHERE]
    on_sheet = [(c.code, str(what), str(at)) for c in codes[3:] for what, at in c.meanings]
    assert sorted(on_sheet) == sorted(
        (f"CMD:{command.word}", str(command.title), str(screen.title))
        for screen in SCREENS.values()
        for command in screen.commands
        if command.on_paper
    )
    assert len({one.code for one in codes}) == len(codes)
    receiving = {word for word, what, at in on_sheet if at == "Receiving"}
    assert receiving == {"CMD:DAMAGED", "CMD:DONE", "CMD:LEAVE", "CMD:LEARN", "CMD:DROP"}


def test_what_no_screen_of_the_work_declares_is_not_taken():
    place = Warehouse(pk=1)
    floor = Floor(warehouse=place, station=None, actor=SYSTEM, now=TUESDAY_18)
    sent = SentScan(action_id="0197d4a0-51f0-7cc0-8a44-6f0f6d3c2b11", code="CMD:NEXT")
    assert take(SCREENS["put_away"], floor, sent).answer.code == "no_such_command"

"""The drawn state machines are the code's."""

from pathlib import Path

from config.management.commands.draw_machines import PLACE, drawing


def test_the_page_of_machines_is_what_the_code_says():
    assert Path(PLACE).read_text() == drawing()

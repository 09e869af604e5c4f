"""The drawn state machines and the drawn edit matrix are the code's."""

from pathlib import Path

from config.management.commands.draw_machines import PLACE, drawing
from orders.management.commands import draw_edits


def test_the_page_of_machines_is_what_the_code_says():
    assert Path(PLACE).read_text() == drawing()


def test_the_page_of_edits_is_what_the_table_says():
    assert Path(draw_edits.PLACE).read_text() == draw_edits.drawing()

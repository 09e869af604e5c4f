"""A state of the back office is called by its name, with a colour of its own or without one."""

from unfold.utils import display_for_label

from kernel.backoffice import Tones


def test_a_state_without_a_colour_keeps_its_name():
    tones = Tones({"late": "danger"})
    assert "is late" in display_for_label(("late", "is late"), "-", tones)
    assert "in a wave" in display_for_label(("in_wave", "in a wave"), "-", tones)

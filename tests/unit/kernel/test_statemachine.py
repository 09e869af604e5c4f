"""A protected state is protected in every thread, also while another refreshes its row (D-01).

The library's own base lifts the protection for the whole process meanwhile, and for good when the row is
gone; it stands here as the control that shows the fault.
"""

import threading

import pytest
from django.db import models
from django.test.utils import isolate_apps
from django_fsm import ConcurrentTransitionMixin, FSMField, TransitionNotAllowed, transition

from kernel.statemachine import StateMachine, enforce_moves

with isolate_apps("kernel"):

    class Ours(StateMachine):
        """A machine as we make them."""

        state = FSMField(default="new", protected=True)
        other = FSMField(default="idle", protected=True)
        note = models.CharField(max_length=9, default="")

        class Meta:
            app_label = "kernel"

        @transition(field=state, source="new", target="open")
        def open(self):
            """Go on."""

    class Theirs(ConcurrentTransitionMixin, models.Model):  # noqa: DJ008
        """The same on the library's own base."""

        state = FSMField(default="new", protected=True)

        class Meta:
            app_label = "kernel"


def write_while_another_refreshes(machine, monkeypatch):
    """Return what happens to a write by hand while another thread is in the middle of a refresh."""
    entered, leave = threading.Event(), threading.Event()

    def slow_refresh(self, *args, **kwargs):
        entered.set()
        assert leave.wait(10)
        self.state = "new"

    monkeypatch.setattr(models.Model, "refresh_from_db", slow_refresh)
    refreshing = threading.Thread(target=machine(pk=1).refresh_from_db)
    refreshing.start()
    try:
        assert entered.wait(10)
        other = machine(pk=2)
        try:
            other.state = "forged"
        except AttributeError:
            return "refused"
        return "written"
    finally:
        leave.set()
        refreshing.join(10)


def test_a_write_by_hand_is_refused_while_another_thread_refreshes(monkeypatch):
    assert write_while_another_refreshes(Ours, monkeypatch) == "refused"


def test_the_control_lets_it_through(monkeypatch):
    assert write_while_another_refreshes(Theirs, monkeypatch) == "written"


def write_after_a_failed_refresh(machine, monkeypatch):
    def gone(self, *args, **kwargs):
        raise LookupError

    monkeypatch.setattr(models.Model, "refresh_from_db", gone)
    with pytest.raises(LookupError):
        machine(pk=1).refresh_from_db()
    field = machine._meta.get_field("state")
    try:
        machine(pk=2).state = "forged"
    except AttributeError:
        return "refused"
    finally:
        field.protected = True
    return "written"


def test_a_row_that_is_gone_leaves_the_protection_as_it_was(monkeypatch):
    assert write_after_a_failed_refresh(Ours, monkeypatch) == "refused"


def test_the_control_leaves_the_whole_process_unprotected(monkeypatch):
    assert write_after_a_failed_refresh(Theirs, monkeypatch) == "written"


def test_a_row_that_is_gone_keeps_the_state_it_had(monkeypatch):
    def gone(self, *args, **kwargs):
        raise LookupError

    row = Ours(pk=1, state="open")
    monkeypatch.setattr(models.Model, "refresh_from_db", gone)
    with pytest.raises(LookupError):
        row.refresh_from_db()
    assert (row.state, row.other) == ("open", "idle")


def test_a_refresh_reads_the_new_state_and_keeps_what_it_did_not_read(monkeypatch):
    def refresh(self, *args, **kwargs):
        self.state = "open"

    row = Ours(pk=1)
    monkeypatch.setattr(models.Model, "refresh_from_db", refresh)
    row.refresh_from_db(fields=["state"])
    assert (row.state, row.other) == ("open", "idle")


def test_a_state_is_moved_by_its_transition_only():
    row = Ours()
    with pytest.raises(AttributeError):
        row.state = "open"
    row.open()
    assert row.state == "open"
    with pytest.raises(TransitionNotAllowed):
        row.open()


def test_the_table_of_moves_names_each_move_once_in_order():
    operation = enforce_moves("a_table", {("b", "c"), ("a", "b")}, column="phase")
    assert "array['a>b', 'b>c']" in operation.sql
    assert "a_table_phase_moves" in operation.sql
    assert operation.reversible

"""The states of what people of the platform see to, and their legal moves; one table for each machine."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Moves = dict[str, tuple[tuple[str, ...], str]]


class ReassignmentState(TextChoices):
    """How it stands with an order that its shop let go overdue (R-004-29)."""

    WAITING = "waiting", _("waits for a moderator")
    OFFERED = "offered", _("offered to another shop")
    DONE = "done", _("placed in another shop")
    DROPPED = "dropped", _("no longer needed")


R = ReassignmentState
IN_QUEUE = frozenset({R.WAITING, R.OFFERED})
REASSIGNMENT_MOVES: Moves = {
    "offer": ((R.WAITING,), R.OFFERED),
    "take_back": ((R.OFFERED,), R.WAITING),
    "complete": ((R.OFFERED,), R.DONE),
    "drop": ((R.WAITING, R.OFFERED), R.DROPPED),
}


class TaskState(TextChoices):
    """Whether a moderator still has to see to a shop (R-004-33)."""

    OPEN = "open", _("open")
    CLOSED = "closed", pgettext_lazy("of a task", "closed")


MODERATOR_TASK_MOVES: Moves = {"close": ((TaskState.OPEN,), TaskState.CLOSED)}


class ObjectionState(TextChoices):
    """What became of a shop's objection to an order that cost it points (R-003-18)."""

    OPEN = "open", _("waits for an answer")
    ACCEPTED = "accepted", _("accepted")
    REJECTED = "rejected", _("rejected")


OBJECTION_MOVES: Moves = {
    "accept": ((ObjectionState.OPEN,), ObjectionState.ACCEPTED),
    "reject": ((ObjectionState.OPEN,), ObjectionState.REJECTED),
}


class NewsKind(TextChoices):
    """Where a piece of news comes from."""

    WRITTEN = "written", _("written by staff")
    HOURS = "hours", _("other working hours")


REASSIGN_CLOCK = "desk.reassign"
"""The grace after a clock ran out, in which the shop may still see to the order (R-004-29)."""

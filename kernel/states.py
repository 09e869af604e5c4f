"""The states of the kernel's machines, and their legal moves."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RemoteState(TextChoices):
    """Where a call to a partner stands.

    Planned: nothing of it has left. Sent: on its way, or its worker died. Unknown: it may have arrived.
    """

    PLANNED = "planned", _("planned")
    SENT = "sent", _("sent")
    DONE = "done", _("done")
    REFUSED = "refused", _("refused")
    UNKNOWN = "unknown", _("unknown")


S = RemoteState
OPEN = (S.PLANNED, S.SENT, S.UNKNOWN)

# Transition name -> (sources, target): the one table that model and database trigger follow.
REMOTE_CALL_MOVES: dict[str, tuple[tuple[str, ...], str]] = {
    "send": ((S.PLANNED, S.UNKNOWN), S.SENT),
    "finish": ((S.SENT, S.UNKNOWN), S.DONE),
    "refuse": ((S.PLANNED, S.SENT, S.UNKNOWN), S.REFUSED),
    "lose": ((S.SENT,), S.UNKNOWN),
    "put_back": ((S.SENT, S.UNKNOWN), S.PLANNED),
}


class Step(TextChoices):
    """What is tried: the call itself, or the question what became of it."""

    SEND = "send", _("call")
    ASK = "ask", _("question what became of it")


class Outcome(TextChoices):
    """How one try ended."""

    STARTED = "started", _("under way")
    DONE = "done", _("done")
    REFUSED = "refused", _("refused")
    LATER = "later", _("put off")
    UNKNOWN = "unknown", _("no answer")
    NOT_THERE = "not_there", _("never arrived")

"""What every act of the desk has in common: the question whether it may move, and the line of history."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django_fsm import can_proceed

from kernel import history
from kernel.errors import Conflict
from kernel.history import Actor


def refuse_unless(row: Any, move: str, refusal: type[Conflict]) -> None:
    """Raise ``refusal`` when the row's state has no such move: somebody was quicker."""
    if not can_proceed(getattr(row, move)):
        raise refusal(
            _("Nothing to do here any more: it is “%(state)s”.")
            % {"state": row.get_state_display()}
        )


def note(row: Any, *, action: str, actor: Actor, at: datetime, **entry: Any) -> None:
    """Write one line into the history of a row."""
    history.write(
        subject=(str(row._meta.model_name), str(row.pk)),
        shop_id=getattr(row, "shop_id", None),
        action=action,
        actor=actor,
        at=at,
        **entry,
    )

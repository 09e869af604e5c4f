"""Close an account, and open it again: platform admins only."""

from datetime import datetime

from django.db import transaction

from kernel.history import Actor
from sellers.models import User
from sellers.services.changing import lock_user, note, set_fields
from sellers.services.people import refuse_oneself


@transaction.atomic
def suspend_user(*, user_id: int, reason: str, actor: Actor, at: datetime) -> User:
    """Let the person in no more; their open sessions end with their next request.

    Raises OwnRole for oneself, PersonNotFound.
    """
    return _set(user_id, False, "suspend_user", reason, actor, at)


@transaction.atomic
def reinstate_user(*, user_id: int, reason: str, actor: Actor, at: datetime) -> User:
    """Let the person in again, with the roles they had. Raises OwnRole, PersonNotFound."""
    return _set(user_id, True, "reinstate_user", reason, actor, at)


def _set(user_id: int, active: bool, action: str, reason: str, actor: Actor, at: datetime) -> User:
    refuse_oneself(user_id, actor)
    user = lock_user(user_id)
    changes = set_fields(user, {"is_active": active})
    if changes:
        note(user, action=action, actor=actor, at=at, changes=changes, comment=reason)
    return user

"""Change one's own name and language."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from kernel.errors import Refusal
from kernel.history import Actor
from sellers.models import User
from sellers.services.changing import lock_user, note, set_fields


class LanguageUnknown(Refusal):
    """We do not speak that language."""

    code = "language_unknown"


@transaction.atomic
def change_account(*, user_id: int, name: str, language: str, actor: Actor, at: datetime) -> User:
    """Set how a person is called and spoken to. Raises LanguageUnknown, PersonNotFound."""
    if language not in dict(settings.LANGUAGES):
        raise LanguageUnknown(_("We do not speak this language."), field="language")
    user = lock_user(user_id)
    changes = set_fields(user, {"name": name.strip(), "language": language})
    if changes:
        note(user, action="change_account", actor=actor, at=at, changes=changes)
    return user

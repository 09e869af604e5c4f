"""Link a Telegram chat to a person by a one-time code, and unlink it (R-004-03)."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.errors import Refusal
from notifications.models import LinkCode, TelegramLink
from notifications.states import LinkEnd

GOOD_FOR = timedelta(minutes=15)
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
LENGTH = 10
TITLE_LIMIT = 120


class CodeRefused(Refusal):
    """The code is unknown, used or too old."""

    code = "link_code_refused"


@transaction.atomic
def issue_code(*, user_id: int, now: datetime) -> str:
    """Return a code that links a chat to the user, once, for 15 minutes; earlier ones are void."""
    LinkCode.objects.filter(Q(user_id=user_id) | Q(expires_at__lt=now), used_at=None).delete()
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    LinkCode.objects.create(
        user_id=user_id, sha256=_digest(code), created_at=now, expires_at=now + GOOD_FOR
    )
    return code


def deep_link(code: str) -> str:
    """Return the address that opens the bot with the code typed in."""
    return f"https://t.me/{settings.TELEGRAM_BOT_USERNAME}?start={code}"


@transaction.atomic
def link_chat(
    *, code: str, chat_id: int, telegram_user_id: int, title: str, now: datetime
) -> TelegramLink:
    """Link the chat to whom the code was issued; what either was linked to before ends.

    Raises CodeRefused.
    """
    known = LinkCode.objects.select_for_update().filter(
        sha256=_digest(code), used_at=None, expires_at__gt=now, user__is_active=True
    )
    issued = known.first()
    if issued is None:
        raise CodeRefused(_("This code works once and for 15 minutes: take a new one."))
    issued.used_at = now
    issued.save(update_fields=["used_at"])
    _end(Q(user_id=issued.user_id) | Q(chat_id=chat_id), LinkEnd.RELINKED, now)
    return TelegramLink.objects.create(
        user_id=issued.user_id,
        chat_id=chat_id,
        telegram_user_id=telegram_user_id,
        title=title[:TITLE_LIMIT],
        linked_at=now,
    )


def unlink_user(*, user_id: int, now: datetime) -> bool:
    """Unlink the user's chat; say whether there was one."""
    return _end(Q(user_id=user_id), LinkEnd.UNLINKED, now)


def unlink_chat(*, chat_id: int, reason: LinkEnd, now: datetime) -> bool:
    """Unlink a chat from whoever it is linked to; say whether it was."""
    return _end(Q(chat_id=chat_id), reason, now)


def _end(which: Q, reason: LinkEnd, now: datetime) -> bool:
    live = TelegramLink.objects.filter(which, ended_at=None)
    return bool(live.update(ended_at=now, end_reason=reason))


def _digest(code: str) -> str:
    return hashlib.sha256(code.strip().upper().encode()).hexdigest()

"""Take messages in, and hand them to whoever understands their source."""

import hashlib
import json
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from kernel.errors import Refusal
from kernel.inbox.models import InboxMessage
from kernel.outbox import bell
from kernel.work import work_off

PROCESS = "kernel.process_inbox"
LONGEST_ID = 120
# An escaped NUL, and not the letters of one after an escaped backslash.
_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")
Receiver = Callable[[InboxMessage], object]
_receivers: dict[str, Receiver] = {}


class MessageRefused(Refusal):
    """The message cannot be kept as it is: no JSON, or under no id; nothing was stored."""

    code = "message_refused"
    status = 400


def receives(source: str) -> Callable[[Receiver], Receiver]:
    """Register the decorated function for messages of ``source``; it runs once per message."""

    def register(receiver: Receiver) -> Receiver:
        _receivers[source] = receiver
        return receiver

    return register


def sources() -> list[str]:
    """Return the sources whose messages somebody understands."""
    return sorted(_receivers)


def accept(*, source: str, event_id: str, body: dict[str, Any], at: datetime) -> bool:
    """Store the message in one statement and say whether it is new. Raises MessageRefused.

    A repeat is harmless; a repeat with another body is marked as disputed and the first one stands. One
    statement is a transaction of its own: a door that opens none pays for one round trip.
    """
    if not 0 < len(event_id) <= LONGEST_ID or "\0" in event_id:
        raise MessageRefused(_("The message has no id that can be kept."), field="event_id")
    text = _as_json(body)
    digest = hashlib.sha256(text.encode()).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [source, event_id, text, digest, at, at, at, digest])
        inserted = cursor.fetchone()
    if inserted is None or not inserted[0]:
        return False
    transaction.on_commit(lambda: bell.ring(PROCESS))
    return True


def _as_json(body: dict[str, Any]) -> str:
    """Return the body as text PostgreSQL keeps: what is no character becomes the replacement mark."""
    try:
        text = json.dumps(body, sort_keys=True, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        raise MessageRefused(_("The message is not JSON that can be kept.")) from None
    return _NUL.sub(r"\1\\ufffd", text.encode("utf-8", "replace").decode())


def process_due(*, now: datetime, limit: int = 500) -> int:
    """Process up to ``limit`` messages that are due; return how many were tried."""
    return work_off(InboxMessage, _process, now=now, limit=limit)


def _process(message: InboxMessage) -> None:
    if message.source not in _receivers:
        raise LookupError(f"Nobody here understands {message.source}.")
    _receivers[message.source](message)


# xmax is 0 on a fresh insert only.
_INSERT = """
insert into kernel_inboxmessage as m (source, event_id, body, body_sha256, received_at, next_try_at,
                                      state, attempts, last_error)
values (%s, %s, %s::jsonb, %s, %s, %s, 'pending', 0, '')
on conflict (source, event_id) do update set disputed_at = coalesce(m.disputed_at, %s)
  where m.body_sha256 <> %s
returning (xmax = 0)
"""

"""The delivery log of a shop: what was sent to whom, and how each attempt ended."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from kernel.scope import Scope
from notifications.models import Attempt, Message
from notifications.states import Audience, Channel, Kind, MessageState

PAGE = 50
SHOWN_TO_SHOPS = (Audience.SHOP, Audience.BUYER)


@dataclass(frozen=True, slots=True)
class Filters:
    """What of the log is asked for; empty is everything."""

    state: str = ""
    channel: str = ""
    kind: str = ""
    text: str = ""


def log_page(
    scope: Scope, filters: Filters, *, after: UUID | None = None
) -> tuple[list[Message], UUID | None]:
    """Return up to `PAGE` messages, newest first, and where the next page begins."""
    rows = _filtered(shop_log(scope), filters)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = list(rows.order_by("-id").defer("html")[: PAGE + 1])
    more = len(found) > PAGE
    return found[:PAGE], found[PAGE - 1].pk if more else None


def shop_log(scope: Scope) -> QuerySet[Message]:
    """Return the messages a shop may see: to its people and to its buyers."""
    return Message.objects.of(scope).filter(audience__in=SHOWN_TO_SHOPS)


def message_in(scope: Scope, message_id: UUID) -> Message | None:
    """Return one message of the log."""
    return shop_log(scope).select_related("merged_into").filter(pk=message_id).first()


def attempts_of(message: Message) -> list[Attempt]:
    """Return every attempt to send it, oldest first."""
    return list(message.tries.order_by("id"))


def _filtered(rows: QuerySet[Message], filters: Filters) -> QuerySet[Message]:
    known: Iterable[tuple[str, str, type[MessageState] | type[Channel] | type[Kind]]] = (
        ("state", filters.state, MessageState),
        ("channel", filters.channel, Channel),
        ("kind", filters.kind, Kind),
    )
    for name, value, values in known:
        if value in values:
            rows = rows.filter(**{name: value})
    return rows.filter(subject__icontains=filters.text) if filters.text else rows

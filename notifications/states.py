"""The states of a message, its legal moves, and the words of this app."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MessageState(TextChoices):
    """Where a message stands."""

    QUEUED = "queued", _("queued")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
    SUPPRESSED = "suppressed", _("not needed")
    MERGED = "merged", _("in a digest")


S = MessageState

# Transition name -> (sources, target): the one table that model and database trigger follow.
MOVES: dict[str, tuple[tuple[str, ...], str]] = {
    "send": ((S.QUEUED,), S.SENT),
    "fail": ((S.QUEUED,), S.FAILED),
    "suppress": ((S.QUEUED,), S.SUPPRESSED),
    "merge": ((S.QUEUED,), S.MERGED),
    "requeue": ((S.FAILED, S.SUPPRESSED), S.QUEUED),
}


class Channel(TextChoices):
    """By what a message travels."""

    EMAIL = "email", _("e-mail")
    TELEGRAM = "telegram", "Telegram"
    SMS = "sms", "SMS"


class Kind(TextChoices):
    """What a message is about; people choose by it what they want to be told."""

    NEW_ORDERS = "new_orders", _("New orders")
    WARNINGS = "warnings", _("Time is running out")
    MISSES = "misses", _("Deadline missed")
    SERVICE = "service", _("About the notifications themselves")
    BUYER = "buyer", _("To buyers")


CHOSEN_KINDS = (Kind.NEW_ORDERS, Kind.WARNINGS, Kind.MISSES)


class Audience(TextChoices):
    """Whom a message is meant for."""

    SHOP = "shop", _("people of the shop")
    BUYER = "buyer", _("the buyer")
    PLATFORM = "platform", _("the platform")
    CHAT = "chat", _("a Telegram chat that asked")


class Result(TextChoices):
    """How one attempt to send ended. Unknown: it may have arrived."""

    STARTED = "started", _("under way")
    DONE = "done", _("accepted")
    REFUSED = "refused", _("refused")
    LATER = "later", _("put off")
    UNKNOWN = "unknown", _("no answer")


class LinkEnd(TextChoices):
    """Why a Telegram chat is no longer linked."""

    UNLINKED = "unlinked", _("unlinked by hand")
    RELINKED = "relinked", _("another chat or account was linked instead")
    BLOCKED = "blocked", _("the bot was blocked")
    GONE = "gone", _("the chat is gone")


ENDED_BY_TELEGRAM = frozenset({LinkEnd.BLOCKED, LinkEnd.GONE})

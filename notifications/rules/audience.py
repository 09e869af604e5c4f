"""Who is told, by which channel, in which language and when: fact + preferences + hour -> envelopes. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from notifications.rules.quiet import Quiet, put_off_until
from notifications.states import Channel, Kind

Wishes = Mapping[tuple[str, str], bool]


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who may be told. ``key`` names them for good: ``shop:1`` is the shop's own inbox.

    ``email`` and ``chat`` are empty where there is none; ``wishes`` holds only what they chose.
    """

    key: str
    language: str
    email: str = ""
    chat: str = ""
    wishes: Wishes = field(default_factory=dict)

    @property
    def is_person(self) -> bool:
        """Whether this is one of the shop's people, and not an inbox that all of them share."""
        return self.key.startswith("user:")


@dataclass(frozen=True, slots=True)
class News:
    """What is to be told: its kind, whether it may wait, and until when it is of use."""

    kind: Kind
    urgent: bool = False
    useful_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Envelope:
    """One message to be: to whom, by what, in which language, not before when."""

    person_key: str
    channel: Channel
    language: str
    not_before: datetime | None = None


def wants(recipient: Recipient, kind: Kind, channel: Channel) -> bool:
    """Tell whether they want ``kind`` by ``channel``.

    By default the shop's inbox gets every mail and each linked person every Telegram message
    (R-004-01, R-004-03); mail to a person's own address is for those who asked. News of the service
    itself, e.g. that a channel fell silent, cannot be declined.
    """
    default = channel == Channel.TELEGRAM or not recipient.is_person
    if kind == Kind.SERVICE:
        return default
    return recipient.wishes.get((kind, channel), default)


def envelopes(
    news: News, recipients: Iterable[Recipient], quiet: Quiet | None, now: datetime
) -> list[Envelope]:
    """Return one envelope for each person and channel that shall carry the news."""
    wait = put_off_until(now, quiet, urgent=news.urgent, useful_until=news.useful_until)
    return [
        Envelope(recipient.key, channel, recipient.language, wait)
        for recipient, channel in _reachable(news.kind, recipients)
    ]


def _reachable(kind: Kind, recipients: Iterable[Recipient]) -> Iterator[tuple[Recipient, Channel]]:
    """Yield whom to write by what; an address that two recipients share is written to once."""
    seen: set[tuple[Channel, str]] = set()
    for recipient in recipients:
        for channel, address in (
            (Channel.EMAIL, recipient.email.lower()),
            (Channel.TELEGRAM, recipient.chat),
        ):
            if address and (channel, address) not in seen and wants(recipient, kind, channel):
                seen.add((channel, address))
                yield recipient, channel


def buyer_channel(*, email: str, phone: str, spoken: Iterable[str]) -> Channel | None:
    """Return how a buyer is told: by mail where known, else by SMS, of the channels ``spoken`` (R-004-32).

    ``spoken`` are the channels whose words for this status are not switched off; None is nobody to tell.
    """
    channels = set(spoken)
    if email and Channel.EMAIL in channels:
        return Channel.EMAIL
    if phone and Channel.SMS in channels:
        return Channel.SMS
    return None

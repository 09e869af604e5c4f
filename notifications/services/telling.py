"""Tell people something: from a tale to queued messages, each in its reader's language."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from notifications.models import Message
from notifications.rules.audience import Envelope, News, Recipient, envelopes
from notifications.selectors.people import quiet_of
from notifications.services.composing import Action, compose
from notifications.services.queueing import queue
from notifications.states import Audience, Channel, Kind
from sellers.public import ShopProfile

Labelled = Sequence[Sequence[Mapping[str, str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tale:
    """What is told, whoever hears it. ``fact_key`` names the fact for good; ``values`` are by language."""

    fact_key: str
    topic: str
    kind: Kind
    values: Callable[[str], Mapping[str, Any]]
    action: Action
    buttons: Labelled = field(default_factory=list)
    urgent: bool = False
    useful_until: datetime | None = None
    order_id: UUID | None = None
    deadline_id: int | None = None
    mail_via: Mapping[str, Any] = field(default_factory=dict)
    """What a mail carries besides its words: see `notifications.services.carrying`."""


def tell(
    tale: Tale, recipients: Iterable[Recipient], shop: ShopProfile | None, *, now: datetime
) -> int:
    """Queue the tale for all who want it; return for how many messages it was. No shop: the platform."""
    news = News(tale.kind, tale.urgent, tale.useful_until)
    envelopes_made = envelopes(news, recipients, quiet_of(shop) if shop else None, now)
    messages = [_message(tale, envelope, shop) for envelope in envelopes_made]
    return queue([message for message in messages if message is not None], now=now)


def _message(tale: Tale, envelope: Envelope, shop: ShopProfile | None) -> Message | None:
    words = compose(
        tale.topic,
        envelope.channel,
        envelope.language,
        tale.values(envelope.language),
        action=tale.action,
        buttons=tale.buttons,
    )
    if words is None:
        return None
    to_staff = envelope.person_key.startswith("staff:")
    return Message(
        shop_id=shop.id if shop else None,
        audience=Audience.PLATFORM if to_staff else Audience.SHOP,
        kind=tale.kind,
        topic=tale.topic,
        fact_key=tale.fact_key,
        person_key=envelope.person_key,
        channel=envelope.channel,
        order_id=tale.order_id,
        deadline_id=tale.deadline_id,
        language=envelope.language,
        subject=words.subject,
        text=words.text,
        html=words.html,
        buttons=words.buttons,
        via=dict(tale.mail_via) if envelope.channel == Channel.EMAIL else {},
        not_before=envelope.not_before,
    )

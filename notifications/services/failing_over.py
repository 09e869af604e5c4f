"""When a message cannot get through: who else is told, and what is switched off."""

from datetime import datetime
from typing import Any

from kernel.scope import PLATFORM
from notifications.models import DisabledAddress, Message, TelegramLink
from notifications.rules import topics
from notifications.rules.audience import Recipient
from notifications.rules.masking import masked
from notifications.rules.outcomes import Outcome
from notifications.rules.rendering import plain_of
from notifications.selectors.people import (
    address_of,
    inbox_key,
    shop_recipients,
    user_key,
)
from notifications.selectors.templates import phrase, spoken
from notifications.services.composing import Action, mail_of
from notifications.services.links import page_button, settings_url
from notifications.services.queueing import queue
from notifications.services.tell_buyer import buyer_message
from notifications.services.tell_split import split_by_sms
from notifications.services.telling import Tale, tell
from notifications.services.values import one_line
from notifications.states import Audience, Channel, Kind, LinkEnd
from orders.public import order_card
from sellers.public import Role, ShopProfile, people_of_shop, shop_profile

LINK_ENDS = {"blocked": LinkEnd.BLOCKED, "chat_gone": LinkEnd.GONE}


def fall_over(message: Message, *, now: datetime) -> None:
    """Carry a failed message by another channel, once (N1): Telegram by mail, a buyer's mail by SMS."""
    match message.audience, message.channel:
        case ((Audience.SHOP | Audience.PLATFORM), Channel.TELEGRAM):
            queue([_by_mail(message)], now=now)
        case Audience.SHOP, Channel.EMAIL:
            queue(_to_owner(message), now=now)
        case Audience.BUYER, Channel.EMAIL:
            queue(_by_sms(message, now=now), now=now)


def _by_mail(message: Message) -> Message:
    to_staff = message.audience == Audience.PLATFORM
    person = message.person_key if to_staff or not message.shop_id else inbox_key(message.shop_id)
    words = mail_of(message.subject, plain_of(message.text), message.language)
    return _again(
        message, person, Channel.EMAIL, subject=words.subject, text=words.text, html=words.html
    )


def _to_owner(message: Message) -> list[Message]:
    """Return the mail to the owner, where the shop's own inbox is another one."""
    if message.shop_id is None or message.person_key != inbox_key(message.shop_id):
        return []
    owner = next((p for p in people_of_shop(message.shop_id) if p.role == Role.OWNER), None)
    inbox = shop_profile(message.shop_id).notification_email.lower()
    if owner is None or not inbox or owner.email.lower() == inbox:
        return []
    words = {"subject": message.subject, "text": message.text, "html": message.html}
    return [_again(message, user_key(owner.user_id), Channel.EMAIL, **words)]


def _by_sms(message: Message, *, now: datetime) -> list[Message]:
    card = order_card(PLATFORM, message.order_id) if message.order_id else None
    if card is None or not card.buyer_phone or message.shop_id is None:
        return []
    if Channel.SMS not in spoken(message.topic, message.language):
        return []
    if message.topic == topics.BUYER_SPLIT:
        return split_by_sms(message)
    state = message.topic.removeprefix(topics.BUYER)
    shop = shop_profile(message.shop_id)
    return [buyer_message(card, shop, state, Channel.SMS, now=now)]


def _again(message: Message, person_key: str, channel: Channel, **words: Any) -> Message:
    return Message(
        shop_id=message.shop_id,
        audience=message.audience,
        kind=message.kind,
        topic=message.topic,
        fact_key=message.fact_key,
        person_key=person_key,
        channel=channel,
        order_id=message.order_id,
        language=message.language,
        **words,
    )


def chat_moved(message: Message, chat_id: str) -> None:
    """Follow a group that became a supergroup: the link bears its new id."""
    link = _link_of(message)
    if link is not None:
        link.chat_id = int(chat_id)
        link.save(update_fields=["chat_id"])


def address_refused(message: Message, outcome: Outcome, *, now: datetime) -> None:
    """Switch the address off and tell the owner by the channels that still work (N1, N2).

    A buyer's address is nobody's setting: only this message has failed.
    """
    if message.audience == Audience.BUYER:
        return
    if message.channel == Channel.TELEGRAM:
        _end_link(message, outcome, now)
    elif message.channel == Channel.EMAIL and message.shop_id is not None:
        _disable_mail(message, outcome, now)


def _link_of(message: Message) -> TelegramLink | None:
    live = TelegramLink.objects.select_for_update().filter(ended_at=None)
    who, _, name = message.person_key.partition(":")
    if message.channel != Channel.TELEGRAM or not name:
        return None
    return live.filter(**{"chat_id" if who == "chat" else "user_id": int(name)}).first()


def _end_link(message: Message, outcome: Outcome, now: datetime) -> None:
    link = _link_of(message)
    if link is None:
        return
    link.ended_at, link.end_reason = now, LINK_ENDS.get(outcome.code, LinkEnd.BLOCKED)
    link.save(update_fields=["ended_at", "end_reason"])
    if message.shop_id is not None and message.audience == Audience.SHOP:
        shop = shop_profile(message.shop_id)
        inbox = [one for one in shop_recipients(shop) if not one.is_person]
        _tell_silent(shop, inbox, f"link:{link.pk}", masked(str(link.chat_id)), outcome, now)


def _disable_mail(message: Message, outcome: Outcome, now: datetime) -> None:
    shop = shop_profile(message.shop_id or 0)
    address = address_of(message, shop).lower()
    if not address:
        return
    row, new = DisabledAddress.objects.get_or_create(  # type: ignore[misc]
        shop_id=message.shop_id,
        channel=Channel.EMAIL,
        address=address,
        cleared_at=None,
        defaults={"code": outcome.code[:60], "detail": outcome.detail[:300], "at": now},
    )
    if new and message.audience == Audience.SHOP:
        people = shop_recipients(shop)
        _tell_silent(shop, people, f"mail:{row.pk}", masked(address), outcome, now)


def _tell_silent(
    shop: ShopProfile,
    recipients: list[Recipient],
    key: str,
    address: str,
    outcome: Outcome,
    now: datetime,
) -> None:
    channel = Channel.TELEGRAM if key.startswith("link") else Channel.EMAIL
    url = settings_url(shop.slug)
    tale = Tale(
        fact_key=f"disabled:{key}",
        topic=topics.CHANNEL_DISABLED,
        kind=Kind.SERVICE,
        values=lambda language: {
            "shop": one_line(shop.name),
            "channel": phrase(f"channel.{channel}", language),
            "address": address,
            "reason": phrase(f"reason.{outcome.code}", language),
        },
        action=Action(url, "button.settings"),
        buttons=[page_button(url, "button.settings")],
        urgent=True,
    )
    tell(tale, recipients, shop, now=now)

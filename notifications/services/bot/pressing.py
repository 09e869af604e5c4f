"""Buttons under messages: they call the same use cases as the cabinet does."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import translation

from kernel.calendars import work_table
from kernel.errors import Refusal
from kernel.scope import Scope
from notifications.models import Message, TelegramLink
from notifications.rules.languages import DJANGO_CODES
from notifications.rules.topics import REMINDER
from notifications.rules.updates import Pressed
from notifications.rules.words import moment
from notifications.selectors.people import user_key
from notifications.selectors.promises import nearest_promise
from notifications.services.bot.answering import react
from notifications.services.composing import compose, say, say_plainly
from notifications.services.queueing import queue
from notifications.services.tell_orders import order_buttons
from notifications.services.values import order_values
from notifications.states import Audience, Channel, Kind
from orders.public import OrderCard, open_order, order_card
from sellers.public import Principal, ShopProfile, principal_of, shop_profile

LATER_S = 30 * 60  # of the shop's working time


def press(
    pressed: Pressed, link: TelegramLink, *, fact_key: str, language: str, now: datetime
) -> None:
    """Do what the button says, as the linked person, in shops where they still have a role."""
    told: dict[str, Any] = {"fact_key": fact_key, "language": language, "now": now}
    if pressed.order_id is None:
        react(pressed, say_plainly("bot.old_button", language), alert=True, **told)
        return
    principal = principal_of(link.user)
    card = order_card(Scope.shops(principal.shop_roles), pressed.order_id)
    if card is None:
        react(pressed, say_plainly("bot.no_order", language), alert=True, **told)
        return
    shop = shop_profile(card.shop_id)
    if pressed.act == "open":
        _accept(pressed, principal, card, shop, told)
    else:
        _later(pressed, link, card, shop, told)


def _accept(
    pressed: Pressed,
    principal: Principal,
    card: OrderCard,
    shop: ShopProfile,
    told: dict[str, Any],
) -> None:
    """Open the order; whatever the answer, the message then shows how the order stands."""
    language, now, scope = told["language"], told["now"], Scope.shop(shop.id)
    try:
        open_order(order_id=card.id, scope=scope, actor=principal.actor("telegram"), now=now)
    except Refusal as refusal:
        with translation.override(DJANGO_CODES[language]):
            words, mark, alert = str(refusal), "", True
    else:
        words, alert = say_plainly("bot.accepted", language), False
        at = {"at": moment(now, ZoneInfo(shop.zone), language), "who": principal.label}
        mark = say("bot.accepted_mark", language, at)
    card = order_card(scope, card.id) or card
    text = _standing(card, shop, language, mark)
    react(pressed, words, alert=alert, text=text, buttons=order_buttons(card, shop), **told)


def _standing(card: OrderCard, shop: ShopProfile, language: str, mark: str) -> str:
    values = order_values(card, shop, language)
    lines = [say("bot.order", language, values), mark]
    if card.due_at is not None:
        lines.append(say("bot.next", language, values))
    return "\n".join(line for line in lines if line)


def _later(
    pressed: Pressed,
    link: TelegramLink,
    card: OrderCard,
    shop: ShopProfile,
    told: dict[str, Any],
) -> None:
    """Remind in half an hour of the shop's own hours; pressed again within it, once."""
    language, now = told["language"], told["now"]
    at = work_table(shop.calendar).due(now, LATER_S)
    words = compose(
        REMINDER,
        Channel.TELEGRAM,
        language,
        order_values(card, shop, language),
        buttons=order_buttons(card, shop),
    )
    if words is not None:
        message = Message(
            shop_id=shop.id,
            audience=Audience.SHOP,
            kind=Kind.WARNINGS,
            topic=REMINDER,
            fact_key=f"later:{card.id}:{at:%Y%m%dT%H%M}",
            person_key=user_key(link.user_id),
            channel=Channel.TELEGRAM,
            order_id=card.id,
            deadline_id=nearest_promise(card.id),
            language=language,
            text=words.text,
            buttons=words.buttons,
            not_before=at,
        )
        queue([message], now=now)
    shown = {"at": moment(at, ZoneInfo(shop.zone), language)}
    react(pressed, say_plainly("bot.snoozed", language, shown), **told)

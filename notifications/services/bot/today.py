"""/today: what is due in each shop of the person, with the buttons to do it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from notifications.models import TelegramLink
from notifications.rules.words import moment
from notifications.services.bot.answering import answer
from notifications.services.composing import say
from notifications.services.links import order_url, page_button, today_url
from notifications.services.values import order_values
from orders.public import OrderCard, today_digest
from orders.states import OrderState
from sellers.public import ShopProfile, profile_of, shops_of

SHOWN = 10  # orders of one shop


def say_today(link: TelegramLink, *, fact_key: str, language: str, now: datetime) -> None:
    """Answer with one message for each shop."""
    shops = [profile_of(shop) for shop in shops_of(link.user_id)]
    if not shops:
        text = say("bot.no_shops", language)
        answer(link.chat_id, text, fact_key=fact_key, language=language, now=now)
    for shop in shops:
        text, cards = _board(shop, language, now)
        answer(
            link.chat_id,
            text,
            fact_key=f"{fact_key}:{shop.id}",
            language=language,
            now=now,
            buttons=[*(_row(card, shop) for card in cards), _all(shop)],
        )


def _board(shop: ShopProfile, language: str, now: datetime) -> tuple[str, list[OrderCard]]:
    """Return the words and the orders named in them, most urgent first."""
    columns = today_digest(shop.id, now=now, zone=shop.zone)
    heading = {"shop": shop.name, "now": moment(now, ZoneInfo(shop.zone), language)}
    if not columns:
        return say("bot.nothing_due", language, heading), []
    lines = [say("bot.today", language, heading)]
    shown: list[OrderCard] = []
    for name, cards in columns:
        named = cards[: SHOWN - len(shown)]
        lines.append(f"\n{say(f'bucket.{name}', language)}: {len(cards)}")
        lines += [_line(card, shop, language) for card in named]
        shown += named
    return "\n".join(lines), shown


def _line(card: OrderCard, shop: ShopProfile, language: str) -> str:
    return say("bot.today_line", language, order_values(card, shop, language))


def _row(card: OrderCard, shop: ShopProfile) -> list[dict[str, str]]:
    number = card.number[:20]
    page = page_button(order_url(shop.slug, card.id))
    named = [{**button, "text": f"↗ {number}"} for button in page]
    if card.state == OrderState.NEW:
        return [{"text": f"✅ {number}", "data": f"open:{card.id}"}, *named]
    return named


def _all(shop: ShopProfile) -> list[dict[str, str]]:
    return page_button(today_url(shop.slug), "button.today")

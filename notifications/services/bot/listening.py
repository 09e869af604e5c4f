"""Hear one update: commands of linked people and of strangers, presses, and farewells."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from notifications.models import TelegramLink
from notifications.rules.languages import message_language
from notifications.rules.updates import Gone, Pressed, Said, happening
from notifications.services.bot.answering import answer, react
from notifications.services.bot.pressing import press
from notifications.services.bot.today import say_today
from notifications.services.composing import say, say_plainly
from notifications.services.linking import CodeRefused, link_chat, unlink_chat
from notifications.services.values import one_line
from notifications.states import LinkEnd
from sellers.public import shops_of


@dataclass(frozen=True, slots=True)
class Heard:
    """One update in hand: its key for good, when it came, and the language of who sent it."""

    fact_key: str
    at: datetime
    language: str


def hear(update: Mapping[str, Any], *, now: datetime) -> None:
    """Do what one update asks for, and answer; kinds we have no use for change nothing."""
    what = happening(update)
    if what is None:
        return
    link = _link_of(what.chat_id)
    wish = link.user.language if link else getattr(what, "language", "")
    heard = Heard(f"update:{update.get('update_id')}", now, message_language(wish))
    match what:
        case Gone():
            unlink_chat(chat_id=what.chat_id, reason=LinkEnd.BLOCKED, now=now)
        case Pressed():
            _pressed(what, link, heard)
        case Said(command="start") if what.argument:
            _start(what, heard)
        case Said() if link is None:
            _answer(what, heard, "bot.stranger")
        case Said():
            _said(what, link, heard)


def _link_of(chat_id: int) -> TelegramLink | None:
    live = TelegramLink.objects.filter(chat_id=chat_id, ended_at=None, user__is_active=True)
    return live.select_related("user").first()


def _start(said: Said, heard: Heard) -> None:
    try:
        link = link_chat(
            code=said.argument,
            chat_id=said.chat_id,
            telegram_user_id=said.person_id,
            title=said.title,
            now=heard.at,
        )
    except CodeRefused:
        _answer(said, heard, "bot.bad_code")
        return
    language = message_language(link.user.language)
    names = [one_line(shop.name) for shop in shops_of(link.user_id)] or ["Otgruz"]
    text = say("bot.linked", language, {"shops": ", ".join(names)})
    answer(said.chat_id, text, fact_key=heard.fact_key, language=language, now=heard.at)


def _said(said: Said, link: TelegramLink, heard: Heard) -> None:
    match said.command:
        case "today":
            say_today(link, fact_key=heard.fact_key, language=heard.language, now=heard.at)
        case "stop":
            unlink_chat(chat_id=said.chat_id, reason=LinkEnd.UNLINKED, now=heard.at)
            _answer(said, heard, "bot.stopped")
        case _:
            _answer(said, heard, "bot.help")


def _pressed(pressed: Pressed, link: TelegramLink | None, heard: Heard) -> None:
    told: dict[str, Any] = {
        "fact_key": heard.fact_key,
        "language": heard.language,
        "now": heard.at,
        "alert": True,
    }
    if link is None:
        react(pressed, say_plainly("bot.stranger", heard.language), **told)
    elif link.telegram_user_id != pressed.person_id:
        who = {"who": str(link.user)}
        react(pressed, say_plainly("bot.not_yours", heard.language, who), **told)
    else:
        press(pressed, link, fact_key=heard.fact_key, language=heard.language, now=heard.at)


def _answer(said: Said, heard: Heard, phrase: str) -> None:
    text = say(phrase, heard.language)
    answer(said.chat_id, text, fact_key=heard.fact_key, language=heard.language, now=heard.at)

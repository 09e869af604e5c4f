"""What the bot says back: messages like any other, so they are sent once and logged."""

from collections.abc import Sequence
from datetime import datetime

from notifications.models import Message
from notifications.rules.topics import BOT
from notifications.rules.updates import Pressed
from notifications.selectors.people import chat_key
from notifications.services.composing import labelled_button
from notifications.services.queueing import queue
from notifications.services.telling import Labelled
from notifications.states import Audience, Channel, Kind


def answer(
    chat_id: int,
    text: str,
    *,
    fact_key: str,
    language: str,
    now: datetime,
    buttons: Labelled = (),
) -> None:
    """Say something in a chat, in answer to the update ``fact_key``."""
    message = _in_chat(chat_id, fact_key, language, text)
    message.buttons = _labelled(buttons, language)
    queue([message], now=now)


def react(
    press: Pressed,
    say: str,
    *,
    fact_key: str,
    language: str,
    now: datetime,
    alert: bool = False,
    text: str = "",
    buttons: Labelled = (),
) -> None:
    """Answer a press with a few words; with ``text`` the message it stood under is changed too."""
    message = _in_chat(press.chat_id, fact_key, language, text)
    message.buttons = _labelled(buttons, language)
    message.via = {"answer": press.press_id, "say": say, "alert": alert}
    if text:
        message.via["edit"] = press.message_id
    queue([message], now=now)


def _in_chat(chat_id: int, fact_key: str, language: str, text: str) -> Message:
    return Message(
        audience=Audience.CHAT,
        kind=Kind.SERVICE,
        topic=BOT,
        fact_key=fact_key,
        person_key=chat_key(chat_id),
        channel=Channel.TELEGRAM,
        language=language,
        text=text,
    )


def _labelled(buttons: Labelled, language: str) -> list[list[dict[str, str]]]:
    rows: Sequence[list[dict[str, str]]] = [
        [labelled_button(button, language) for button in row] for row in buttons
    ]
    return [row for row in rows if row]

"""Read what Telegram tells us into plain values. Pure; anything unexpected is nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

ACTS = ("open", "later")


@dataclass(frozen=True, slots=True)
class Said:
    """Somebody wrote: ``command`` is ``start`` for ``/start@bot CODE``, empty for plain words."""

    chat_id: int
    person_id: int
    title: str
    language: str
    command: str
    argument: str


@dataclass(frozen=True, slots=True)
class Pressed:
    """Somebody pressed a button under a message of ours; without an order it means nothing to us."""

    chat_id: int
    person_id: int
    press_id: str
    message_id: int
    act: str
    order_id: UUID | None


@dataclass(frozen=True, slots=True)
class Gone:
    """Somebody blocked the bot or threw it out."""

    chat_id: int


Happening = Said | Pressed | Gone


def happening(update: Mapping[str, Any]) -> Happening | None:
    """Return what an update says, None for kinds we have no use for."""
    try:
        if "message" in update:
            return _said(update["message"])
        if "callback_query" in update:
            return _pressed(update["callback_query"])
        if "my_chat_member" in update:
            return _membership(update["my_chat_member"])
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
    return None


def _said(message: Mapping[str, Any]) -> Said:
    chat, person = message["chat"], message["from"]
    command, _, argument = str(message["text"]).strip().partition(" ")
    is_command = command.startswith("/")
    names = (chat.get("title"), chat.get("first_name"), chat.get("last_name"))
    return Said(
        chat_id=int(chat["id"]),
        person_id=int(person["id"]),
        title=" ".join(str(name) for name in names if name),
        language=str(person.get("language_code", "")),
        command=command[1:].partition("@")[0].lower() if is_command else "",
        argument=argument.strip() if is_command else "",
    )


def _pressed(query: Mapping[str, Any]) -> Pressed:
    message = query["message"]
    act, _, order = str(query.get("data", "")).partition(":")
    return Pressed(
        chat_id=int(message["chat"]["id"]),
        person_id=int(query["from"]["id"]),
        press_id=str(query["id"]),
        message_id=int(message["message_id"]),
        act=act,
        order_id=UUID(order) if act in ACTS else None,
    )


def _membership(change: Mapping[str, Any]) -> Gone | None:
    status = change["new_chat_member"]["status"]
    return Gone(int(change["chat"]["id"])) if status in ("kicked", "left") else None

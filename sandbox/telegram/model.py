"""People, chats and bots as Telegram knows them. Messages are kept in their wire form."""

from dataclasses import asdict, dataclass, field
from typing import Any

from sandbox.telegram.updates import Updates

Message = dict[str, Any]
KEPT = 1000  # messages in a chat, and pressed buttons of a bot


@dataclass
class Person:
    """Somebody with a telephone. A private chat bears the id of its person."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = "uk"
    deactivated: bool = False

    def as_user(self) -> dict[str, Any]:
        """Return the wire form of the person as an author."""
        return {
            "id": self.id,
            "is_bot": False,
            **self._names(),
            "language_code": self.language_code,
        }

    def as_chat(self) -> dict[str, Any]:
        """Return the wire form of the private chat with the person."""
        return {"id": self.id, "type": "private", **self._names()}

    def _names(self) -> dict[str, str]:
        names = {
            "first_name": self.first_name,
            "last_name": self.last_name,
            "username": self.username,
        }
        return {name: value for name, value in names.items() if value}


@dataclass
class Chat:
    """What one bot and one person (or group) have said to each other."""

    id: int
    wire: dict[str, Any]
    blocked: bool = False
    migrated_to: int = 0
    messages: dict[int, Message] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The name a person would see above the chat."""
        names = (self.wire.get("first_name", ""), self.wire.get("last_name", ""))
        return self.wire.get("title") or " ".join(name for name in names if name)

    def add(self, message: Message) -> None:
        """Keep a message; the oldest of very many goes."""
        self.messages[message["message_id"]] = message
        if len(self.messages) > KEPT:
            del self.messages[min(self.messages)]


@dataclass
class Press:
    """A pressed button and what the bot has answered to it."""

    id: str
    chat_id: int
    message_id: int
    data: str
    at: float
    answer: dict[str, Any] | None = None


@dataclass
class Bot:
    """One bot, known by its token, with its own copy of every chat."""

    token: str
    username: str
    updates: Updates
    name: str = "Otgruz"
    commands: list[dict[str, str]] = field(default_factory=list)
    chats: dict[int, Chat] = field(default_factory=dict)
    presses: dict[str, Press] = field(default_factory=dict)
    last_message_id: int = 0
    seen: int = 0  # grows with each call, so the greatest called last

    @property
    def id(self) -> int:
        """The number before the colon of the token."""
        return int(self.token.partition(":")[0])

    def as_user(self) -> dict[str, Any]:
        """Return the wire form of the bot as an author."""
        return {
            "id": self.id,
            "is_bot": True,
            "first_name": self.name,
            "username": self.username,
        }

    def next_message_id(self) -> int:
        """Return a number that no message of this bot has had."""
        self.last_message_id += 1
        return self.last_message_id

    def add_press(self, press: Press) -> None:
        """Keep a pressed button; the oldest of very many goes."""
        self.presses[press.id] = press
        if len(self.presses) > KEPT:
            del self.presses[next(iter(self.presses))]

    def dump(self) -> dict[str, Any]:
        """Return all of it, ready for JSON."""
        return {
            "token": self.token,
            "username": self.username,
            "updates": self.updates.dump(),
            "commands": self.commands,
            "chats": [asdict(chat) for chat in self.chats.values()],
            "presses": [asdict(press) for press in self.presses.values()],
            "last_message_id": self.last_message_id,
        }

    @classmethod
    def load(cls, kept: dict[str, Any], first_update: int) -> "Bot":
        """Return the bot that `dump` gave."""
        updates = Updates(first_update)
        updates.load(kept["updates"])
        bot = cls(kept["token"], kept["username"], updates, commands=kept["commands"])
        bot.last_message_id = kept["last_message_id"]
        for chat in kept["chats"]:
            by_id = {int(number): message for number, message in chat["messages"].items()}
            bot.chats[chat["id"]] = Chat(**{**chat, "messages": by_id})
        bot.presses = {press["id"]: Press(**press) for press in kept["presses"]}
        return bot

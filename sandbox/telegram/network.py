"""Telegram itself: who exists, who talks to whom, and what people do with their telephones."""

import re
from collections.abc import Iterable
from dataclasses import asdict
from itertools import count
from typing import Any
from urllib.parse import parse_qs, urlsplit

from sandbox.clock import Clock
from sandbox.journal import Journal
from sandbox.telegram.entities import Marked, with_detected
from sandbox.telegram.model import Bot, Chat, Message, Person, Press
from sandbox.telegram.protocol import Refused
from sandbox.telegram.updates import Updates

BOT_USERNAME = "otgruz_demo_bot"
TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
YEAR_2026 = 1_767_225_600
START_CODE = re.compile(r"[A-Za-z0-9_-]{1,64}")
NAMES = (
    "Олена Шевченко",
    "Taras Koval",
    "Оксана Бондар",
    "李 娜",
    "Мария Иванова",
    "Andrii Melnyk",
)


class Nonsense(ValueError):
    """A person was asked to do what cannot be done; the text says why."""


class Network:
    """All people and bots. Ids start at the present second, so they never repeat after a restart."""

    def __init__(self, clock: Clock, effects: Journal, tokens: Iterable[str] = ()) -> None:
        self.clock, self.effects = clock, effects
        self.accepted = frozenset(tokens)  # empty: every token of the right form
        self.people: dict[int, Person] = {}
        self.bots: dict[str, Bot] = {}
        self._ids = count(int(clock.now().timestamp()))
        self._calls = count(1)
        self._past_updates = 0
        for token in self.accepted:
            self.bot(token)

    def bot(self, token: str) -> Bot:
        """Return the bot with that token; raise Refused if there can be none."""
        if not TOKEN.fullmatch(token):
            raise Refused(404, "Not Found")
        if self.accepted and token not in self.accepted:
            raise Refused(401, "Unauthorized")
        if token not in self.bots:
            self.bots[token] = Bot(token, BOT_USERNAME, Updates(self._first_update()))
        self.bots[token].seen = next(self._calls)
        return self.bots[token]

    def _first_update(self) -> int:
        """Tenths of a second since 2026: past all that an earlier run can have used, and 32 bits."""
        return max(int((self.clock.now().timestamp() - YEAR_2026) * 10), self._past_updates)

    def forget_bots(self) -> None:
        """Forget every bot with its chats; the next ones go on numbering where these ended."""
        numbers = (bot.updates.next_id for bot in self.bots.values())
        self._past_updates = max(numbers, default=self._past_updates)
        self.bots.clear()
        for token in self.accepted:
            self.bot(token)

    def bot_of(self, bot_id: int = 0, username: str = "") -> Bot:
        """Return the bot meant: by id, or the one with a webhook, or the one that called last."""
        fit = [
            bot
            for bot in self.bots.values()
            if bot.id == (bot_id or bot.id)
            and bot.username.lower() == (username or bot.username).lower()
        ]
        if not fit:
            raise Nonsense("no such bot has called yet; let it call getMe or setWebhook first")
        return max(fit, key=lambda bot: (bool(bot.updates.webhook.url), bot.seen))

    def person(
        self,
        person_id: int = 0,
        name: str = "",
        username: str = "",
        language_code: str = "uk",
    ) -> Person:
        """Return the person with that id, made on demand; without an id, a new one."""
        if person_id in self.people:
            return self.people[person_id]
        new_id = person_id or next(self._ids)
        first, _, last = (name or NAMES[len(self.people) % len(NAMES)]).partition(" ")
        self.people[new_id] = Person(new_id, first, last, username, language_code)
        return self.people[new_id]

    def group(self, title: str, bot_id: int = 0) -> Chat:
        """Return a new group into which the bot has been invited."""
        return self._new_group("group", -next(self._ids), title, self.bot_of(bot_id))

    def migrate(self, chat_id: int, bot_id: int = 0) -> Chat:
        """Turn a group into a supergroup: its old id is good for nothing but an error."""
        bot = self.bot_of(bot_id)
        old = self.chat(bot, chat_id)
        new_id = -1_000_000_000_000 - next(self._ids)
        new = self._new_group("supergroup", new_id, old.title, bot)
        old.migrated_to = new.id
        return new

    def _new_group(self, kind: str, chat_id: int, title: str, bot: Bot) -> Chat:
        bot.chats[chat_id] = Chat(chat_id, {"id": chat_id, "type": kind, "title": title})
        return bot.chats[chat_id]

    def chat(self, bot: Bot, chat_id: int) -> Chat:
        """Return a chat that the bot has; raise Nonsense if it has not."""
        if chat_id not in bot.chats:
            raise Nonsense(f"bot {bot.id} has no chat {chat_id}")
        return bot.chats[chat_id]

    def write(self, chat_id: int, text: str, bot_id: int = 0, author: int = 0) -> Message:
        """Let a person write; a first message opens the chat. In a group ``author`` says who."""
        bot = self.bot_of(bot_id)
        person = self.person(author or chat_id) if chat_id > 0 or author else self._anybody()
        if chat_id not in bot.chats:
            bot.chats[chat_id] = Chat(chat_id, person.as_chat())
        chat = bot.chats[chat_id]
        if chat.blocked:
            self.block(chat_id, False, bot.id)
        return self._say(bot, chat, person, text)

    def _anybody(self) -> Person:
        return next(iter(self.people.values()), None) or self.person()

    def _say(self, bot: Bot, chat: Chat, person: Person, text: str) -> Message:
        marked = with_detected(Marked(text.strip(), []))
        if not marked.text or len(marked.text) > 4096:
            raise Nonsense("a message has 1 to 4096 characters")
        message: Message = {
            "message_id": bot.next_message_id(),
            "from": person.as_user(),
            "chat": chat.wire,
            "date": int(self.clock.now().timestamp()),
            "text": marked.text,
        }
        if marked.entities:
            message["entities"] = marked.entities
        chat.add(message)
        bot.updates.add("message", message)
        return message

    def press(self, chat_id: int, message_id: int, data: str, bot_id: int = 0) -> Press:
        """Let the person press the button that carries ``data`` under a message."""
        bot = self.bot_of(bot_id)
        chat = self.chat(bot, chat_id)
        message = chat.messages.get(message_id, {})
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        if not any(button.get("callback_data") == data for row in rows for button in row):
            raise Nonsense(f"message {message_id} has no button {data!r}")
        person = self.people.get(chat_id) or self._anybody()
        now = self.clock.now().timestamp()
        press = Press(f"{bot.id}{next(self._ids)}", chat_id, message_id, data, now)
        bot.add_press(press)
        query = {"id": press.id, "from": person.as_user(), "message": message}
        query |= {"chat_instance": str(chat_id), "data": data}
        bot.updates.add("callback_query", query)
        return press

    def block(self, chat_id: int, blocked: bool = True, bot_id: int = 0) -> Chat:
        """Let the person stop or restart the bot; the bot is told by ``my_chat_member``."""
        bot = self.bot_of(bot_id)
        chat = self.chat(bot, chat_id)
        if chat.blocked != blocked:
            chat.blocked = blocked
            states = ("member", "kicked") if blocked else ("kicked", "member")
            bot.updates.add("my_chat_member", self._membership(bot, chat, *states))
        return chat

    def _membership(self, bot: Bot, chat: Chat, old: str, new: str) -> dict[str, Any]:
        def member(status: str) -> dict[str, Any]:
            until = {"until_date": 0} if status == "kicked" else {}
            return {"user": bot.as_user(), "status": status, **until}

        return {
            "chat": chat.wire,
            "from": (self.people.get(chat.id) or self._anybody()).as_user(),
            "date": int(self.clock.now().timestamp()),
            "old_chat_member": member(old),
            "new_chat_member": member(new),
        }

    def open_link(self, link: str, person_id: int = 0) -> Message:
        """Let a person follow a ``t.me/<bot>?start=<code>`` link and press Start."""
        parts = urlsplit(link if "//" in link else f"https://{link}")
        username = parts.path.strip("/")
        if parts.hostname not in ("t.me", "telegram.me") or not username:
            raise Nonsense("a deep link reads https://t.me/<bot>?start=<code>")
        code = parse_qs(parts.query).get("start", [""])[0]
        if code and not START_CODE.fullmatch(code):
            raise Nonsense("a start code has 1 to 64 of A-Z a-z 0-9 _ -")
        bot = self.bot_of(username=username)
        person = self.person(person_id)
        return self.write(person.id, f"/start {code}".strip(), bot.id)

    def dump(self) -> dict[str, Any]:
        """Return everything, ready for JSON."""
        people = [asdict(person) for person in self.people.values()]
        return {"people": people, "bots": [bot.dump() for bot in self.bots.values()]}

    def load(self, kept: dict[str, Any]) -> None:
        """Take up what `dump` gave."""
        self.people = {person["id"]: Person(**person) for person in kept["people"]}
        for one in kept["bots"]:
            self.bots[one["token"]] = Bot.load(one, self._first_update())

"""The control API of Telegram: read the chats and act as the people in them."""

from collections.abc import Iterable
from typing import Any

from aiohttp import web

from sandbox.telegram.model import Bot, Chat
from sandbox.telegram.network import Network, Nonsense


class Control:
    """Routes below ``/api/telegram``. What a person cannot do is answered with 422 and the reason."""

    def __init__(self, network: Network) -> None:
        self.network = network

    def routes(self) -> Iterable[web.RouteDef]:
        """Return the routes."""
        return (
            web.get("/api/telegram/chats", self.chats),
            web.get("/api/telegram/chats/{chat}", self.messages),
            web.post("/api/telegram/people", self.add_person),
            web.post("/api/telegram/people/{person}", self.change_person),
            web.post("/api/telegram/groups", self.add_group),
            web.post("/api/telegram/open", self.open_link),
            web.post("/api/telegram/chats/{chat}/write", self.write),
            web.post("/api/telegram/chats/{chat}/press", self.press),
            web.post("/api/telegram/chats/{chat}/block", self.block),
            web.post("/api/telegram/chats/{chat}/migrate", self.migrate),
            web.post("/api/telegram/updates/{update}/again", self.again),
        )

    async def chats(self, request: web.Request) -> web.Response:
        """List every chat of every bot and all people, those without a chat too."""
        bots = self.network.bots.values()
        chats = [_chat_line(bot, chat) for bot in bots for chat in bot.chats.values()]
        people = [
            {"id": one.id, "name": one.as_chat(), "deactivated": one.deactivated}
            for one in self.network.people.values()
        ]
        return web.json_response(
            {
                "chats": sorted(chats, key=lambda line: -line["last_at"]),
                "people": people,
                "bots": [_bot_line(bot) for bot in bots],
            }
        )

    async def messages(self, request: web.Request) -> web.Response:
        """Show one chat: its messages in wire form, and the buttons pressed in it."""
        bot = self.network.bot_of(int(request.query.get("bot", "0")))
        chat = self.network.chat(bot, int(request.match_info["chat"]))
        presses = [press for press in bot.presses.values() if press.chat_id == chat.id][-20:]
        return web.json_response(
            {
                **_chat_line(bot, chat),
                "commands": bot.commands,
                "messages": list(chat.messages.values()),
                "presses": [
                    {
                        "id": press.id,
                        "message_id": press.message_id,
                        "data": press.data,
                        "at": press.at,
                        "answer": press.answer,
                    }
                    for press in presses
                ],
            }
        )

    async def add_person(self, request: web.Request) -> web.Response:
        """Make a person: ``{id?, name?, username?, language_code?}``."""
        told = await request.json()
        names = told.get("name", ""), told.get("username", ""), told.get("language_code", "uk")
        person = self.network.person(int(told.get("id", 0)), *names)
        return web.json_response(person.as_user())

    async def change_person(self, request: web.Request) -> web.Response:
        """Delete or restore an account: ``{deactivated}``."""
        person = self.network.people.get(int(request.match_info["person"]))
        if person is None:
            raise Nonsense("no such person")
        person.deactivated = bool((await request.json())["deactivated"])
        return web.json_response(person.as_user())

    async def add_group(self, request: web.Request) -> web.Response:
        """Make a group with the bot in it: ``{title, bot?}``."""
        told = await request.json()
        return web.json_response(self.network.group(told["title"], told.get("bot", 0)).wire)

    async def open_link(self, request: web.Request) -> web.Response:
        """Follow a deep link: ``{link, person?}``; without a person a new one follows it."""
        told = await request.json()
        return web.json_response(
            self.network.open_link(told["link"].strip(), int(told.get("person") or 0))
        )

    async def write(self, request: web.Request) -> web.Response:
        """Write to the bot: ``{text, author?, bot?}``."""
        told, chat = await request.json(), int(request.match_info["chat"])
        return web.json_response(
            self.network.write(chat, told["text"], told.get("bot", 0), told.get("author", 0))
        )

    async def press(self, request: web.Request) -> web.Response:
        """Press a button: ``{message_id, data, bot?}``."""
        told, chat = await request.json(), int(request.match_info["chat"])
        bot = told.get("bot", 0)
        press = self.network.press(chat, int(told["message_id"]), told["data"], bot)
        return web.json_response({"id": press.id})

    async def block(self, request: web.Request) -> web.Response:
        """Block or unblock the bot: ``{blocked, bot?}``."""
        told, chat = await request.json(), int(request.match_info["chat"])
        blocked = self.network.block(chat, bool(told["blocked"]), told.get("bot", 0)).blocked
        return web.json_response({"blocked": blocked})

    async def migrate(self, request: web.Request) -> web.Response:
        """Turn a group into a supergroup: ``{bot?}``."""
        told = await request.json()
        chat = self.network.migrate(int(request.match_info["chat"]), told.get("bot", 0))
        return web.json_response(chat.wire)

    async def again(self, request: web.Request) -> web.Response:
        """Deliver an update once more: ``{bot?}``."""
        told = await request.json()
        bot = self.network.bot_of(told.get("bot", 0))
        if not bot.updates.again(int(request.match_info["update"])):
            raise Nonsense("no such update has been delivered lately")
        return web.json_response({"ok": True})


def _chat_line(bot: Bot, chat: Chat) -> dict[str, Any]:
    last = next(reversed(chat.messages.values()), None)
    return {
        "id": chat.id,
        "type": chat.wire["type"],
        "title": chat.title,
        "bot": bot.id,
        "bot_username": bot.username,
        "blocked": chat.blocked,
        "migrated_to": chat.migrated_to,
        "count": len(chat.messages),
        "last_text": last.get("text", "") if last else "",
        "last_at": last["date"] if last else 0,
    }


def _bot_line(bot: Bot) -> dict[str, Any]:
    hook = bot.updates.webhook
    return {
        "id": bot.id,
        "username": bot.username,
        "webhook": hook.url,
        "pending": len(bot.updates.pending),
        "last_error": hook.last_error,
    }

"""The methods of the Bot API that act on bots and messages."""

from collections.abc import Awaitable, Callable
from typing import Any

from sandbox.telegram.entities import Marked, trimmed, with_detected
from sandbox.telegram.html_markup import parse_html
from sandbox.telegram.keyboards import checked_markup
from sandbox.telegram.markdown import parse_markdown
from sandbox.telegram.model import Bot, Chat, Message, Press
from sandbox.telegram.network import Network
from sandbox.telegram.protocol import Parameters, Refused, bad_request

TEXT_LIMIT = 4096
ANSWER_LIMIT = 200
ANSWER_WITHIN = 15 * 60  # seconds
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
UNCHANGED = (
    "message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)
BLOCKED = "Forbidden: bot was blocked by the user"
STRANGER = "Forbidden: bot can't initiate conversation with a user"


def read_text(told: Parameters) -> Marked:
    """Return the text of a message with its entities; raise Refused if it cannot be sent."""
    source, mode = told.text("text"), told.text("parse_mode").lower()
    if mode == "html":
        marked = parse_html(source)
    elif mode == "markdownv2":
        marked = parse_markdown(source)
    elif mode:
        raise bad_request("unsupported parse_mode")
    else:
        marked = Marked(source, told.structure("entities") or [])
    marked = with_detected(trimmed(marked))
    if not marked.text:
        raise bad_request("message text is empty")
    if len(marked.text) > TEXT_LIMIT:
        raise bad_request("message is too long")
    return marked


class Methods:
    """The methods, one for each lower-case name in `table`, all called with the bot and parameters."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.table: dict[str, Callable[[Bot, Parameters], Awaitable[Any]]] = {
            "getme": self.get_me,
            "getchat": self.get_chat,
            "sendmessage": self.send_message,
            "sendchataction": self.send_chat_action,
            "editmessagetext": self.edit_text,
            "editmessagereplymarkup": self.edit_markup,
            "deletemessage": self.delete_message,
            "answercallbackquery": self.answer_press,
            "setmycommands": self.set_commands,
            "getmycommands": self.get_commands,
            "deletemycommands": self.delete_commands,
        }

    def _effect(self, bot: Bot, kind: str, chat: Chat, message_id: int, **detail: Any) -> None:
        key = f"{chat.id}:{message_id}"
        self.network.effects.record("telegram", kind, key, bot=bot.id, chat=chat.id, **detail)

    def _now(self) -> int:
        return int(self.network.clock.now().timestamp())

    async def get_me(self, bot: Bot, told: Parameters) -> dict[str, Any]:
        """Return the bot itself."""
        return {
            **bot.as_user(),
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }

    async def get_chat(self, bot: Bot, told: Parameters) -> dict[str, Any]:
        """Return a chat in full."""
        wire = self._chat(bot, told).wire
        return {**wire, "accent_color_id": 0, "max_reaction_count": 11}

    async def send_chat_action(self, bot: Bot, told: Parameters) -> bool:
        """Show "typing": only checked."""
        self._chat(bot, told)
        return True

    def _chat(self, bot: Bot, told: Parameters) -> Chat:
        """Return the chat that may be written to; raise Refused as Telegram does if not."""
        if "chat_id" not in told:
            raise bad_request("chat_id is empty")
        chat_id = told.number("chat_id")
        person, chat = self.network.people.get(chat_id), bot.chats.get(chat_id)
        if person is not None and person.deactivated:
            raise Refused(403, "Forbidden: user is deactivated")
        if chat is None:
            raise bad_request("chat not found") if person is None else Refused(403, STRANGER)
        if chat.migrated_to:
            words = "Bad Request: group chat was upgraded to a supergroup chat"
            raise Refused(400, words, migrate_to_chat_id=chat.migrated_to)
        if chat.blocked:
            raise Refused(403, BLOCKED)
        return chat

    async def send_message(self, bot: Bot, told: Parameters) -> Message:
        """Send a text."""
        marked = read_text(told)
        markup = checked_markup(told.structure("reply_markup"))
        chat = self._chat(bot, told)
        answered = self._replied_to(chat, told)
        message: Message = {
            "message_id": bot.next_message_id(),
            "from": bot.as_user(),
            "chat": chat.wire,
            "date": self._now(),
            **answered,
            **_content(marked, markup),
        }
        chat.add(message)
        self._effect(bot, "message.sent", chat, message["message_id"], text=marked.text)
        return message

    def _replied_to(self, chat: Chat, told: Parameters) -> dict[str, Message]:
        reply = told.structure("reply_parameters") or {}
        wanted = reply.get("message_id") or told.number("reply_to_message_id")
        if not wanted:
            return {}
        if wanted in chat.messages:
            earlier = chat.messages[wanted]
            return {
                "reply_to_message": {k: v for k, v in earlier.items() if k != "reply_to_message"}
            }
        if reply.get("allow_sending_without_reply") or told.flag("allow_sending_without_reply"):
            return {}
        raise bad_request("message to be replied not found")

    def _own_message(self, bot: Bot, told: Parameters, act: str) -> tuple[Chat, Message]:
        chat = self._chat(bot, told)
        message = chat.messages.get(told.number("message_id"))
        if message is None:
            raise bad_request(f"message to {act} not found")
        if act == "edit" and message["from"]["id"] != bot.id:
            raise bad_request("message can't be edited")
        return chat, message

    async def edit_text(self, bot: Bot, told: Parameters) -> Message:
        """Give a message another text; without a markup its buttons go."""
        marked = read_text(told)
        markup = checked_markup(told.structure("reply_markup"))
        chat, message = self._own_message(bot, told, "edit")
        self._replace(message, _content(marked, markup))
        self._effect(bot, "message.edited", chat, message["message_id"], text=marked.text)
        return message

    async def edit_markup(self, bot: Bot, told: Parameters) -> Message:
        """Give a message other buttons, or none."""
        markup = checked_markup(told.structure("reply_markup"))
        chat, message = self._own_message(bot, told, "edit")
        kept: Message = {name: message[name] for name in ("text", "entities") if name in message}
        self._replace(message, {**kept, **({"reply_markup": markup} if markup else {})})
        self._effect(bot, "markup.edited", chat, message["message_id"])
        return message

    def _replace(self, message: Message, content: Message) -> None:
        names = ("text", "entities", "reply_markup")
        if {name: message[name] for name in names if name in message} == content:
            raise bad_request(UNCHANGED)
        for name in names:
            message.pop(name, None)
        message |= {**content, "edit_date": self._now()}

    async def delete_message(self, bot: Bot, told: Parameters) -> bool:
        """Take a message away."""
        chat, message = self._own_message(bot, told, "delete")
        del chat.messages[message["message_id"]]
        self._effect(bot, "message.deleted", chat, message["message_id"])
        return True

    async def answer_press(self, bot: Bot, told: Parameters) -> bool:
        """Answer a pressed button, in time."""
        press = bot.presses.get(told.text("callback_query_id"))
        if press is None or self._now() - press.at > ANSWER_WITHIN:
            raise bad_request(TOO_OLD)
        if len(told.text("text")) > ANSWER_LIMIT:
            raise bad_request("MESSAGE_TOO_LONG")
        press.answer = {"text": told.text("text"), "show_alert": told.flag("show_alert")}
        self._answered(bot, press)
        return True

    def _answered(self, bot: Bot, press: Press) -> None:
        detail = {"bot": bot.id, "chat": press.chat_id, **(press.answer or {})}
        self.network.effects.record("telegram", "callback.answered", press.id, **detail)

    async def set_commands(self, bot: Bot, told: Parameters) -> bool:
        """Set the list that people see behind the menu button."""
        commands = told.structure("commands")
        if not isinstance(commands, list):
            raise bad_request("can't parse list of bot commands")
        for one in commands:
            if not one.get("command", "").strip("/") or not one.get("description"):
                raise bad_request("BOT_COMMAND_INVALID")
        bot.commands = commands
        names = [one["command"] for one in commands]
        self.network.effects.record("telegram", "commands.set", bot.id, commands=names)
        return True

    async def get_commands(self, bot: Bot, told: Parameters) -> list[dict[str, str]]:
        """Return that list."""
        return bot.commands

    async def delete_commands(self, bot: Bot, told: Parameters) -> bool:
        """Empty that list."""
        bot.commands = []
        return True


def _content(marked: Marked, markup: dict[str, Any] | None) -> Message:
    content: Message = {"text": marked.text}
    if marked.entities:
        content["entities"] = marked.entities
    if markup:
        content["reply_markup"] = markup
    return content

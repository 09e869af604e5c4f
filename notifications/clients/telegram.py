"""The Bot API through python-telegram-bot: the only place that talks to Telegram."""

import json
import logging
import os
from collections.abc import Coroutine
from types import TracebackType
from typing import Any, Self

from telegram import Bot, BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError
from telegram.request import HTTPXRequest

from notifications.clients.background import Background
from notifications.clients.letters import TOTAL_S, Letter
from notifications.clients.telegram_errors import outcome_of
from notifications.rules.masking import scrubbed, without_tokens
from notifications.rules.outcomes import Blame, Outcome
from notifications.states import Result

os.environ.setdefault("PTB_TIMEDELTA", "1")  # else the library warns of its own future
CONNECT_S = 3.0
AT_ONCE = 8
NAMELESS = "none"
SAYING_LIMIT = 200  # letters of an answer to a press
# What a second press, an old press or a second edit is told: the wish has come true already.
HARMLESS = ("message is not modified", "query is too old", "query id is invalid")
GONE = ("message to edit not found", "message can't be edited")


class _NoTokens(logging.Filter):
    """Takes bot tokens out of what the HTTP library logs: each address it calls has one."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every line through, cleaned."""
        record.msg, record.args = without_tokens(record.getMessage()), ()
        return True


logging.getLogger("httpx").addFilter(_NoTokens())


class TelegramClient:
    """One bot, used from plain code. Its token appears in no error, log or outcome."""

    def __init__(self, *, token: str, api_url: str, total_s: float = TOTAL_S) -> None:
        self._token, self._total_s = token, total_s
        self._base_url = f"{api_url.rstrip('/')}/bot"

    def __enter__(self) -> Self:
        self._background = Background()
        self._request = _Request(
            connection_pool_size=AT_ONCE,
            connect_timeout=CONNECT_S,
            read_timeout=self._total_s,
            write_timeout=self._total_s,
            pool_timeout=self._total_s,
        )
        # Not `Bot.initialize`: it would call getMe each time. Without a token there is no bot.
        token = self._token or NAMELESS
        self._bot = Bot(
            token, base_url=self._base_url, request=self._request, get_updates_request=self._request
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._background.run(self._request.shutdown(), CONNECT_S)
        self._background.close()

    def send(self, letter: Letter) -> Outcome:
        """Send a message, or carry out the edit or answer of ``letter.via``."""
        if not self._token:
            return Outcome(Result.LATER, "no_token", blame=Blame.CHANNEL)
        work = self._react(letter) if letter.via else self._say(letter)
        return self._outcome(work)

    def set_webhook(self, *, url: str, secret: str, commands: list[tuple[str, str]]) -> Outcome:
        """Have updates brought to ``url`` with ``secret`` in their header, and set the menu."""

        async def work() -> str:
            await self._bot.set_webhook(
                url,
                secret_token=secret,
                allowed_updates=["message", "callback_query", "my_chat_member"],
            )
            await self._bot.set_my_commands([BotCommand(*command) for command in commands])
            return ""

        return self._outcome(work())

    def _outcome(self, work: Coroutine[Any, Any, str]) -> Outcome:
        try:
            reference = self._background.run(work, self._total_s)
        except (TelegramError, TimeoutError) as error:
            return outcome_of(error, scrub=lambda words: scrubbed(words, self._token))
        return Outcome(Result.DONE, reference=reference)

    async def _say(self, letter: Letter) -> str:
        message = await self._bot.send_message(
            int(letter.to),
            letter.text,
            parse_mode=ParseMode.HTML,
            reply_markup=_keyboard(letter),
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )
        return str(message.message_id)

    async def _react(self, letter: Letter) -> str:
        """Answer the press first, for its clock is running; then change the message it stood under."""
        if answered := letter.via.get("answer"):
            await _harmlessly(
                self._bot.answer_callback_query(
                    answered,
                    text=letter.via.get("say", "")[:SAYING_LIMIT],
                    show_alert=bool(letter.via.get("alert")),
                ),
                HARMLESS,
            )
        if edited := letter.via.get("edit"):
            await _harmlessly(
                self._bot.edit_message_text(
                    letter.text,
                    chat_id=int(letter.to),
                    message_id=edited,
                    parse_mode=ParseMode.HTML,
                    reply_markup=_keyboard(letter),
                    link_preview_options=LinkPreviewOptions(is_disabled=True),
                ),
                HARMLESS + GONE,
            )
        return str(letter.via.get("edit") or "")


class _Request(HTTPXRequest):
    """The library's transport, which keeps replies it cannot read out of the log."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Return the JSON of a reply. Raises TelegramError, without its words, when it is none."""
        try:
            reply = json.loads(payload)
        except ValueError:
            raise TelegramError("Invalid server response") from None
        if not isinstance(reply, dict):
            raise TelegramError("Invalid server response")
        return reply


async def _harmlessly(work: Coroutine[Any, Any, Any], harmless: tuple[str, ...]) -> None:
    try:
        await work
    except BadRequest as error:
        if not any(words in str(error).lower() for words in harmless):
            raise


def _keyboard(letter: Letter) -> InlineKeyboardMarkup | None:
    rows = [
        [
            InlineKeyboardButton(
                button["text"], callback_data=button.get("data"), url=button.get("url")
            )
            for button in row
        ]
        for row in letter.buttons
    ]
    return InlineKeyboardMarkup(rows) if rows else None

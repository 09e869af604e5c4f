"""What the Bot API accepts as ``reply_markup``."""

from typing import Any
from urllib.parse import urlsplit

from sandbox.telegram.protocol import bad_request

ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)
OTHER_KINDS = ("keyboard", "remove_keyboard", "force_reply")
DATA_LIMIT = 64  # bytes of callback_data


def checked_markup(told: Any) -> dict[str, Any] | None:
    """Return the markup as it will be shown, None for none; raise Refused if it is wrong."""
    if told in (None, "", {}):
        return None
    if not isinstance(told, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in told:
        rows = [[_button(button) for button in row] for row in _rows(told["inline_keyboard"])]
        return {"inline_keyboard": [row for row in rows if row]} if any(rows) else None
    if not any(kind in told for kind in OTHER_KINDS):
        raise bad_request("can't parse reply keyboard markup JSON object")
    return told


def _rows(told: Any) -> list[list[Any]]:
    if not isinstance(told, list) or not all(isinstance(row, list) for row in told):
        raise bad_request('can\'t parse inline keyboard: Field "inline_keyboard" must be an Array')
    return told


def _button(told: Any) -> dict[str, Any]:
    if not isinstance(told, dict) or not isinstance(told.get("text"), str):
        raise bad_request("can't parse inline keyboard button: Can't find field \"text\"")
    given = [action for action in ACTIONS if told.get(action) is not None]
    if len(given) != 1:
        words = "Text buttons are unallowed in the inline keyboard"
        raise bad_request(f"can't parse inline keyboard button: {words}")
    if given == ["callback_data"]:
        _check_data(told["callback_data"])
    if given == ["url"]:
        _check_url(told["url"])
    return told


def _check_data(data: Any) -> None:
    if not isinstance(data, str) or not 1 <= len(data.encode()) <= DATA_LIMIT:
        raise bad_request("BUTTON_DATA_INVALID")


def _check_url(url: Any) -> None:
    """Refuse what Telegram refuses, a bare host name such as ``localhost`` among it."""
    parts = urlsplit(str(url))
    named = parts.scheme in ("http", "https") and "." in (parts.hostname or "")
    if not named and parts.scheme not in ("tg", "tel", "mailto"):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")

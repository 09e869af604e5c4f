"""Replies as they may be kept and shown: their shape and their words, without people and keys. Pure."""

import json
import re
from collections.abc import Iterable
from typing import Any

DOTS = "\N{BULLET}" * 3
WORDS_LENGTH = 300
SAMPLE_LENGTH = 4_000
# Every repeat has its bound: a body of two million letters costs no more than reading it.
_EMAIL = re.compile(r"[^\s<>@,;:\"'&=]{1,64}@[^\s<>@,;:\"'&=]{1,200}\.[^\s<>@,;:\"'.&=]{2,30}")
_NUMBER = re.compile(r"\+?\d[\d\s()-]{5,40}\d")
_TOKEN = re.compile(r"[A-Za-z0-9_\-+/=.]{24,}")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_PRIVATE = re.compile(
    r"name|phone|mobile|tel|mail|address|addr|street|house|flat|passport|birth|recipient|sender|contact"
    r"|consignee|receiver|buyer|person|client|customer|card|token|key|secret|sign|digest|passw|psw|login"
    r"|session|auth|cookie|signature|zip|post_?code|lat|lon",
    re.IGNORECASE,
)
# "name": "value", name=value, <name>value</name>, also where the end is missing.
_PAIR = re.compile(
    r"""("?)([\w.-]{1,60})\1(\s{0,5}[:=]\s{0,5})("(?:[^"\\]|\\.)*"?|[^\s"&,;<>{}\[\]]+)"""
)
_ELEMENT = re.compile(r"<([\w:.-]+)([^<>]*)>([^<]*)")


def scrubbed(words: str, secrets: Iterable[str] = (), *, most: int = WORDS_LENGTH) -> str:
    """Return a partner's words in one line, without secrets, addresses, long numbers and tokens."""
    return " ".join(_bare(_without(words, secrets)).split())[:most]


def sample(body: bytes, secrets: Iterable[str] = (), *, most: int = SAMPLE_LENGTH) -> str:
    """Return the beginning of a body, masked: JSON by its keys, anything else by what it looks like."""
    text = _without(body[: 4 * most].decode("utf-8", "replace"), secrets)
    try:
        whole = json.loads(_without(body.decode("utf-8"), secrets))
        text = json.dumps(masked(whole), ensure_ascii=False, indent=1)
    except (ValueError, RecursionError):
        text = _shape(text)
    return text.replace("\0", "\ufffd")[:most]


def masked(value: Any, private: bool = False) -> Any:
    """Return plain values with dots for those that stand under a telling name or look like a person."""
    if isinstance(value, dict):
        return {
            _bare(str(name)): masked(item, private or bool(_PRIVATE.search(str(name))))
            for name, item in value.items()
        }
    if isinstance(value, list):
        return [masked(item, private) for item in value]
    if isinstance(value, str):
        return DOTS if private and value else _bare(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return DOTS if private or abs(value) >= 10**6 else value
    return value


def _shape(text: str) -> str:
    """Mask what is no JSON: what stands under telling names, and every letter that is not plain."""
    text = _PAIR.sub(_hide_pair, text)
    text = _ELEMENT.sub(_hide_element, text)
    return _NOT_ASCII.sub(DOTS, _bare(text))


def _hide_pair(found: re.Match[str]) -> str:
    quote, name, sign, _value = found.groups()
    return f"{quote}{name}{quote}{sign}{DOTS}" if _PRIVATE.search(name) else found[0]


def _hide_element(found: re.Match[str]) -> str:
    name, more, inside = found.groups()
    hidden = bool(_PRIVATE.search(name)) and bool(inside.strip())
    return f"<{name}{more}>{DOTS}" if hidden else found[0]


def _bare(words: str) -> str:
    for pattern in (_EMAIL, _NUMBER, _TOKEN):
        words = pattern.sub(DOTS, words)
    return words


def _without(words: str, secrets: Iterable[str]) -> str:
    for secret in secrets:
        if secret:
            words = words.replace(secret, DOTS)
    return words

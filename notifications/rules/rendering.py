"""Fill templates with values, each channel with the escaping it needs. Pure.

The values come from people we do not know: they are freed of control characters and of marks that turn
the direction of writing, and they can neither end a line nor begin a tag.
"""

import html
import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.template import Context, Engine, Library, Template

from notifications.states import Channel

SECTION = re.compile(r"^\[([a-z_.]+)\]\n", re.MULTILINE)
TAG = re.compile(r"</?[a-z]+[^>]*>")
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")
VALUE_LIMIT = 400
SINGLE_SMS = {"GSM-7": 160, "UCS-2": 70}
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
register = Library()


@register.filter
def clip(value: object, limit: int) -> str:
    """Return at most ``limit`` letters; a dot stands for what was cut."""
    text = str(value)
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "."


def sections(source: str) -> dict[str, str]:
    """Return the sections of a template file: ``[telegram]`` on a line of its own begins one."""
    pieces = SECTION.split(source)
    return {name: body.strip("\n") for name, body in zip(pieces[1::2], pieces[2::2], strict=True)}


def filled(source: str, values: Mapping[str, Any], *, markup: bool, unknown: str = "") -> str:
    """Return the template with its values; with ``markup`` they are escaped for HTML.

    ``unknown`` stands where the template names a value there is none of. Raises
    django.template.TemplateSyntaxError for a template that cannot be read.
    """
    clean = {name: _clean(value) for name, value in values.items()}
    text = _template(source, markup, unknown).render(Context(clean, autoescape=markup))
    lines = (line.rstrip() for line in text.strip().splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def fill_part(part: str, source: str, values: Mapping[str, Any]) -> str:
    """Return one section filled for its channel: a subject and an SMS are one line."""
    text = filled(source, values, markup=part == Channel.TELEGRAM)
    return " ".join(text.split()) if part in ("subject", Channel.SMS) else text


def plain_of(markup: str) -> str:
    """Return the words of a Telegram message without its tags."""
    return html.unescape(TAG.sub("", markup))


def sms_alphabet(text: str) -> str:
    """Return the alphabet an SMS needs: in GSM-7 one holds 160 letters, in UCS-2 70."""
    return "GSM-7" if set(text) <= _GSM else "UCS-2"


def fits_one_sms(text: str) -> bool:
    """Tell whether it goes in one SMS; letters outside of the basic plane take two places."""
    places = len(text.encode("utf-16-le")) // 2
    return places <= SINGLE_SMS[sms_alphabet(text)]


@lru_cache(maxsize=1024)
def _template(source: str, markup: bool, unknown: str) -> Template:
    return Template(source, engine=_engine(markup, unknown))


@lru_cache(maxsize=4)
def _engine(markup: bool, unknown: str) -> Engine:
    """Return an engine without files and libraries: a template sees its values and nothing else."""
    return Engine(autoescape=markup, builtins=[__name__], string_if_invalid=unknown)


def _clean(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_clean(item) for item in value]
    if not isinstance(value, str):
        return value
    lines = ("".join(map(_letter, line)) for line in value.splitlines())
    return "\n".join(" ".join(line.split(" ")).strip() for line in lines)[:VALUE_LIMIT]


def _letter(letter: str) -> str:
    if letter in TURNING:
        return ""
    return " " if unicodedata.category(letter) in ("Cc", "Cs") else letter

"""The HTML subset of the Bot API, with the complaints it makes about bad markup."""

import html
import re
from dataclasses import dataclass, field

from sandbox.telegram.entities import Entity, Marked, units
from sandbox.telegram.protocol import bad_request

TYPE_OF_TAG = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
NAME = re.compile(r"[^\s>]*")
ATTRIBUTE = re.compile(r"\s+([a-zA-Z-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([\w.-]+)))?")
CLOSE = re.compile(r"\s*>")
CHARACTER = re.compile(r"&(?:lt|gt|amp|quot|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")


@dataclass
class _Open:
    """A tag that waits for its end."""

    tag: str
    at: int  # where it stands in the source
    offset: int  # where its content begins in the text
    attributes: dict[str, str]


@dataclass
class _Reader:
    source: str
    place: int = 0
    text: str = ""
    entities: list[Entity] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)

    def read(self) -> Marked:
        while self.place < len(self.source):
            if self.source.startswith("</", self.place):
                self._end_tag()
            elif self.source[self.place] == "<":
                self._start_tag()
            else:
                self._plain()
        if self.stack:
            raise _cannot(f'Can\'t find end tag corresponding to start tag "{self.stack[-1].tag}"')
        return Marked(self.text, self.entities)

    def _plain(self) -> None:
        match = CHARACTER.match(self.source, self.place)
        taken = match.group() if match else self.source[self.place]
        self.text += html.unescape(taken)
        self.place += len(taken)

    def _start_tag(self) -> None:
        at = self.place
        tag = self._name(at + 1, f"Unclosed start tag at byte offset {self._bytes(at)}")
        if tag not in TYPE_OF_TAG:
            raise _cannot(f'Unsupported start tag "{tag}" at byte offset {self._bytes(at)}')
        attributes = self._attributes()
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise _cannot(
                f'Tag "span" must have class "tg-spoiler" at byte offset {self._bytes(at)}'
            )
        self._past(CLOSE, f"Unclosed start tag at byte offset {self._bytes(at)}")
        self.stack.append(_Open(tag, at, units(self.text), attributes))

    def _end_tag(self) -> None:
        at = self._bytes(self.place)
        if not self.stack:
            raise _cannot(f"Unexpected end tag at byte offset {at}")
        tag = self._name(self.place + 2, f"Unclosed end tag at byte offset {at}")
        self._past(CLOSE, f"Unclosed end tag at byte offset {at}")
        opened = self.stack.pop()
        if tag not in ("", opened.tag):
            raise _cannot(
                f'Unmatched end tag at byte offset {at}, expected "</{opened.tag}>", found "</{tag}>"'
            )
        self._close(opened)

    def _close(self, opened: _Open) -> None:
        length = units(self.text) - opened.offset
        inner = self.text.encode("utf-16-le")[opened.offset * 2 :].decode("utf-16-le")
        entity: Entity = {
            "type": TYPE_OF_TAG[opened.tag],
            "offset": opened.offset,
            "length": length,
        }
        if opened.tag == "a":
            entity["url"] = opened.attributes.get("href") or inner
        elif opened.tag == "tg-emoji":
            entity["custom_emoji_id"] = opened.attributes.get("emoji-id", "")
        elif opened.tag == "blockquote" and "expandable" in opened.attributes:
            entity["type"] = "expandable_blockquote"
        elif opened.tag == "pre" and "language" in opened.attributes:
            entity["language"] = opened.attributes["language"]
        elif opened.tag == "code" and self._names_language(opened):
            return
        self.entities.append(entity)

    def _names_language(self, code: _Open) -> bool:
        """Pass the class of ``<pre><code class="language-x">`` on to the pre, which swallows it."""
        language = code.attributes.get("class", "")
        if not (self.stack and self.stack[-1].tag == "pre" and language.startswith("language-")):
            return False
        self.stack[-1].attributes["language"] = language.removeprefix("language-")
        return True

    def _attributes(self) -> dict[str, str]:
        found = {}
        while match := ATTRIBUTE.match(self.source, self.place):
            name, *values = match.groups()
            found[name.lower()] = html.unescape(next((v for v in values if v is not None), ""))
            self.place = match.end()
        return found

    def _name(self, start: int, otherwise: str) -> str:
        match = NAME.match(self.source, start)
        assert match is not None
        self.place = match.end()
        if self.place >= len(self.source):
            raise _cannot(otherwise)
        return match.group().lower()

    def _past(self, pattern: re.Pattern[str], otherwise: str) -> None:
        match = pattern.match(self.source, self.place)
        if match is None:
            raise _cannot(otherwise)
        self.place = match.end()

    def _bytes(self, place: int) -> int:
        return len(self.source[:place].encode())


def _cannot(words: str) -> Exception:
    return bad_request(f"can't parse entities: {words}")


def parse_html(source: str) -> Marked:
    """Return the text and its entities; raise Refused where the Bot API would."""
    return _Reader(source).read()

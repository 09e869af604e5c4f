"""MarkdownV2 of the Bot API, with the complaints it makes about bad markup."""

import re
from dataclasses import dataclass, field

from sandbox.telegram.entities import Entity, Marked, units
from sandbox.telegram.protocol import bad_request

RESERVED = set("_*[]()~`>#+-=|{}.!")
MARKS = {
    "*": ("bold", "Bold"),
    "_": ("italic", "Italic"),
    "__": ("underline", "Underline"),
    "~": ("strikethrough", "Strikethrough"),
    "||": ("spoiler", "Spoiler"),
    "[": ("text_link", "TextUrl"),
}
MARK = re.compile(r"__|\|\||[*_~\[]")
TARGET = re.compile(r"\(((?:\\.|[^)\\])*)\)")
LANGUAGE = re.compile(r"([^\s`]*)\n")
ESCAPE = re.compile(r"\\([\x01-\x7e])")


@dataclass
class _Reader:
    source: str
    place: int = 0
    text: str = ""
    entities: list[Entity] = field(default_factory=list)
    stack: list[tuple[str, int, int]] = field(default_factory=list)  # mark, source, offset
    quote: int | None = None

    def read(self) -> Marked:
        while self.place < len(self.source):
            self._step()
        self._end_quote()
        if self.stack:
            mark, at, _ = self.stack[-1]
            raise self._endless(MARKS[mark][1], at)
        return Marked(self.text, self.entities)

    def _step(self) -> None:
        if escape := ESCAPE.match(self.source, self.place):
            self._take(escape.group(1), 2)
        elif self.source.startswith("`", self.place):
            self._code()
        elif self.source[self.place] == "]" and self.stack and self.stack[-1][0] == "[":
            self._link()
        elif mark := MARK.match(self.source, self.place):
            self._mark(mark.group())
        elif self.source[self.place] == ">" and self._at_line_start():
            self.quote = units(self.text) if self.quote is None else self.quote
            self.place += 1
        else:
            self._plain(self.source[self.place])

    def _plain(self, letter: str) -> None:
        if letter in RESERVED:
            raise _cannot(
                f"Character '{letter}' is reserved and must be escaped with the preceding '\\'"
            )
        if letter == "\n" and self.source[self.place + 1 : self.place + 2] != ">":
            self._end_quote()
        self._take(letter, 1)

    def _take(self, text: str, length: int) -> None:
        self.text += text
        self.place += length

    def _mark(self, mark: str) -> None:
        if mark != "[" and self.stack and self.stack[-1][0] == mark:
            _, _, offset = self.stack.pop()
            self._add(MARKS[mark][0], offset)
        else:
            self.stack.append((mark, self.place, units(self.text)))
        self.place += len(mark)

    def _link(self) -> None:
        _, _, offset = self.stack.pop()
        self.place += 1
        if target := TARGET.match(self.source, self.place):
            self.place = target.end()
            self._add("text_link", offset, url=ESCAPE.sub(r"\1", target.group(1)))

    def _code(self) -> None:
        start, fence = self.place, "```" if self.source.startswith("```", self.place) else "`"
        self.place += len(fence)
        language = LANGUAGE.match(self.source, self.place) if fence == "```" else None
        if language:
            self.place = language.end()
        offset = units(self.text)
        while not self.source.startswith(fence, self.place):
            if self.place >= len(self.source):
                raise self._endless("Pre" if fence == "```" else "Code", start)
            escape = ESCAPE.match(self.source, self.place)
            self._take(escape.group(1) if escape else self.source[self.place], 2 if escape else 1)
        self.place += len(fence)
        named = {"language": language.group(1)} if language and language.group(1) else {}
        self._add("pre" if fence == "```" else "code", offset, **named)

    def _end_quote(self) -> None:
        if self.quote is not None:
            self._add("blockquote", self.quote)
            self.quote = None

    def _add(self, kind: str, offset: int, **more: str) -> None:
        length = units(self.text) - offset
        self.entities.append({"type": kind, "offset": offset, "length": length, **more})

    def _at_line_start(self) -> bool:
        return self.place == 0 or self.source[self.place - 1] == "\n"

    def _endless(self, name: str, at: int) -> Exception:
        offset = len(self.source[:at].encode())
        return _cannot(f"Can't find end of {name} entity at byte offset {offset}")


def _cannot(words: str) -> Exception:
    return bad_request(f"can't parse entities: {words}")


def parse_markdown(source: str) -> Marked:
    """Return the text and its entities; raise Refused where the Bot API would."""
    return _Reader(source).read()

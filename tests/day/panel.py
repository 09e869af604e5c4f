"""What a person reads on a panel of the floor: the huge line, the rows, the buttons."""

import html
import re
from dataclasses import dataclass

_TAGS = re.compile(r"<[^>]+>")
_PROMPT = re.compile(r'class="prompt">(.*?)</h2>', re.S)
_ROW = re.compile(r"<li([^>]*)>(.*?)</li>", re.S)
_KEY = re.compile(r'<button[^>]*class="[^"]*"[^>]*data-scan="([^"]*)"')
_ONE = r'class="{}[^"]*">(.*?)</(?:p|span|div)>'


@dataclass(frozen=True)
class Row:
    """One line of a list: its words from left to right, and how it is marked."""

    words: tuple[str, ...]
    mark: str

    @property
    def is_now(self) -> bool:
        """Whether it is what is to be done now."""
        return "is-now" in self.mark


@dataclass(frozen=True)
class Panel:
    """One panel as it was drawn."""

    drawn: str

    @property
    def prompt(self) -> str:
        """Return the huge line."""
        return _text(_PROMPT.search(self.drawn))

    @property
    def rows(self) -> list[Row]:
        """Return the lines of all lists, in order."""
        return [Row(_words(body), mark) for mark, body in _ROW.findall(self.drawn)]

    @property
    def keys(self) -> list[str]:
        """Return what the buttons scan."""
        return [html.unescape(code) for code in _KEY.findall(self.drawn)]

    @property
    def is_warning(self) -> bool:
        """Whether there is a box of a warning."""
        return 'class="warn"' in self.drawn

    def first(self, kind: str) -> str:
        """Return the first text of that kind: hint, subject, number."""
        return _text(re.search(_ONE.format(kind), self.drawn, re.S))

    def form_to(self) -> str:
        """Return where the form of the panel goes that is too large for a scan, empty if there is none."""
        found = re.search(r'<form[^>]*data-post="([^"]*)"', self.drawn)
        return html.unescape(found[1]) if found else ""


def _text(found: re.Match[str] | None) -> str:
    return " ".join(_words(found[1])) if found else ""


def _words(drawn: str) -> tuple[str, ...]:
    parts = (html.unescape(part).strip() for part in _TAGS.split(drawn))
    return tuple(" ".join(part.split()) for part in parts if part.strip())

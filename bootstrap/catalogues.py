"""Translations: compiling `.po` to `.mo` without GNU gettext, which a bare machine lacks."""

import ast
import re
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bootstrap.errors import Trouble
from bootstrap.paths import ROOT

_MAGIC = 0x950412DE
_SKIPPED = {".venv", "var", "node_modules"}
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


@dataclass
class Entry:
    """One message of a `.po` file, its words by keyword ("msgid", "msgstr[1]" ...)."""

    words: dict[str, str] = field(default_factory=dict)
    fuzzy: bool = False

    @property
    def key(self) -> str:
        """The message as gettext looks it up: context and plural are joined in."""
        plural = self.words.get("msgid_plural")
        key = self.words["msgid"] + ("" if plural is None else f"\0{plural}")
        context = self.words.get("msgctxt")
        return key if context is None else f"{context}\x04{key}"

    @property
    def translation(self) -> str:
        """All plural forms, or nothing when any of them is missing: then the source is shown."""
        forms = [text for name, text in sorted(self.words.items()) if name.startswith("msgstr")]
        return "\0".join(forms) if all(forms) else ""

    @property
    def is_usable(self) -> bool:
        """Tell whether a person vouched for it; the header (no key) says the character set."""
        return bool(self.translation) and (not self.fuzzy or not self.key)

    @property
    def fits(self) -> bool:
        """Tell whether the translation asks only for what the source fills in."""
        return placeholders(self.translation) <= placeholders(self.key)


def compile_all(root: Path = ROOT) -> list[Path]:
    """Compile every catalogue that is newer than its result; return those compiled."""
    stale = [source for source in catalogues(root) if _is_stale(source)]
    for source in stale:
        _replace(source.with_suffix(".mo"), compiled(source))
    return stale


def catalogues(root: Path = ROOT) -> list[Path]:
    """Return our `.po` files."""
    folders = [folder for folder in sorted(root.iterdir()) if folder.name not in _SKIPPED]
    return [
        source
        for folder in folders
        if folder.is_dir() and not folder.name.startswith(".")
        for source in sorted(folder.glob("**/LC_MESSAGES/*.po"))
    ]


def compiled(source: Path) -> bytes:
    """Return the `.mo` form of ``source``; raises Trouble naming a line that cannot be read."""
    entries = [entry for entry in parse(source) if entry.is_usable]
    return _pack({entry.key.encode(): entry.translation.encode() for entry in entries})


def parse(source: Path) -> Iterator[Entry]:
    """Yield the messages of a `.po` file in their order; obsolete ones are left out."""
    entry, keyword = Entry(), ""
    for number, line in enumerate(source.read_text(encoding="utf-8").splitlines(), start=1):
        text = line.strip()
        starts_anew = text.startswith(("#", "msgctxt", "msgid ")) or not text
        if starts_anew and any(name.startswith("msgstr") for name in entry.words):
            yield entry
            entry = Entry()
        if not text or text.startswith("#"):
            entry.fuzzy |= text.startswith("#,") and "fuzzy" in text
            continue
        try:
            if not text.startswith('"'):
                keyword, _, text = text.partition(" ")
            entry.words[keyword] = entry.words.get(keyword, "") + ast.literal_eval(text.strip())
        except (ValueError, SyntaxError):
            raise Trouble(f"{source}, line {number}: cannot be read: {line}") from None
    if entry.words:
        yield entry


def _is_stale(source: Path) -> bool:
    result = source.with_suffix(".mo")
    return not result.exists() or result.stat().st_mtime < source.stat().st_mtime


def _replace(target: Path, content: bytes) -> None:
    draft = target.with_suffix(".mo.new")
    draft.write_bytes(content)
    draft.replace(target)


def _pack(messages: dict[bytes, bytes]) -> bytes:
    """Lay messages out as gettext reads them: two tables of (length, offset), then the texts."""
    keys = sorted(messages)
    texts = keys + [messages[key] for key in keys]
    at = 28 + 8 * len(texts)
    table = b""
    for text in texts:
        table += struct.pack("<2I", len(text), at)
        at += len(text) + 1
    middle = 28 + 8 * len(keys)
    header = struct.pack("<7I", _MAGIC, 0, len(keys), 28, middle, 0, middle + 8 * len(keys))
    return header + table + b"".join(text + b"\0" for text in texts)


def mistakes(source: Path) -> list[str]:
    """Return what would break at run time: translations with placeholders the source has not."""
    return [
        f"{source}: {entry.words['msgid']!r} has other placeholders in its translation"
        for entry in parse(source)
        if entry.is_usable and entry.key and not entry.fits
    ]


def placeholders(text: str) -> set[str]:
    """Return the places in ``text`` that are filled at run time."""
    return set(_PLACEHOLDER.findall(text))


if __name__ == "__main__":
    compile_all()
    sys.exit("\n".join(wrong for source in catalogues() for wrong in mistakes(source)) or 0)

"""Texts with entities: offsets in UTF-16 units, trimming, and what Telegram finds by itself."""

import re
from typing import Any, NamedTuple

Entity = dict[str, Any]

DETECTED = re.compile(
    r"(?P<url>\bhttps?://[^\s<>\"]*[^\s<>\".,;:!?()\]])"
    r"|(?P<email>\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b)"
    r"|(?P<bot_command>(?<![\w/])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?)"
    r"|(?P<mention>(?<![\w@])@[A-Za-z]\w{3,31})"
    r"|(?P<hashtag>(?<!\w)#\w*[^\W\d]\w*)"
)


class Marked(NamedTuple):
    """A text and what is special in it."""

    text: str
    entities: list[Entity]


def units(text: str) -> int:
    """Return the length in UTF-16 units, in which Telegram counts offsets."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def trimmed(marked: Marked) -> Marked:
    """Return the message without blank edges, its entities moved and cut to fit."""
    text = marked.text.strip()
    lead = units(marked.text) - units(marked.text.lstrip())
    room = units(text)
    kept = [_moved(entity, lead, room) for entity in marked.entities]
    ordered = sorted(
        (entity for entity in kept if entity["length"] > 0),
        key=lambda entity: (entity["offset"], -entity["length"]),
    )
    return Marked(text, ordered)


def _moved(entity: Entity, lead: int, room: int) -> Entity:
    start = min(max(entity["offset"] - lead, 0), room)
    end = min(max(entity["offset"] + entity["length"] - lead, 0), room)
    return {**entity, "offset": start, "length": end - start}


def with_detected(marked: Marked) -> Marked:
    """Add links, commands, mentions, e-mails and hashtags where nothing else is marked."""
    found = [
        {
            "type": str(match.lastgroup),
            "offset": units(marked.text[: match.start()]),
            "length": units(match.group()),
        }
        for match in DETECTED.finditer(marked.text)
    ]
    free = [one for one in found if not any(_overlap(one, other) for other in marked.entities)]
    return trimmed(Marked(marked.text, marked.entities + free))


def _overlap(one: Entity, other: Entity) -> bool:
    start = max(one["offset"], other["offset"])
    end = min(one["offset"] + one["length"], other["offset"] + other["length"])
    return bool(start < end)

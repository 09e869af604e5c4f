"""The words of messages: those of staff where there are any, else those that are shipped."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from notifications.models import TemplateText
from notifications.rules.rendering import sections
from notifications.rules.topics import PHRASES, TOPICS
from notifications.states import Channel

FOLDER = Path(settings.BASE_DIR) / "templates" / "messages"


@lru_cache(maxsize=256)
def shipped(topic: str, language: str) -> dict[str, str]:
    """Return the sections of the file of ``topic`` in ``language``."""
    return sections((FOLDER / topic / f"{language}.txt").read_text(encoding="utf-8"))


def texts_of(topic: str, language: str) -> dict[str, str]:
    """Return the sections in force; those of a channel that staff switched off are missing (R-004-32b)."""
    texts = dict(shipped(topic, language))
    for written in TemplateText.objects.filter(topic=topic, language=language):
        if not written.enabled:
            texts.pop(written.part, None)
        elif written.body.strip():
            texts[written.part] = written.body.replace("\r\n", "\n")
    return texts


def spoken(topic: str, language: str) -> list[Channel]:
    """Return the channels by which the topic is told in that language."""
    texts = texts_of(topic, language)
    return [channel for channel in TOPICS[topic].channels if channel in texts]


def phrase(name: str, language: str) -> str:
    """Return one short text: a button, a reason, an answer of the bot."""
    return shipped(PHRASES, language)[name]

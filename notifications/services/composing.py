"""Put a message into words: one topic, one channel, one language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.template.loader import render_to_string

from notifications.rules.rendering import fill_part, filled
from notifications.selectors.templates import phrase, texts_of
from notifications.states import Channel

Buttons = list[list[dict[str, str]]]
SUBJECT_LIMIT = 250


@dataclass(frozen=True, slots=True)
class Action:
    """The one thing a mail asks for: a link and the name of its label."""

    url: str
    label: str = "button.page"


@dataclass(frozen=True, slots=True)
class Words:
    """A message in words. ``subject`` is also its one line in a digest."""

    text: str
    subject: str = ""
    html: str = ""
    buttons: Buttons = field(default_factory=list)


def compose(
    topic: str,
    channel: str,
    language: str,
    values: Mapping[str, Any],
    *,
    action: Action | None = None,
    buttons: Sequence[Sequence[Mapping[str, str]]] = (),
    signature: str = "Otgruz",
) -> Words | None:
    """Return the words; None when staff silenced the channel for this topic.

    In Telegram ``buttons`` name their labels, which are put into the language here.
    """
    texts = texts_of(topic, language)
    if channel not in texts:
        return None
    subject = fill_part("subject", texts.get("subject", ""), values)[:SUBJECT_LIMIT]
    text = fill_part(channel, texts[channel], values)
    if channel == Channel.EMAIL:
        return mail_of(subject, text, language, action, signature)
    labelled = [[labelled_button(button, language) for button in row] for row in buttons]
    return Words(text, subject, buttons=labelled if channel == Channel.TELEGRAM else [])


def labelled_button(button: Mapping[str, str], language: str) -> dict[str, str]:
    """Return a button with its label in words; one that brings its own ``text`` keeps it."""
    text = button.get("text") or phrase(button["label"], language)
    return {"text": text, **{k: v for k, v in button.items() if k in ("data", "url")}}


def say(name: str, language: str, values: Mapping[str, Any] | None = None) -> str:
    """Return a short text for a Telegram message, its values escaped."""
    return filled(phrase(name, language), values or {}, markup=True)


def say_plainly(name: str, language: str, values: Mapping[str, Any] | None = None) -> str:
    """Return a short text where no markup is understood, e.g. the answer to a press."""
    return filled(phrase(name, language), values or {}, markup=False)


def mail_of(
    subject: str,
    text: str,
    language: str,
    action: Action | None = None,
    signature: str = "Otgruz",
) -> Words:
    """Return plain words as a mail: text, the same as HTML, and at most one link."""
    label = phrase(action.label, language) if action else ""
    url = action.url if action else ""
    html = render_to_string(
        "messages/mail.html",
        {
            "language": language,
            "subject": subject,
            "paragraphs": text.split("\n\n"),
            "url": url,
            "label": label,
            "signature": signature,
        },
    )
    link = f"\n\n{label}: {url}" if action else ""
    return Words(f"{text}{link}\n\n-- \n{signature}", subject, html)

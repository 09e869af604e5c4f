"""Every message in every language as it would look, with sample values."""

from dataclasses import dataclass

from notifications.models import TemplateText
from notifications.rules.languages import LANGUAGES
from notifications.rules.rendering import fill_part, fits_one_sms, sms_alphabet
from notifications.rules.topics import TOPICS
from notifications.selectors.templates import texts_of
from notifications.states import Channel


@dataclass(frozen=True, slots=True)
class Shown:
    """One part of a message with sample values; ``note`` says how long an SMS is."""

    part: str
    text: str
    note: str = ""


def preview(topic: str, language: str) -> list[Shown]:
    """Return each part of the message as it would be sent now; silent ones are left out."""
    texts = texts_of(topic, language)
    return [
        Shown(part, text, _note(part, text))
        for sample in TOPICS[topic].samples
        for part in TOPICS[topic].parts
        if part in texts and (text := fill_part(part, texts[part], sample))
    ]


def matrix() -> list[tuple[str, list[tuple[str, list[tuple[str, str]]]]]]:
    """Return (topic, (language, (part, shipped | ours | silent)))."""
    ours = {(t.topic, t.language, t.part): t for t in TemplateText.objects.all()}

    def standing(topic: str, language: str, part: str) -> str:
        text = ours.get((topic, language, part))
        if text is None or (text.enabled and not text.body.strip()):
            return "shipped"
        return "ours" if text.enabled else "silent"

    return [
        (
            name,
            [(lang, [(p, standing(name, lang, p)) for p in topic.parts]) for lang in LANGUAGES],
        )
        for name, topic in TOPICS.items()
    ]


def _note(part: str, text: str) -> str:
    if part != Channel.SMS:
        return ""
    fits = "1 SMS" if fits_one_sms(text) else "> 1 SMS"
    return f"{len(text)}, {sms_alphabet(text)}, {fits}"

"""Whether a text that staff wrote can be sent. Pure."""

from html.parser import HTMLParser

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from notifications.rules.rendering import fill_part, filled, fits_one_sms
from notifications.rules.topics import TOPICS
from notifications.states import Channel

TELEGRAM_TAGS = frozenset({"b", "i", "u", "s", "code"})
TELEGRAM_LIMIT = 4096
UNKNOWN = "\N{DOUBLE QUESTION MARK}"


def why_not(topic: str, part: str, body: str) -> tuple[str | Promise, str]:
    """Return why the text cannot be used and what of it is wrong; two empty texts when it can."""
    if topic not in TOPICS or part not in TOPICS[topic].parts:
        return _("This message has no such part."), part
    for sample in TOPICS[topic].samples:
        try:
            shown = filled(body, sample, markup=part == Channel.TELEGRAM, unknown=UNKNOWN)
        except Exception as error:  # a template may raise whatever its tags do
            return _("The template cannot be read."), str(error)
        if UNKNOWN in shown:
            return _("It names a value that this message does not have."), shown
        if not shown:
            return _("With the sample values nothing is left of it."), ""
        if part == Channel.SMS and not fits_one_sms(fill_part(part, body, sample)):
            return _("It does not fit into one SMS: 70 letters, 160 in plain Latin."), shown
        if part == Channel.TELEGRAM and not telegram_can_show(shown):
            return _("Telegram cannot show it: close each tag, of b, i, u, s, code."), shown
    return "", ""


def telegram_can_show(text: str) -> bool:
    """Tell whether every tag is one of the few we use, and closed in its turn."""
    reader = _Tags()
    reader.feed(text)
    reader.close()
    return reader.fine and not reader.open and len(text) <= TELEGRAM_LIMIT


class _Tags(HTMLParser):
    """Follows tags as they open and close."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.fine = True

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.fine = self.fine and tag in TELEGRAM_TAGS and not attrs
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.fine = self.fine and bool(self.open) and self.open.pop() == tag

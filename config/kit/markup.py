"""Short markup that tags share: an icon, a tag with a tone, the attributes of a clock."""

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.template import TemplateSyntaxError
from django.templatetags.static import static
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from config.kit import clocks, words

SPRITE = "icons.svg"


@lru_cache(maxsize=1)
def icon_names() -> frozenset[str]:
    """Return the names of the icons in the sprite."""
    text = (Path(settings.BASE_DIR) / "static" / SPRITE).read_text()
    return frozenset(re.findall(r'<symbol id="([^"]+)"', text))


@lru_cache(maxsize=1024)
def _icon(name: str, css: str, title: str, sprite: str) -> SafeString:
    if name not in icon_names():
        raise TemplateSyntaxError(f"No icon {name!r} in static/{SPRITE}: see docs/ui.md.")
    use = format_html('<use href="{}#{}"></use>', sprite, name)
    if not title:
        return format_html('<svg class="i {}" aria-hidden="true">{}</svg>', css, use)
    return format_html(
        '<svg class="i {}" role="img" aria-label="{}"><title>{}</title>{}</svg>',
        css,
        title,
        title,
        use,
    )


@lru_cache(maxsize=1)
def _sprite() -> str:
    return static(SPRITE)  # dear, and the same for as long as the process lives


def icon(name: str, css: str = "", title: str = "") -> SafeString:
    """Return an icon of the sprite; a name it lacks is a fault of the page and raises."""
    return _icon(name, css, title, _sprite())


def badge(face: words.Face, kind: str = "") -> SafeString:
    """Return a tag in the tone of ``face``; ``kind`` adds a class."""
    return format_html(
        '<span class="tagged tone-{} {}">{}<span>{}</span></span>',
        face.tone,
        kind,
        icon(face.icon),
        face.label,
    )


def clock_attributes(promise: clocks.Promise, kind: str) -> SafeString:
    """Return what the script needs to tick; a promise that ended does not tick."""
    due = promise.due_at.isoformat()
    zone = promise.zone.key
    words, form = _title(get_language())
    moment = formats.date_format(promise.due_at.astimezone(promise.zone), form)
    title = words.format(moment=moment, zone=zone)
    if promise.state != "running":
        return format_html('datetime="{}" title="{}"', due, title)
    return format_html(
        'datetime="{0}" data-countdown data-due="{0}" data-good="{1}" data-total-s="{2}" '
        'data-open-intervals="{3}" data-zone="{4}" data-band="{5}" title="{6}"',
        due,
        promise.good_at.isoformat() if promise.good_at else "",
        promise.total_s,
        f"[{','.join([f'[{int(a)},{int(b)}]' for a, b in promise.intervals])}]",
        zone,
        kind,
        title,
    )


@lru_cache(maxsize=16)
def _title(language: str | None) -> tuple[str, str]:
    """Return the words of a title and the form of its moment; they are asked for in every row."""
    return _("Due {moment} ({zone})"), pgettext("date format", "D j F H:i")


def explained(clock: SafeString, lines: Sequence[str]) -> SafeString:
    """Return the clock as a button that tells how its time was calculated."""
    items = mark_safe("".join(format_html("<li>{}</li>", line) for line in lines))  # noqa: S308
    return format_html(
        '<div class="why"><button type="button" class="why-open" data-why aria-expanded="false">'
        '{}<span class="visually-hidden">{}</span></button>'
        '<div class="why-text" popover role="note"><b>{}</b><ol>{}</ol></div></div>',
        clock,
        _("How is this calculated?"),
        _("How this time is calculated"),
        items,
    )

"""The tags of the kit. Rows of a list use those that return short markup without a template."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.utils import formats, timezone
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from config.kit import charts, clocks, markup, words
from config.kit.amounts import amount_text, count_text, money_text

register = template.Library()


def moment_of(context: template.Context) -> datetime:
    """Return the moment the page is drawn for: the view's, else the page's, else the clock's."""
    moment: datetime = context.get("now") or context.get("server_now") or timezone.now()
    return moment


@register.simple_tag
def icon(name: str, css: str = "", title: str = "") -> SafeString:
    """Draw an icon of the sprite; with a title it speaks, without one it is decoration."""
    return markup.icon(str(name), css, str(title))


@register.simple_tag
def band_badge(band: str) -> SafeString:
    """Draw a band: calm, amber, red, late, kept, missed, void or none."""
    return markup.badge(words.face_of(words.BANDS, band), "tagged-strong")


@register.simple_tag
def state_badge(state: str) -> SafeString:
    """Draw the state of an order, a message or an import, by its own label where it has one."""
    face = words.face_of(words.STATES, state)
    label = getattr(state, "label", None)
    return markup.badge(words.Face(label, face.icon, face.tone) if label else face)


@register.simple_tag
def channel_badge(channel: str) -> SafeString:
    """Draw where an order came from."""
    return markup.badge(words.face_of(words.CHANNELS, channel), "tagged-plain")


@register.simple_tag(takes_context=True)
def countdown(context: template.Context, deadline: Any, size: str = "row") -> SafeString:
    """Draw a clock that ticks in working time; ``size`` is row, hero or inline.

    Reads due_at, good_at, opened_at, state, ended_at, allowance_s, intervals ((epoch, epoch), ...),
    explain (lines) and calendar_zone from an object or a mapping. None draws a dash. On a page of a shop
    moments are said in the shop's zone, as everything else there; only the explanation is in the calendar's.
    """
    if deadline is None:
        return mark_safe('<span class="cd-none">\N{EM DASH}</span>')
    now = moment_of(context)
    promise = clocks.Promise.read(deadline)
    if shop := context.get("shop"):
        promise = replace(promise, zone=ZoneInfo(shop.zone))
    kind = promise.band(now)
    face, (first, second) = words.face_of(words.BANDS, kind), promise.words(now)
    # "Late" and "paused" are words of their own; a second one beside them would only take room.
    says_it = kind == "late" or (kind == "calm" and promise.resumes_at(now) is not None)
    clock = format_html(
        '<time class="cd cd-{} band-{}" {}>{}<span class="cd-text"><b class="cd-n">{}</b>'
        '<span class="cd-u"><span class="cd-band">{}</span> <span class="cd-when">{}</span></span>'
        "</span></time>",
        size,
        kind,
        markup.clock_attributes(promise, kind),
        markup.icon(promise.icon(now), "cd-i"),
        first or face.label,
        face.label if first and not says_it else "",
        second,
    )
    return markup.explained(clock, promise.explain) if promise.explain else clock


@register.simple_tag(takes_context=True)
def band(context: template.Context, deadline: Any) -> str:
    """Return the band of a deadline, for ``data-band`` of its row; none where nothing is promised."""
    return clocks.Promise.read(deadline).band(moment_of(context)) if deadline else "none"


@register.simple_tag
def money(minor: int | None, currency: str) -> SafeString:
    """Draw an amount of minor units with the sign of its currency."""
    if minor is None:
        return mark_safe('<span class="num">\N{EM DASH}</span>')
    return format_html('<span class="num">{}</span>', money_text(minor, currency, language()))


@register.simple_tag
def amount(minor: int, currency: str) -> SafeString:
    """Draw an amount without its sign, for columns whose head names the currency."""
    return format_html('<span class="num">{}</span>', amount_text(minor, currency, language()))


@register.filter
def count(number: int) -> str:
    """Return a whole number with its thousands grouped as the language does."""
    return count_text(int(number), language())


def language() -> str:
    """Return the language of the moment, English where translations are off."""
    return get_language() or "en"


@register.simple_tag
def masked_phone(phone: str, reveal_url: str = "") -> SafeString:
    """Draw a phone by its first and last digits; with ``reveal_url`` a button asks for the rest."""
    digits = str(phone or "")
    hidden = (
        f"{digits[:4]} \N{BULLET}\N{BULLET}\N{BULLET} {digits[-2:]}"
        if len(digits) > 7
        else "\N{BULLET}" * 3
    )
    if not reveal_url:
        return format_html('<span class="num">{}</span>', hidden)
    return format_html(
        '<span class="num reveal">{} <button type="button" class="btn-link" hx-post="{}" '
        'hx-target="closest .reveal" hx-swap="outerHTML">{}</button></span>',
        hidden,
        reveal_url,
        _("Show"),
    )


@register.simple_tag(takes_context=True)
def local_time(
    context: template.Context, moment: datetime | None, zone: Any = None, fmt: str = "near"
) -> SafeString:
    """Draw a moment in a zone; ``fmt`` is near, time, date, full or a date format of Django's."""
    if moment is None:
        return mark_safe("\N{EM DASH}")
    place = ZoneInfo(str(zone or timezone.get_current_timezone_name()))
    local = moment.astimezone(place)
    if fmt == "near":
        text = clocks.moment_text(moment, moment_of(context), place)
    else:
        known = {
            "time": "H:i",
            "date": pgettext("date format", "j F Y"),
            "full": pgettext("date format", "j F Y, H:i:s"),
        }
        text = formats.date_format(local, known.get(fmt, fmt))
    return format_html(
        '<time class="num" datetime="{}" title="{} UTC">{}</time>',
        moment.isoformat(),
        moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S"),
        text,
    )


@register.simple_tag
def kbd(keys: str) -> SafeString:
    """Draw a key or a sequence of keys: ``{% kbd "g t" %}``."""
    return mark_safe(  # noqa: S308
        " ".join(format_html('<kbd class="key">{}</kbd>', key) for key in keys.split())
    )


@register.simple_tag
def script_words() -> SafeString:
    """Write the words that scripts may say, once a page."""
    return json_script(words.script_words(), "i18n")


@register.simple_tag(takes_context=True)
def server_now(context: template.Context) -> int:
    """Return the server's clock in milliseconds, by which countdowns correct the browser's."""
    return int(moment_of(context).timestamp() * 1000)


@register.inclusion_tag("kit/empty_state.html")
def empty_state(
    icon: str, title: str, text: str = "", action_url: str = "", action_label: str = ""
) -> dict[str, Any]:
    """Draw an empty list that teaches the first step."""
    return {
        "icon": icon,
        "title": title,
        "text": text,
        "action_url": action_url,
        "action_label": action_label,
    }


@register.inclusion_tag("kit/pager.html")
def keyset_pager(page: Any, target: str = "") -> dict[str, Any]:
    """Draw Earlier and Later; ``page`` has prev_url, next_url and may have a label."""
    return {"page": page, "target": target}


@register.inclusion_tag("kit/timeline.html", takes_context=True)
def timeline(context: template.Context, entries: Iterable[Any], zone: Any = None) -> dict[str, Any]:
    """Draw history; an entry has at, title and may have text, actor, icon, tone, private, moves."""
    return {"entries": entries, "zone": zone, "now": moment_of(context)}


@register.inclusion_tag("kit/milestones.html", takes_context=True)
def milestones(context: template.Context, steps: Iterable[Any], zone: Any = None) -> dict[str, Any]:
    """Draw a journey; a step has label, state (done, now, next, skipped) and may have at, note."""
    return {"steps": steps, "zone": zone, "now": moment_of(context)}


@register.inclusion_tag("kit/heatmap.html")
def heatmap(rows: Sequence[Sequence[int]], label: str) -> dict[str, Any]:
    """Draw counts by weekday (7 rows from Monday) and hour (24 columns), a table in itself."""
    return {"label": label, "hours": range(24), "days": charts.heat(rows)}


@register.simple_tag
def sparkline(values: Sequence[int], label: str, limit: int | None = None) -> SafeString:
    """Draw a small line of ``values`` with a dashed ``limit``; the label says what it shows."""
    return charts.sparkline(values, label, limit)


@register.inclusion_tag("kit/chart.html")
def chart(name: str, spec: dict[str, Any], height: int = 220) -> dict[str, Any]:
    """Draw a chart with its table behind it.

    ``spec``: type (bar, line), labels, series ({label, tone, values}), and may have unit, stacked.
    """
    data_id = f"{name}-data"
    return {
        "name": name,
        "data_id": data_id,
        "spec": spec,
        "height": height,
        "rows": charts.rows(spec),
    }

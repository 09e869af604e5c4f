"""Rows of orders as markup, by one compiled function: a page of fifty costs milliseconds, not templates.

`templates/cabinet/orders/_rows.html` holds the head of the table and calls this for the body. Every value
is escaped by `format_html`; what repeats (badges, labels, icons) is drawn once a page.
"""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

Draw = Callable[..., SafeString]
DASH = "\N{EM DASH}"


class RowPainter:
    """Draws rows for one page: one language, one moment, one zone."""

    def __init__(self, kit: Any, context: Any, zone: str, *, selectable: bool) -> None:
        self.kit, self.context, self.zone, self.selectable = kit, context, zone, selectable
        self.state: Draw = cache(kit.state_badge)
        self.channel: Draw = cache(kit.channel_badge)
        self.icon: Draw = cache(kit.icon)
        self.next: Callable[[Any], SafeString] = cache(self._next)
        self.select = _("Select {number}")
        self.waits = _("awaits payment")

    def rows(self, rows: Iterable[dict[str, Any]]) -> SafeString:
        """Return the rows of a table body."""
        return mark_safe("".join(self.row(row) for row in rows))  # noqa: S308

    def row(self, row: dict[str, Any]) -> SafeString:
        """Return one row: clock, number, buyer, goods, sum, channel, state, next act."""
        clock = row["clock"]
        return format_html(
            '<tr data-row="{}" data-href="{}" data-band="{}">{}<td class="fit c-clock">{}</td>'
            '<td class="fit c-number"><a class="open num" href="{}">{}</a>'
            '<span class="second">{}</span></td>'
            '<td class="clip c-who">{}<span class="second">{}</span></td>'
            '<td class="clip muted c-what" data-col="items">{}</td>'
            '<td class="end c-sum">{}</td><td class="fit c-wide" data-col="channel">{}</td>'
            '<td class="fit c-state">{}{}</td><td class="fit c-act">{}</td></tr>',
            row["id"],
            row["url"],
            self.kit.band(self.context, clock),
            self._box(row) if self.selectable else "",
            self.kit.countdown(self.context, clock),
            row["url"],
            row["number"],
            self.kit.local_time(self.context, row["placed_at"], self.zone),
            row["buyer_name"] or DASH,
            row["city"] or "",
            self._goods(row),
            self.kit.money(row["total_minor"], row["currency"]),
            self.channel(row["channel"]),
            self.state(row["state_face"]),
            self.next(row["clock_name"]) if row["clock_name"] else "",
            self._act(row),
        )

    def _box(self, row: dict[str, Any]) -> SafeString:
        return format_html(
            '<td class="c-select"><input class="form-check-input" type="checkbox" name="ids" '
            'value="{}" form="bulk" data-select aria-label="{}"></td>',
            row["id"],
            self.select.replace("{number}", row["number"]),
        )

    def _goods(self, row: dict[str, Any]) -> SafeString:
        units = row["units"] or 0
        more = (row["lines"] or 1) - 1
        return format_html(
            '{}{}<span class="second">{}</span>',
            row["first_name"] or DASH,
            format_html(' <span class="faint">+{}</span>', more) if more else "",
            ngettext("{n} piece", "{n} pieces", units).format(n=units),
        )

    def _next(self, name: str) -> SafeString:
        text = _("next: {act}").format(act=name)
        return format_html('<span class="second only-wide">{}</span>', text)

    def _act(self, row: dict[str, Any]) -> SafeString | str:
        act = row["act"]
        if act is None:
            waits = not row["paid_at"] and row["state"] == "new"
            return format_html('<span class="small faint">{}</span>', self.waits) if waits else ""
        label = str(act.label)
        if not act.direct:
            return format_html(
                '<a class="btn btn-sm" data-key="a" data-key-label="{}" href="{}">{}{}</a>',
                label,
                act.url,
                self.icon(act.icon),
                label,
            )
        return format_html(
            '<button type="button" class="btn btn-sm" id="act-{}" data-key="a" '
            'data-key-label="{}" hx-post="{}" hx-vals=\'{{"version": "{}"}}\' hx-swap="none">'
            "{}{}</button>",
            row["id"],
            label,
            act.url,
            row["version"],
            self.icon(act.icon),
            label,
        )

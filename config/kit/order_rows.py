"""Rows of orders as markup, by one compiled function: a page of fifty costs milliseconds, not templates.

`templates/cabinet/orders/_rows.html` holds the head of the table and calls this for the body. Whatever came
from outside goes through `escape`; what repeats (badges, labels, icons) is drawn once a page.
"""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.kit.clocks import Promise

Draw = Callable[..., SafeString]
DASH = "\N{EM DASH}"


class RowPainter:
    """Draws rows for one page: one language, one moment, one zone."""

    def __init__(self, kit: Any, context: Any, zone: str, *, selectable: bool) -> None:
        self.kit, self.context, self.zone, self.selectable = kit, context, zone, selectable
        self.state: Draw = cache(kit.state_badge)
        self.channel: Draw = cache(kit.channel_badge)
        self.faces: dict[str, tuple[str, str]] = {}
        self.nexts: dict[str, str] = {"": ""}
        self.pieces: Callable[[int], str] = cache(self._pieces)
        self.select = escape(_("Select {number}"))
        self.waits = escape(_("awaits payment"))

    def rows(self, rows: Iterable[dict[str, Any]]) -> SafeString:
        """Return the rows of a table body."""
        return mark_safe("".join(self.row(row) for row in rows))  # noqa: S308

    def row(self, row: dict[str, Any]) -> str:
        """Return one row: clock, number, buyer, goods, sum, channel, state, next act."""
        clock = Promise.read(row["clock"]) if row["clock"] else None
        url, number = escape(row["url"]), escape(row["number"])
        placed = self.kit.local_time(self.context, row["placed_at"], self.zone)
        return (
            f'<tr data-row="{row["id"]}" data-href="{url}"'
            f' data-band="{self.kit.band(self.context, clock)}">'
            f"{self._box(row, number) if self.selectable else ''}"
            f'<td class="fit c-clock">{self.kit.countdown(self.context, clock)}</td>'
            f'<td class="fit c-number"><a class="open num" href="{url}">{number}</a>'
            f'<span class="second">{placed}</span></td>'
            f'<td class="clip c-who">{escape(row["buyer_name"] or DASH)}'
            f'<span class="second">{escape(row["city"] or "")}</span></td>'
            f'<td class="clip muted c-what" data-col="items">{self._goods(row)}</td>'
            f'<td class="end c-sum">{self.kit.money(row["total_minor"], row["currency"])}</td>'
            f'<td class="fit c-wide" data-col="channel">{self.channel(row["channel"])}</td>'
            f'<td class="fit c-state">{self.state(row["state_face"])}{self._next(row)}</td>'
            f'<td class="fit c-act">{self._act(row)}</td></tr>'
        )

    def _box(self, row: dict[str, Any], number: str) -> str:
        return (
            '<td class="c-select"><input class="form-check-input" type="checkbox" name="ids" '
            f'value="{row["id"]}" form="bulk" data-select '
            f'aria-label="{self.select.replace("{number}", number)}"></td>'
        )

    def _goods(self, row: dict[str, Any]) -> str:
        more = (row["lines"] or 1) - 1
        rest = f' <span class="faint">+{more}</span>' if more else ""
        return (
            f"{escape(row['first_name'] or DASH)}{rest}"
            f'<span class="second">{self.pieces(row["units"] or 0)}</span>'
        )

    def _pieces(self, units: int) -> str:
        return escape(ngettext("{n} piece", "{n} pieces", units).format(n=units))

    def _next(self, row: dict[str, Any]) -> str:
        kind = row["clock"].kind if row["clock_name"] else ""
        if kind not in self.nexts:
            text = escape(_("next: {act}").format(act=row["clock_name"]))
            self.nexts[kind] = f'<span class="second only-wide">{text}</span>'
        return self.nexts[kind]

    def _act(self, row: dict[str, Any]) -> str:
        act = row["act"]
        if act is None:
            waits = not row["paid_at"] and row["state"] == "new"
            return f'<span class="small faint">{self.waits}</span>' if waits else ""
        url, (label, face) = escape(act.url), self._face(act)
        if not act.direct:
            return (
                f'<a class="btn btn-sm" data-key="a" data-key-label="{label}" href="{url}">'
                f"{face}</a>"
            )
        return (
            f'<button type="button" class="btn btn-sm" id="act-{row["id"]}" data-key="a" '
            f'data-key-label="{label}" hx-post="{url}" '
            f'hx-vals=\'{{"version": "{row["version"]}"}}\' hx-swap="none">{face}</button>'
        )

    def _face(self, act: Any) -> tuple[str, str]:
        """Return the label of an act, and what its button shows."""
        if act.code not in self.faces:
            label = escape(act.label)
            self.faces[act.code] = (label, f"{self.kit.icon(act.icon)}{label}")
        return self.faces[act.code]

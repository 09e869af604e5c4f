"""The words of the score and of the news, for people."""

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from desk.models import NewsItem
from desk.rules.score import IN_STOCK, NOT_CANCELLED, ON_TIME
from desk.states import NewsKind
from orders.public import Slip
from orders.states import (
    AGREEMENT_CLOCK,
    DISPATCH_CLOCK,
    NEW_CLOCK,
    PICKING_CLOCK,
    SHIPPING_CLOCK,
    CancelReason,
)

PARTS: dict[str, Any] = {
    ON_TIME: gettext_lazy("Promises kept in time"),
    NOT_CANCELLED: gettext_lazy("Orders not cancelled by your fault"),
    IN_STOCK: gettext_lazy("Goods in stock as promised"),
}
WRONG: dict[str, Any] = {
    ON_TIME: gettext_lazy("missed, of all promises"),
    NOT_CANCELLED: gettext_lazy("cancelled by your fault, of all orders"),
    IN_STOCK: gettext_lazy("out of stock, of all orders"),
}
SLIPS: dict[str, Any] = {
    NEW_CLOCK: gettext_lazy("Accepted too late"),
    AGREEMENT_CLOCK: gettext_lazy("Agreed with the buyer too late"),
    PICKING_CLOCK: gettext_lazy("Picked too late"),
    SHIPPING_CLOCK: gettext_lazy("Delivered too late"),
    DISPATCH_CLOCK: gettext_lazy("Sent out too late"),
}


def slip_words(slip: Slip) -> str:
    """Return what went wrong."""
    if slip.what == "missed":
        return str(SLIPS.get(slip.detail, slip.detail))
    return _("Cancelled: %(reason)s") % {"reason": CancelReason(slip.detail).label}


def news_words(item: NewsItem) -> tuple[str, str]:
    """Return title and text in the reader's language; of other hours, our own words."""
    if item.kind == NewsKind.HOURS:
        return _hours_words(item)
    code = (get_language() or "en").split("-")[0]
    known = code if code in ("uk", "ru", "zh") else "en"
    return getattr(item, f"title_{known}"), getattr(item, f"body_{known}")


def _hours_words(item: NewsItem) -> tuple[str, str]:
    days = {"first": _day(item.starts_on), "last": _day(item.ends_on)}
    title = _("%(title)s: other working hours") % {"title": item.period_title}
    text = _(
        "From %(first)s to %(last)s other hours count for your deadlines. Running clocks have been counted "
        "anew: look at Today."
    )
    return title, text % days


def _day(day: date | None) -> str:
    return date_format(day) if day is not None else ""

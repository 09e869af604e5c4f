"""What happened to an order, in words: history and private comments as one timeline, and its milestones."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from kernel.history import History
from orders.cabinet import edit_words
from orders.cabinet.rows import CLOCK_NAMES
from orders.models import Comment, Order
from orders.states import (
    CancelReason,
    ContactResult,
    ContactWay,
    HoldReason,
    OrderState,
    SplitReason,
)

S = OrderState
ACTIONS: dict[str, tuple[Any, str]] = {
    "place": (_("Order came in"), "inbox"),
    "pay": (_("Paid"), "credit-card"),
    "open": (_("Accepted"), "check"),
    "confirm": (_("Confirmed with the buyer"), "user-check"),
    "make_ready": (_("Ready to ship"), "package"),
    "ship": (_("Sent out"), "truck-delivery"),
    "offer_pickup": (_("Waits at the pickup point"), "building-store"),
    "receive": (_("Received by the buyer"), "circle-check"),
    "receipt_evidence": (_("Receipt confirmed once more"), "circle-check"),
    "cancel": (_("Cancelled"), "circle-x"),
    "overdue": (_("Clock ran out"), "alert-triangle"),
    "agree_delivery_date": (_("Delivery date changed"), "calendar"),
    "edit": (_("Edited as agreed"), "pencil"),
    "reveal_contact": (_("Looked at the buyer's data"), "eye"),
    "contact_attempt": (_("Tried to reach the buyer"), "phone"),
    "uncollected": (_("Not collected for three days"), "alert-triangle"),
    "split": (_("Split in two"), "arrows-split-2"),
    "split_off": (_("Split off from another order"), "arrows-split-2"),
    "merge": (_("Travels together"), "packages"),
    "separate": (_("Travels alone again"), "package"),
    "dispatch_late": (_("Sent out after its deadline"), "alert-triangle"),
    "hold": (_("Held"), "hourglass"),
    "release_hold": (_("Goes on"), "check"),
    "cancel_late": (_("Cancelled late: the platform's fee follows"), "alert-triangle"),
}
FIELDS: dict[str, Any] = {
    "state": _("State"),
    "agreed_delivery_on": _("Delivery agreed for"),
    "availability": _("Stock"),
    "carrier": _("Carrier"),
    "waybill": _("Waybill number"),
    "visit_at": _("Courier's visit"),
    "courier_phone": _("Courier's phone"),
    "paid_at": _("Paid"),
    "way": pgettext_lazy("of reaching the buyer", "How"),
    "result": _("Result"),
    "cancel_detail": _("Details"),
    "part": _("New order"),
    "split_from": _("Was part of"),
    "goods": _("Goods"),
    "total": _("Total"),
    "together_with": _("Together with"),
    "due_at": _("Was due"),
    "held_reason": _("Held because"),
}
UNSAID = frozenset(
    {"overdue_since", "deadline"}
)  # the line stands at that very moment; a number of ours
LATE_BANDS: dict[str, Any] = {
    "up_to_1_day": _("up to a day late"),
    "up_to_3_days": _("up to three days late"),
    "up_to_7_days": _("up to a week late"),
    "over_7_days": _("over a week late"),
}
CODES: dict[str, dict[str, Any]] = {
    "held_reason": dict(HoldReason.choices),
    "way": dict(ContactWay.choices),
    "result": dict(ContactResult.choices),
    "cancel_detail": {
        "foreign_phone": _("no operator of this channel's countries serves the phone"),
        "no_answer": _("nobody answers"),
    },
}
MOMENTS = frozenset({"visit_at", "paid_at", "due_at"})
SOURCES: dict[str, Any] = {
    "cabinet": _("cabinet"),
    "api": _("API"),
    "telegram": "Telegram",
    "import": _("import"),
    "worker": _("automatic"),
    "floor": _("warehouse"),
    "backoffice": _("back office"),
}
# What services note beside a move, and how a person reads it.
NOTES: dict[str, Any] = {"automatic": "", "packing finished": _("Packing finished")}


def journal(
    lines: Iterable[History],
    comments: Iterable[Comment],
    *,
    zone: ZoneInfo,
    currency: str = "",
    words: edit_words.Words | None = None,
) -> list[dict[str, Any]]:
    """Return the timeline, newest first; moments are those of ``zone``, amounts in ``currency``.

    ``words`` are those that history masks, for the eyes of the shop.
    """
    told = edit_words.Telling(zone, currency, words or {})
    entries = [_entry(line, told) for line in lines] + [_comment(comment) for comment in comments]
    return sorted(entries, key=lambda entry: entry["at"])[::-1]


def _entry(line: History, told: edit_words.Telling) -> dict[str, Any]:
    title, icon = ACTIONS.get(line.action, (line.action.replace("_", " "), "history"))
    late = line.action in ("overdue", "dispatch_late", "cancel", "cancel_late", "uncollected")
    return {
        "at": line.at,
        "title": title,
        "text": ". ".join(part for part in (_reason(line), told.agreement(line)) if part),
        "actor": edit_words.actor(line, SOURCES.get(line.source, line.source)),
        "icon": icon,
        "tone": "red" if late else "grey",
        "private": False,
        "moves": [
            (told.label(name) or FIELDS.get(name, name), *(_shown(name, v, told) for v in pair))
            for name, pair in told.changes(line)
            if name not in UNSAID
        ],
    }


def _reason(line: History) -> str:
    reason = line.reason
    if reason in CancelReason.values:
        reason = str(CancelReason(reason).label)
    reason = str(CLOCK_NAMES.get(reason, reason))
    if line.action in ("split", "split_off") and reason in SplitReason.values:
        reason = str(SplitReason(reason).label)
    reason = str(LATE_BANDS.get(reason, reason))
    comment = str(NOTES.get(line.comment, line.comment))
    return ". ".join(part for part in (reason, comment) if part)


def _shown(name: str, value: Any, told: edit_words.Telling) -> Any:
    if (of_edit := told.shown(name, value)) is not None:
        return of_edit
    if not value:
        return ""
    if name == "state" and value in OrderState.values:
        return OrderState(value).label
    if (name, value) == ("availability", "checked"):
        return _("in stock, checked")
    if name in CODES:
        return CODES[name].get(value, value)
    if name == "agreed_delivery_on":
        return _day(date.fromisoformat(value))
    if name in MOMENTS:
        moment = datetime.fromisoformat(value).astimezone(told.zone)
        return f"{_day(moment)}, {moment:%H:%M}"
    return value


def _day(day: date) -> str:
    return date_format(day, pgettext("date format", "j F Y"))


def _comment(comment: Comment) -> dict[str, Any]:
    return {
        "at": comment.at,
        "title": _("Private comment"),
        "text": comment.text,
        "actor": comment.author_label,
        "icon": "lock",
        "tone": "accent",
        "private": True,
        "moves": [],
    }


def milestones(order: Order) -> list[dict[str, Any]]:
    """Return the six steps of R-003-02 with their moments."""
    done: list[tuple[Any, datetime | None]] = [
        (_("Accepted"), order.opened_at),
        (_("Goods prepared"), order.confirmed_at),
        (_("Packed"), order.ready_at),
        (_("Sent out"), order.shipped_at or order.at_pickup_at),
        (_("Waybill given"), order.shipped_at if order.waybill else None),
        (_("Received"), order.received_at),
    ]
    own_road = order.state in (S.AWAITING_PICKUP, S.RECEIVED, S.DELIVERING) and not order.waybill
    steps, now_given = [], order.state == S.CANCELLED
    for place, (label, at) in enumerate(done):
        state = "done" if at else "skipped" if place == 4 and own_road else "next"
        if state == "next" and not now_given:
            state, now_given = "now", True
        steps.append({"label": label, "state": state, "at": at})
    return steps


def levels(order: Order) -> list[dict[str, Any]]:
    """Return the three levels on which an order stands: lines, order, parcel."""
    checked = order.availability_checked_at
    sent = order.shipped_at or order.at_pickup_at
    parcel = order.waybill or (_("not sent yet") if sent is None else _("without a waybill"))
    return [
        {
            "label": _("Lines"),
            "text": _("in stock, checked") if checked else _("not checked yet"),
            "at": checked,
        },
        {"label": _("Order"), "text": OrderState(order.state).label, "at": None},
        {"label": _("Parcel"), "text": parcel, "at": sent},
    ]

"""Every piece of the kit on one page, at ``/kit/`` while DEBUG is on; tests look at it too."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Shop name", max_length=40, help_text="Buyers see it in messages.")
    email = forms.EmailField(label="E-mail for orders", required=False)
    zone = forms.ChoiceField(
        label="Time zone", choices=[("kyiv", "Kyiv"), ("shanghai", "Shanghai")]
    )
    note = forms.CharField(label="Note", widget=forms.Textarea(attrs={"rows": 2}), required=False)
    kind = forms.ChoiceField(
        label="Delivery",
        widget=forms.RadioSelect,
        choices=[("own", "Own courier"), ("carrier", "Carrier")],
        help_text="A carrier needs a waybill number.",
    )
    agreed = forms.BooleanField(label="Agreed with the buyer", help_text="Who, when and how.")


def gallery(request: HttpRequest) -> HttpResponse:
    """Show the kit. GET changes nothing; ``?note`` adds a message to see it."""
    now = timezone.now()
    if "note" in request.GET:
        messages.success(request, "Order A-1041 confirmed.")
    page = {**sample(now), "fragment_url": f"{request.path}fragment/"}
    return render(request, "kit/gallery.html", page)


def fragment(request: HttpRequest) -> HttpResponse:
    """Answer the gallery's htmx samples: a status of the caller's choice, with a toast if none."""
    status = int(request.GET.get("status", "204"))
    response = HttpResponse("", status=status)
    if status == 204:
        response["HX-Trigger"] = '{"toast": {"level": "success", "text": "Order A-1041 accepted."}}'
    return response


def sample(now: datetime) -> dict[str, Any]:
    """Return a page's worth of believable data around ``now``."""
    return {
        "now": now,
        "nav": _nav(),
        "banners": [
            {
                "level": "warning",
                "icon": "bell-off",
                "text": "Telegram is switched off: the bot was blocked.",
                "url": "#",
                "action": "Link it again",
            }
        ],
        "rows": _rows(now),
        "bands": ["calm", "amber", "red", "late", "kept", "missed", "void", "none"],
        "states": [
            "new",
            "needs_agreement",
            "confirmed",
            "awaiting_shipment",
            "delivering",
            "awaiting_pickup",
            "received",
            "cancelled",
        ],
        "hero": clock(now, minutes_ago=80, allowance=180),
        "heat": [
            [(h * d * 7) % 11 if 9 <= h < 20 and d < 5 else 0 for h in range(24)] for d in range(7)
        ],
        "load": [2, 3, 5, 4, 8, 13, 11, 9, 14, 17, 12],
        "chart": _chart(),
        "steps": _steps(now),
        "history": _history(now),
        "form": SampleForm({"email": "not an address", "kind": "own"}),
        "page": {"label": "1–50 of many", "prev_url": "?before=1", "next_url": "?after=50"},
    }


def clock(now: datetime, *, minutes_ago: int, allowance: int, good: int = 60) -> dict[str, Any]:
    """Return a deadline opened ``minutes_ago``, open round the clock, in minutes."""
    opened = now - timedelta(minutes=minutes_ago)
    due = opened + timedelta(minutes=allowance)
    return {
        "opened_at": opened,
        "due_at": due,
        "good_at": opened + timedelta(minutes=good),
        "state": "running",
        "allowance_s": allowance * 60,
        "intervals": [(opened.timestamp(), due.timestamp())],
        "explain": [f"{allowance} min of working time from {opened:%H:%M} UTC", "No pause between"],
        "calendar_zone": "Europe/Kyiv",
    }


def overnight(now: datetime) -> dict[str, Any]:
    """Return a deadline whose clock stands still now and goes on in two hours."""
    first = (now - timedelta(hours=4)).timestamp()
    later = (now + timedelta(hours=2)).replace(minute=0, second=0, microsecond=0)
    due = later + timedelta(hours=1)
    return {
        "opened_at": datetime.fromtimestamp(first, UTC),
        "due_at": due,
        "good_at": due - timedelta(minutes=30),
        "state": "running",
        "allowance_s": 3 * 3600,
        "intervals": [(first, first + 7200), (later.timestamp(), due.timestamp())],
        "explain": ["2 h before the close", "1 h after the opening"],
        "calendar_zone": "Europe/Kyiv",
    }


def _nav() -> list[dict[str, Any]]:
    return [
        {
            "label": "Today",
            "url": "#",
            "icon": "clock",
            "key": "t",
            "active": True,
            "badge": 7,
            "late": True,
        },
        {"label": "Orders", "url": "#", "icon": "inbox", "key": "o", "badge": 42},
        {"label": "Imports", "url": "#", "icon": "file-import", "key": "i"},
        {"label": "Notifications", "url": "#", "icon": "bell", "key": "n"},
        {"label": "Settings", "url": "#", "icon": "settings", "key": "s"},
    ]


def _rows(now: datetime) -> list[dict[str, Any]]:
    clocks = [
        clock(now, minutes_ago=305, allowance=180),
        clock(now, minutes_ago=160, allowance=180),
        clock(now, minutes_ago=100, allowance=180),
        overnight(now),
        clock(now, minutes_ago=5, allowance=180),
        clock(now, minutes_ago=178, allowance=180),
    ]
    people = [
        ("Олена Гречко-Їжакевич", "Kettle 1.7 l, steel, with thermometer", 128950, "UAH", "native"),
        ("Пётр Семёнов", "Кроссовки беговые, размер 42", 549900, "RUB", "aliexpress"),
        ("王小明", "蓝牙耳机 降噪 黑色", 29900, "CNY", "tmall"),
        (
            "Ann Featherstonehaugh-Cholmondeley",
            "White hanging heart holder × 6",
            1530,
            "GBP",
            "api",
        ),
        ("Ґалаґан Євген", "Їжачок плюшевий", 45000, "UAH", "native"),
        ("Марія Ткач", "Phone case, sand", 19900, "UAH", "native"),
    ]
    return [
        {
            "pk": f"o{n}",
            "number": f"A-{1041 + n}",
            "deadline": deadline,
            "buyer": buyer,
            "items": items,
            "minor": minor,
            "currency": currency,
            "channel": channel,
            "state": "new" if n % 2 else "needs_agreement",
            "at": now - timedelta(minutes=7 * n),
        }
        for n, (deadline, (buyer, items, minor, currency, channel)) in enumerate(
            zip(clocks, people, strict=True)
        )
    ]


def _chart() -> dict[str, Any]:
    days = ["Mon", "Tue", "Wed", "Thu", "Fri"]
    return {
        "title": "Promises by day",
        "type": "bar",
        "stacked": True,
        "labels": days,
        "series": [
            {"label": "Kept", "tone": "calm", "values": [41, 38, 52, 47, 60]},
            {"label": "Missed", "tone": "late", "values": [2, 0, 5, 1, 9]},
        ],
    }


def _steps(now: datetime) -> list[dict[str, Any]]:
    return [
        {"label": "Accepted", "state": "done", "at": now - timedelta(hours=5)},
        {"label": "Agreed", "state": "done", "at": now - timedelta(hours=3)},
        {"label": "Packed", "state": "now", "note": "until 18:00"},
        {"label": "Shipped", "state": "next"},
        {"label": "Received", "state": "next"},
    ]


def _history(now: datetime) -> list[dict[str, Any]]:
    return [
        {
            "at": now - timedelta(minutes=4),
            "title": "Delivery changed",
            "actor": "Iryna",
            "icon": "pencil",
            "moves": [("Branch", "Nova Poshta 12", "Nova Poshta 41")],
        },
        {
            "at": now - timedelta(hours=2),
            "title": "Buyer asks to call after 17:00",
            "actor": "Iryna",
            "icon": "note",
            "tone": "amber",
            "private": True,
        },
        {
            "at": now - timedelta(days=1),
            "title": "New → Requires agreement",
            "actor": "automatic",
            "icon": "bolt",
            "tone": "blue",
        },
    ]

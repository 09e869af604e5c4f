"""What is typed or scanned besides goods and places: quantities, days; and answers of the same shape."""

import re
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from kernel.errors import Refusal
from warehouse.models import Warehouse
from warehouse.services.scanning import Answer
from warehouse.states import Verdict

QUANTITY = "QTY"
_DIGITS = re.compile(r"^[0-9]{1,6}$")
MOST = 10_000


class NotANumber(Refusal):
    """The quantity is no whole number that makes sense."""

    code = "not_a_number"


class NotADay(Refusal):
    """The day is not written as a day."""

    code = "not_a_day"


def word_and_value(code: str) -> tuple[str, str]:
    """Return "LOT", "A7" of "LOT:A7"; a code without a known word is a value alone."""
    word, colon, value = code.partition(":")
    known = colon and word in ("LOT", "EXP", QUANTITY, "SIZE", "CMD")
    return (word, value.strip()) if known else ("", code)


def read_quantity(value: Any, *, most: int = MOST) -> int:
    """Return a quantity from 1 to ``most``. Raises NotANumber."""
    text = str(value).strip()
    if not _DIGITS.match(text) or not 0 < int(text) <= most:
        raise NotANumber(_("Type a quantity from 1 to %(most)s.") % {"most": most})
    return int(text)


def read_day(value: str) -> date:
    """Return a day written as 2026-12-31. Raises NotADay."""
    try:
        return date.fromisoformat(value.strip())
    except ValueError:
        raise NotADay(_("Type the day as 2026-12-31.")) from None


def today_in(warehouse_id: int, at: datetime) -> date:
    """Return which day it is in a warehouse."""
    zone = Warehouse.objects.values_list("zone", flat=True).get(pk=warehouse_id)
    return at.astimezone(ZoneInfo(zone)).date()


def told(
    title: Any, text: Any = "", *, subject: tuple[str, object] = ("", ""), **more: Any
) -> Answer:
    """Return the answer of a scan that was right; ``learned`` goes into the screen's context."""
    data = dict(more.pop("data", {}))
    if learned := more.pop("learned", None):
        data["context"] = learned
    return Answer(
        verdict=more.pop("verdict", Verdict.OK),
        title=str(title),
        text=str(text),
        data=data,
        subject=(subject[0], str(subject[1])),
        **more,
    )

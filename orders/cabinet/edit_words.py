"""What edits are called and how their values read: in history, and where two people changed one order."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from kernel.history import History
from kernel.money import to_major
from orders.rules.edits import TABLE
from orders.states import AgreedHow, AgreedWith, DeliveryMethod, OrderState, PaymentTerms

AGREEMENT = "agreement"
LINE = re.compile(r"lines\[(?P<sku>.+)\]\.(?P<what>quantity|unit_price_minor)")
FIRST = {name: place for place, name in enumerate(TABLE)}
WORDS: dict[str, dict[str, Any]] = {
    "delivery_method": dict(DeliveryMethod.choices),
    "payment_terms": dict(PaymentTerms.choices),
    "state": dict(OrderState.choices),
}
KINDS: dict[str, Any] = {
    "seller": gettext_lazy("seller"),
    "buyer": gettext_lazy("buyer"),
    "platform": gettext_lazy("platform"),
    "integrator": gettext_lazy("integrator"),
}
MORE_LABELS: dict[str, Any] = {
    "total_minor": gettext_lazy("Total"),
    "state": gettext_lazy("State"),
}


def label_of(name: str) -> Any | None:
    """Return what people call a field of an edit; None for what edits do not touch."""
    if name in TABLE:
        return TABLE[name].label
    if found := LINE.fullmatch(name):
        said = _("%(sku)s: pieces") if found["what"] == "quantity" else _("%(sku)s: price")
        return said % {"sku": found["sku"]}
    return MORE_LABELS.get(name)


def shown(name: str, value: Any, *, currency: str) -> Any | None:
    """Return a value as people read it; None for what edits do not touch."""
    if name.endswith("_minor") and isinstance(value, int):
        return f"{number_format(to_major(value, currency), force_grouping=True)} {currency}"
    if name in WORDS:
        return WORDS[name].get(value, value) or ""
    if LINE.fullmatch(name) or name in TABLE:
        is_day = name == "agreed_delivery_on" and value
        return day(date.fromisoformat(value)) if is_day else value or ""
    return None


def day(moment: date) -> str:
    """Return a day in the words of the reader."""
    return date_format(moment, pgettext("date format", "j F Y"))


def agreement_of(line: History, zone: ZoneInfo) -> str:
    """Return with whom an edit was agreed, how and when; empty for a line that is no edit (R-004-39)."""
    _before, kept = line.changes.get(AGREEMENT, (None, None))
    if not kept:
        return ""
    at = datetime.fromisoformat(kept["at"]).astimezone(zone)
    return _("Agreed with %(whom)s %(how)s, %(day)s, %(time)s") % {
        "whom": dict(AgreedWith.choices).get(kept["with_whom"], kept["with_whom"]),
        "how": dict(AgreedHow.choices).get(kept["how"], kept["how"]),
        "day": day(at),
        "time": f"{at:%H:%M}",
    }


Words = Mapping[tuple[int, str], tuple[str, str]]
"""(version, field) -> (before, after): what history holds masked."""


@dataclass(frozen=True, slots=True)
class Telling:
    """How lines of history are told to one reader."""

    zone: ZoneInfo
    currency: str
    words: Words

    def changes(self, line: History) -> Iterator[tuple[str, tuple[Any, Any]]]:
        """Yield each changed field with its values: goods first, the total last, telephones masked."""
        for name in sorted(line.changes.keys() - {AGREEMENT}, key=_place):
            before, after = line.changes[name]
            whole = None if name.endswith("phone") else self.words.get((line.version or 0, name))
            yield name, whole or (before, after)

    def label(self, name: str) -> Any | None:
        """See `label_of`."""
        return label_of(name)

    def shown(self, name: str, value: Any) -> Any | None:
        """See `shown`."""
        return shown(name, value, currency=self.currency) if self.currency else None

    def agreement(self, line: History) -> str:
        """See `agreement_of`."""
        return agreement_of(line, self.zone)


def _place(name: str) -> int:
    """Return where a field stands among others; the database keeps them in no order."""
    if name.startswith("lines["):
        return -1
    return FIRST.get(name, len(FIRST) if name == "total_minor" else -2)


def actor(line: History, door: Any) -> str:
    """Return who it was: by name, as what, through which door (R-004-43)."""
    kind = KINDS.get(line.actor_kind, line.actor_kind)
    return f"{line.actor_label}, {kind} · {door}"

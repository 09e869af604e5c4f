"""What to say to a buyer on the telephone, in the buyer's own language (R-004-09..-11, -56, -57).

Nothing is left blank: a sentence whose value is not known is said in other words, or not at all. Pure.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy, override, pgettext
from django.utils.translation import gettext as _

from kernel.money import exponent, to_major
from orders.states import DeliveryMethod

LANGUAGES = {"uk": "uk", "ru": "ru", "en": "en", "zh": "zh-hans"}
COMMA = frozenset({"uk", "ru"})  # languages that write a comma between the two parts of an amount
NO_BREAK = "\N{NO-BREAK SPACE}"

TITLES: dict[str, Any] = {
    "greeting": gettext_lazy("Greeting"),
    "time": gettext_lazy("A good moment?"),
    "goods": gettext_lazy("Goods and quantities"),
    "more": gettext_lazy("What else"),
    "delivery": gettext_lazy("Way of delivery"),
    "date": gettext_lazy("Day"),
    "cost": gettext_lazy("Cost"),
    "thanks": gettext_lazy("Thanks"),
    "review": gettext_lazy("Review"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What is known when the call begins; empty and None are not known. Money in minor units."""

    language: str
    currency: str
    buyer: str = ""
    operator: str = ""
    shop: str = ""
    number: str = ""
    goods: Sequence[tuple[str, int]] = ()
    goods_minor: int | None = None
    offered: Sequence[tuple[str, int]] = ()
    """What others took with it: name and price."""
    method: str = ""
    address: str = ""
    agreed_on: date | None = None
    ship_by: date | None = None
    delivery_minor: int = 0
    total_minor: int | None = None
    is_paid: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the call: its title for the operator, and the words in the buyer's language."""

    name: str
    title: Any
    words: str


def spoken_language(*wishes: str) -> str:
    """Return the first wish that we speak, as Django names it; Ukrainian when there is none."""
    for wish in wishes:
        code = wish.lower().replace("_", "-").partition("-")[0]
        if code in LANGUAGES:
            return LANGUAGES[code]
    return "uk"


def script_of(call: Call) -> list[Step]:
    """Return the steps of the call in their order, each with something to say."""
    with override(spoken_language(call.language)):
        told = [(name, _joined(sentences)) for name, sentences in _told(call)]
    return [Step(name, TITLES[name], words) for name, words in told if words]


def _joined(sentences: list[str]) -> str:
    """Return the sentences as one line; breaks and double blanks that came with a name are none."""
    return _BLANKS.sub(" ", " ".join(sentences)).strip()


_BLANKS = re.compile(r"[ \t\r\n]+")


def _told(call: Call) -> Iterator[tuple[str, list[str]]]:
    """Yield each step's name and its sentences, in the language of the moment."""
    yield "greeting", _greeting(call)
    yield "time", [_("Is it convenient for you to talk now?")]
    yield "goods", _goods(call)
    yield "more", _more(call)
    yield "delivery", [_delivery(call)]
    yield "date", [_day(call)]
    yield "cost", _cost(call)
    yield "thanks", [_("Thank you for your order!")]
    yield (
        "review",
        [_("When you have it in your hands, please leave a review of our shop and of the goods.")],
    )


def _greeting(call: Call) -> list[str]:
    hello = _("Hello, %(buyer)s!") % {"buyer": call.buyer} if call.buyer else _("Hello!")
    names = {"operator": call.operator, "shop": call.shop, "number": call.number}
    said = [hello]
    if call.operator and call.shop:
        said.append(_("My name is %(operator)s, I am calling from the shop %(shop)s.") % names)
    elif call.shop:
        said.append(_("I am calling from the shop %(shop)s.") % names)
    elif call.operator:
        said.append(_("My name is %(operator)s.") % names)
    if call.number:
        said.append(_("It is about your order %(number)s.") % names)
    return said


def _goods(call: Call) -> list[str]:
    listed = ", ".join(f"{name} × {quantity}" for name, quantity in call.goods if name)
    if not listed:
        return []
    said = [_("You have ordered: %(goods)s.") % {"goods": listed}]
    if call.goods_minor is not None:
        said.append(_("The goods cost %(sum)s.") % {"sum": _sum(call.goods_minor, call.currency)})
    return said


def _more(call: Call) -> list[str]:
    listed = ", ".join(f"{name} ({_sum(price, call.currency)})" for name, price in call.offered)
    if not listed:
        return []
    return [
        _("People who take this often also take: %(goods)s.") % {"goods": listed},
        _("Shall I add something?"),
    ]


def _delivery(call: Call) -> str:
    if call.method == DeliveryMethod.SELF_PICKUP:
        return _("You collect the order at our pickup point yourself, is that right?")
    if call.method not in DeliveryMethod.values:
        return _("How would you like to get the order?")
    told = {"method": str(DeliveryMethod(call.method).label), "address": call.address}
    if not call.address:
        return _("Delivery: %(method)s. Where shall we deliver it?") % told
    return _("Delivery: %(method)s, %(address)s. Is that right?") % told


def _day(call: Call) -> str:
    if call.agreed_on is not None:
        told = {"day": _date(call.agreed_on)}
        return _("We have agreed on %(day)s, does that still suit you?") % told
    if call.ship_by is None:
        return _("What day would suit you?")
    told = {"day": _date(call.ship_by)}
    if call.method == DeliveryMethod.SELF_PICKUP:
        return _("It will be ready for you by %(day)s, does that suit you?") % told
    return _("We shall send it by %(day)s, does that suit you?") % told


def _cost(call: Call) -> list[str]:
    """Name the final sum, and the price of delivery where it costs something (R-004-11)."""
    if call.total_minor is None:
        return []
    told = {"sum": _sum(call.total_minor, call.currency)}
    if call.delivery_minor:
        told["delivery"] = _sum(call.delivery_minor, call.currency)
        said = [_("Delivery costs about %(delivery)s, and all together it is %(sum)s.") % told]
    else:
        said = [_("All together it is %(sum)s.") % told]
    return [*said, _("It is paid already.")] if call.is_paid else said


def _sum(minor: int, currency: str) -> str:
    """Return an amount as one reads it out, without zeros of the smaller coin."""
    amount = f"{to_major(minor, currency):,.{exponent(currency)}f}"
    if exponent(currency):
        amount = amount.removesuffix("." + "0" * exponent(currency))
    if get_language() in COMMA:
        amount = amount.replace(",", NO_BREAK).replace(".", ",")
    return f"{amount}{NO_BREAK}{currency}"


def _date(day: date) -> str:
    return date_format(day, pgettext("date format", "j F Y"))

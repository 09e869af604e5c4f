"""How a shop's files are laid out: which column is what, and which rows are no part of an order.

A profile is plain data, so that a job keeps the one it was asked under and a shop has its own.
"""

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self
from zoneinfo import available_timezones

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from orders.rules.files.charsets import KNOWN
from orders.rules.files.fields import BY_NAME
from orders.rules.files.moments import FORMATS
from orders.rules.intake import CURRENCIES, METHODS


@dataclass(frozen=True, slots=True, kw_only=True)
class RowRule:
    """Rows whose ``field`` matches ``pattern`` whole: part of an order as delivery, or none of it.

    ``act`` is ``charge`` (its amount is the price of delivery) or ``refuse`` under ``code``. A pattern
    has no groups of its own.
    """

    field: str
    pattern: str
    act: str
    code: str = ""
    message: Any = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One layout. What is empty is told from the file itself or from the shop.

    ``paid``: ``column`` (a column says it), ``placed`` (paid when ordered), ``never`` (not yet).
    ``free_orders``: whether an order all of whose goods cost nothing is one.
    """

    code: str
    title: Any
    columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str = ""
    delimiter: str = ""
    decimal: str = ""
    zone: str = ""
    currency: str = ""
    formats: tuple[str, ...] = FORMATS
    paid: str = "placed"
    method: str = "carrier_door"
    rules: tuple[RowRule, ...] = ()
    free_orders: bool = True

    def settings(self) -> dict[str, Any]:
        """Return the profile as JSON values, the reverse of `from_settings`."""
        values = dataclasses.asdict(self)
        return {
            **values,
            "title": str(self.title),
            "columns": dict(self.columns),
            "formats": list(self.formats),
            "rules": [_plain_rule(rule) for rule in self.rules],
        }

    @classmethod
    def from_settings(cls, settings: Mapping[str, Any]) -> Self:
        """Return the profile that `settings` wrote; what a later version added has its default."""
        known = {f.name for f in dataclasses.fields(cls)}
        values = {name: value for name, value in settings.items() if name in known}
        values["formats"] = tuple(values.get("formats", FORMATS))
        values["rules"] = tuple(RowRule(**rule) for rule in values.get("rules", ()))
        return cls(**values)


def _plain_rule(rule: RowRule) -> dict[str, str]:
    return {
        name: str(value) if isinstance(value, Promise) else value
        for name, value in dataclasses.asdict(rule).items()
    }


def faults_of_profile(profile: Profile) -> dict[str, Any]:
    """Return field -> message of what a person has set wrong; empty when the profile is sound."""
    checks = {
        "encoding": (profile.encoding in ("", *KNOWN), _("We do not know this encoding.")),
        "delimiter": (len(profile.delimiter) <= 1, _("A delimiter is one character.")),
        "decimal": (profile.decimal in ("", ".", ","), _("Write a point or a comma.")),
        "zone": (
            not profile.zone or profile.zone in available_timezones(),
            _("No such time zone."),
        ),
        "currency": (
            not profile.currency or profile.currency in CURRENCIES,
            _("Write the ISO 4217 code of a currency, e.g. UAH."),
        ),
        "paid": (profile.paid in ("column", "placed", "never"), _("Choose one of the three.")),
        "method": (profile.method in METHODS, _("Choose one of the ways of delivery.")),
        "formats": (_are_formats(profile.formats), _("A format is written like %d.%m.%Y %H:%M.")),
        "columns": (set(profile.columns) <= set(BY_NAME), _("A column has an unknown meaning.")),
    }
    return {name: message for name, (sound, message) in checks.items() if not sound}


def _are_formats(formats: tuple[str, ...]) -> bool:
    legal = re.compile(r"(?:%[dmYyHMSpI]|[^%])+")
    return 0 < len(formats) <= 10 and all(len(f) <= 40 and legal.fullmatch(f) for f in formats)


GENERIC = Profile(code="generic", title=_("Any file: columns told by their headings"))
_NOT_GOODS = _("This row is no goods (%(what)s): it is no part of an order.")
UCI = Profile(
    code="uci-online-retail",
    title="UCI Online Retail",
    columns={
        "external_id": "InvoiceNo",
        "sku": "StockCode",
        "name": "Description",
        "quantity": "Quantity",
        "placed_at": "InvoiceDate",
        "unit_price": "UnitPrice",
        "buyer_ref": "CustomerID",
        "country": "Country",
    },
    delimiter=",",
    decimal=".",
    zone="Europe/London",
    currency="GBP",
    formats=("%m/%d/%y %H:%M", "%m/%d/%Y %H:%M"),
    free_orders=False,
    rules=(
        RowRule(
            field="external_id",
            pattern=r"C\d+",
            act="refuse",
            code="cancellation",
            message=_("This row cancels an earlier invoice: cancel that order, it is no new one."),
        ),
        RowRule(
            field="external_id",
            pattern=r"A\d+",
            act="refuse",
            code="bad_debt",
            message=_NOT_GOODS % {"what": "bad debt"},
        ),
        RowRule(field="sku", pattern=r"POST|DOT|C2", act="charge"),
        *(
            RowRule(
                field="sku",
                pattern=pattern,
                act="refuse",
                code=code,
                message=_NOT_GOODS % {"what": what},
            )
            for pattern, code, what in (
                (r"M|m", "manual_entry", "manual entry"),
                (r"BANK CHARGES", "bank_charges", "bank charges"),
                (r"AMAZONFEE", "marketplace_fee", "fee of a marketplace"),
                (r"S", "sample", "samples"),
                (r"D", "discount", "discount"),
                (r"B", "bad_debt", "bad debt"),
                (r"CRUK", "commission", "commission"),
                (r"gift_\d+_\d+", "gift_voucher", "gift voucher"),
            )
        ),
    ),
)
SHIPPED = {profile.code: profile for profile in (GENERIC, UCI)}

"""The directory of carriers and the rules of the last mile that ship (R-001-31, R-002-57..-63)."""

from datetime import UTC, datetime

from kernel.deadlines.policies import ensure_policies, minutes
from logistics.models import Carrier, LastMileRule
from logistics.rules.last_mile_words import (
    APPOINTMENT_CLOCK,
    CORRECTION_CLOCK,
    HOLD_CLOCK,
    PROBLEM_CLOCK,
    STORAGE_CLOCK,
    Delivery,
    HoldAt,
)

KYIV, MOSCOW = "Europe/Kyiv", "Europe/Moscow"
# code, name, zone of the hours it writes, other spellings, where a buyer looks
SHIPPED: tuple[tuple[str, str, str, tuple[str, ...], str], ...] = (
    ("nova_poshta", "Nova Poshta", KYIV, ("нова пошта", "новая почта", "novaposhta", "np", "нп"),
     "https://novaposhta.ua/tracking/?cargo_number={number}"),
    ("ukrposhta", "Ukrposhta", KYIV, ("укрпошта", "укрпочта"),
     "https://track.ukrposhta.ua/tracking_UA.html?barcode={number}"),
    ("cainiao", "Cainiao", "Asia/Shanghai", ("菜鸟", "цайняо"),
     "https://global.cainiao.com/detail.htm?mailNoList={number}"),
    ("iml", "IML", MOSCOW, (), ""),
    ("cdek", "CDEK", MOSCOW, ("сдэк", "sdek"), "https://www.cdek.ru/ru/tracking?order_id={number}"),
    ("boxberry", "Boxberry", MOSCOW, ("боксберри",), "https://boxberry.ru/tracking-page?id={number}"),
    ("dpd", "DPD", MOSCOW, ("дпд",), "https://www.dpd.ru/dpd/search/search.do2?query={number}"),
    ("pek", "PEK", MOSCOW, ("пэк",), ""),
    ("dellin", "Delovye Linii", MOSCOW, ("деловые линии",), ""),
    ("pochta", "Russian Post", MOSCOW, ("почта россии",),
     "https://www.pochta.ru/tracking?barcode={number}"),
)  # fmt: skip
SPOKEN_TO = {"nova_poshta": "nova_poshta"}


def ensure_carriers() -> None:
    """Add the carriers that ship and are not there yet; what people have changed stays as they left it."""
    Carrier.objects.bulk_create(
        [
            Carrier(
                code=code,
                name=name,
                zone=zone,
                spellings=list(spellings),
                tracking_url=url,
                adapter=SPOKEN_TO.get(code, ""),
            )
            for code, name, zone, spellings, url in SHIPPED
        ],
        ignore_conflicts=True,
    )


SINCE = datetime(2000, 1, 1, tzinfo=UTC)
IN_KYIV, IN_MOSCOW = "every-hour", "every-hour-ru"
# Whose parcels end their road in Russia, whatever zone they write their hours in.
RUSSIAN = ("cainiao", "iml", "cdek", "boxberry", "dpd", "pek", "dellin", "pochta")
A_DAY = minutes(24 * 60)
POLICIES: list[dict[str, object]] = [
    # C-07: the day of the first failed attempt is day 0, the last to collect it day 14.
    {"kind": HOLD_CLOCK, "days": 14, "calendar": IN_KYIV, "warnings": [80]},
    # C-09: the day it arrived is day 0; the carrier's message may say less.
    {"kind": STORAGE_CLOCK, "days": 3, "calendar": IN_KYIV, "warnings": [50]},
    # R-002-58; R-002-63, C-15: reminded when half of it is over.
    {"kind": APPOINTMENT_CLOCK, "allowance_s": A_DAY, "calendar": IN_KYIV},
    {"kind": CORRECTION_CLOCK, "allowance_s": A_DAY, "calendar": IN_KYIV, "warnings": [50]},
    # R-003-30
    {"kind": PROBLEM_CLOCK, "allowance_s": A_DAY, "calendar": IN_KYIV},
]


def ensure_last_mile() -> None:
    """Add the rules and policies that ship and are not there yet; what people have changed stays."""
    ensure_policies(POLICIES, SINCE)
    known = set(LastMileRule.objects.values_list("carrier__code", "delivery"))
    carriers = {carrier.code: carrier for carrier in Carrier.objects.filter(code__in=RUSSIAN)}
    LastMileRule.objects.bulk_create(
        [
            LastMileRule(
                carrier=carriers[code] if code else None,
                delivery=delivery,
                calendar=IN_MOSCOW if code else IN_KYIV,
                hold_at=HoldAt.TRANSIT if code else HoldAt.STATION,
            )
            for code in (None, *sorted(carriers))
            for delivery in Delivery.values
            if (code, delivery) not in known
        ],
        ignore_conflicts=True,
    )

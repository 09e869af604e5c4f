"""What of logistics ships: the directory of carriers (R-001-31), lead times (R-002-71), policies."""

from datetime import UTC, datetime

from kernel.deadlines.policies import ensure_policies, minutes
from logistics.models import Carrier, LeadTime
from logistics.states import TRACKING_CLOCK

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
SPOKEN_TO = {"nova_poshta": "nova_poshta", "cainiao": "cainiao"}
CLAIMS_FROM = {"cainiao": ["cainiao.com", "alibaba-inc.com"]}


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
                claims_from=CLAIMS_FROM.get(code, []),
            )
            for code, name, zone, spellings, url in SHIPPED
        ],
        ignore_conflicts=True,
    )
    for code, adapter in SPOKEN_TO.items():
        Carrier.objects.filter(code=code, adapter="").update(adapter=adapter)


SINCE = datetime(2000, 1, 1, tzinfo=UTC)
# R-003-16: the number is entered within a day and a half of the dispatch scan: by the end of the pickup.
POLICIES: list[dict[str, object]] = [
    {"kind": TRACKING_CLOCK, "allowance_s": minutes(36 * 60), "calendar": "every-hour"},
]
# country, city, carrier, days to the first attempt, days to delivery; no city: the rest of the country
LEAD_TIMES: tuple[tuple[str, str, str, int, int], ...] = (
    ("RU", "moscow", "", 1, 2),
    ("RU", "tula", "", 2, 3),
    ("RU", "saint petersburg", "", 2, 3),
    ("RU", "nizhny novgorod", "", 2, 4),
    ("RU", "kazan", "", 3, 5),
    ("RU", "samara", "", 3, 5),
    ("RU", "yekaterinburg", "", 4, 6),
    ("RU", "krasnodar", "", 4, 6),
    ("RU", "novosibirsk", "", 6, 9),
    ("RU", "vladivostok", "", 12, 16),
    ("RU", "", "", 8, 14),
    ("BY", "", "", 6, 10),
    ("KZ", "", "", 8, 14),
    ("UA", "", "", 3, 5),
    *(("UA", city, "nova_poshta", 1, 3) for city in
      ("kyiv", "lviv", "dnipro", "odesa", "kharkiv", "vinnytsia", "poltava")),
    ("UA", "", "nova_poshta", 2, 4),
    ("UA", "", "ukrposhta", 4, 7),
)  # fmt: skip


def ensure_lead_times() -> None:
    """Begin the matrix with the rows that ship; where there is any row, people keep it."""
    if LeadTime.objects.exists():
        return
    carriers = dict(Carrier.objects.values_list("code", "pk"))
    LeadTime.objects.bulk_create(
        [
            LeadTime(
                country=country,
                city=city,
                carrier_id=carriers[carrier] if carrier else None,
                first_attempt_days=first,
                delivery_days=last,
                valid_from=SINCE,
            )
            for country, city, carrier, first, last in LEAD_TIMES
        ]
    )


def ensure_logistics_policies() -> None:
    """Add the policies that ship and are not there yet."""
    ensure_policies(POLICIES, SINCE)

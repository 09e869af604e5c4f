"""The directory of carriers that ships (R-001-31)."""

from logistics.models import Carrier

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

"""What the demo shops sell: a few things in several makes, named as real catalogues mix languages."""

from collections.abc import Iterator
from dataclasses import dataclass

from sellers.rules.offers import OfferCard
from sellers.states import OfferFlag

F = OfferFlag


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing in some makes: price in hryvnias, size in mm, weight in g."""

    code: str
    name: str
    category: str
    price: int
    size: tuple[int, int, int]
    weight: int
    makes: tuple[str, ...]
    flags: tuple[str, ...] = ()


# Both shops have it, under the same barcode: what one lets go, the other could send.
SHARED = Thing("UMB", "Парасоля «Злива» {}", "clothes", 890, (330, 70, 70), 480, ("чорна", "синя"))

HOME = (
    Thing("LMP", "Лампа настільна «Вечір», {}", "light", 1290, (180, 180, 420), 1450,
          ("біла", "чорна", "м’ятна", "мідна"), (F.FRAGILE,)),
    Thing("GRL", "Гірлянда вулична {}, тепле світло", "light", 749, (220, 160, 90), 620,
          ("5 м", "10 м", "20 м")),
    Thing("MUG", "Горнятко керамічне «Їжачок» {}", "kitchen", 289, (120, 95, 100), 340,
          ("250 мл", "350 мл", "500 мл"), (F.FRAGILE,)),
    Thing("TEA", "Чайник заварочный стеклянный {}", "kitchen", 560, (190, 140, 150), 510,
          ("0,6 л", "0,8 л", "1,2 л"), (F.FRAGILE,)),
    Thing("PLD", "Плед в’язаний «Карпати» {}", "textile", 1680, (400, 300, 160), 1900,
          ("130×170 сірий", "130×170 гірчичний", "200×220 сірий", "200×220 ґрафіт")),
    Thing("CRG", "Desk charger 3 in 1, {}", "electronics", 1149, (170, 100, 60), 380,
          ("black", "white", "sand"), (F.BATTERY,)),
    Thing("KBD", "蓝牙键盘 K78 {}", "electronics", 2390, (360, 140, 30), 690,
          ("白色", "黑色", "粉色"), (F.BATTERY,)),
    Thing("HUM", "Увлажнитель воздуха «Туман» {}", "home", 1990, (230, 230, 280), 1600,
          ("2 л", "4 л"), (F.FRAGILE,)),
    Thing("ORG", "Органайзер для кабелів {}", "home", 219, (210, 120, 30), 130,
          ("S", "M", "L")),
    Thing("SPK", "Portable speaker Drift {}", "electronics", 3450, (190, 75, 80), 720,
          ("blue", "graphite", "red"), (F.BATTERY, F.MAGNETIC)),
    Thing("CND", "Свічка соєва {}", "home", 345, (90, 90, 110), 420,
          ("лаванда", "кедр", "інжир", "без запаху"), (F.FRAGILE,)),
    Thing("CLK", "Годинник настінний «Північ» {}", "home", 990, (310, 310, 50), 780,
          ("Ø 25 см", "Ø 30 см", "Ø 40 см"), (F.FRAGILE,)),
    Thing("PRJ", "迷你投影仪 P2 {}", "electronics", 8990, (240, 200, 120), 1850,
          ("标准版", "高亮版"), (F.HIGH_VALUE, F.BATTERY)),
    SHARED,
)  # fmt: skip
ROAD = (
    Thing("BAG", "Рюкзак городской {}", "bags", 1850, (460, 300, 140), 950,
          ("18 л чёрный", "18 л синий", "25 л чёрный", "25 л олива")),
    Thing("BTL", "Термопляшка {}", "kitchen", 690, (260, 75, 75), 380,
          ("350 мл", "500 мл", "750 мл", "1 л")),
    Thing("TNT", "Camping tent Northway {}", "outdoor", 5990, (620, 180, 180), 4200,
          ("for 2", "for 3", "for 4")),
    Thing("LNT", "Фонарь налобный {}", "outdoor", 529, (90, 70, 60), 110,
          ("200 лм", "400 лм", "800 лм"), (F.BATTERY,)),
    Thing("SOC", "Носки треккинговые, пара {}", "clothes", 249, (200, 100, 30), 80,
          ("36–38", "39–41", "42–44", "45–47")),
    Thing("JKT", "Куртка вітрозахисна «Перевал» {}", "clothes", 3290, (380, 300, 90), 640,
          ("S", "M", "L", "XL")),
    Thing("MAT", "户外防潮垫 {}", "outdoor", 780, (600, 160, 160), 700,
          ("单人", "双人", "加厚")),
    Thing("KNF", "Мультитул «Сойка» {}", "outdoor", 1420, (110, 45, 30), 240,
          ("9 функций", "14 функций")),
    Thing("POW", "Power bank {}", "electronics", 1390, (150, 70, 25), 430,
          ("10 000 mAh", "20 000 mAh", "30 000 mAh"), (F.BATTERY,)),
    Thing("SPR", "Засіб від комарів {}", "outdoor", 185, (50, 50, 160), 170,
          ("100 мл", "150 мл"), (F.LIQUID,)),
    Thing("PLS", "Палки треккинговые, пара {}", "outdoor", 1640, (640, 90, 60), 520,
          ("алюминий", "карбон")),
    Thing("CUP", "Кружка складна {}", "kitchen", 229, (110, 110, 40), 90,
          ("синя", "помаранчева", "зелена")),
    Thing("HAT", "Шапка вовняна {}", "clothes", 459, (240, 220, 40), 110,
          ("сіра", "синя", "руда", "чорна")),
    SHARED,
)  # fmt: skip


def offers(things: tuple[Thing, ...], currency: str) -> Iterator[tuple[str, OfferCard]]:
    """Give each make of each thing as (SKU, card); a bigger make costs a tenth more than the one before."""
    for number, thing in enumerate(things, start=1):
        for make, words in enumerate(thing.makes):
            length, width, height = thing.size
            yield (
                f"{thing.code}-{number:02}{make + 1}",
                OfferCard(
                    name=thing.name.format(words),
                    price_minor=thing.price * (10 + make) * 10,
                    currency=currency,
                    barcode=_ean_13(f"20{number:02}{make + 1:02}{thing.price:06}"),
                    category=thing.category,
                    length_mm=length,
                    width_mm=width,
                    height_mm=height,
                    weight_g=thing.weight,
                    flags=tuple(thing.flags),
                ),
            )


def _ean_13(digits: str) -> str:
    """Return twelve digits with their check digit; those that begin with 20 are nobody's in trade."""
    odd, even = sum(map(int, digits[::2])), sum(map(int, digits[1::2]))
    return f"{digits}{-(odd + 3 * even) % 10}"

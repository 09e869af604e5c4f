"""Orders that the demo shop gets: buyers, addresses and baskets made up here, in three languages. Pure."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from orders.rules.intake import BuyerDraft, DeliveryDraft, LineDraft, OrderDraft
from orders.states import DeliveryMethod

M = DeliveryMethod
DOMAIN = "buyers.demo.otgruz.test"


@dataclass(frozen=True, slots=True)
class Goods:
    """What may be bought."""

    sku: str
    name: str
    price_minor: int


@dataclass(frozen=True, slots=True)
class People:
    """Who buys on a channel: how they are called, where they live, how they are reached."""

    country: str
    language: str
    given: tuple[str, ...]
    family: tuple[str, ...]
    places: tuple[tuple[str, str, str], ...]
    """City, street, postcode."""
    phones: tuple[str, ...]
    digits: int
    methods: tuple[DeliveryMethod, ...]
    family_first: bool = False


UKRAINIANS = People(
    "UA",
    "uk",
    ("Олена", "Тарас", "Ярина", "Богдан", "Соломія", "Андрій", "Ганна", "Остап", "Ірина", "Юрко"),
    ("Ґалаґан", "Шевчук", "Ковальчук", "Їжакевич", "Бондаренко", "Гнатюк", "Панченко", "Євтушок"),
    (
        ("Київ", "вул. Антоновича, 41, кв. 17", "03150"),
        ("Львів", "вул. Зелена, 8, кв. 3", "79005"),
        ("Одеса", "вул. Рішельєвська, 22", "65011"),
        ("Дніпро", "просп. Яворницького, 60", "49000"),
        ("Івано-Франківськ", "вул. Незалежності, 15, кв. 44", "76018"),
        ("Харків", "вул. Сумська, 71, кв. 9", "61022"),
    ),
    ("+38050", "+38067", "+38063", "+38097", "+38099"),
    7,
    (
        M.CARRIER_POINT,
        M.CARRIER_POINT,
        M.CARRIER_LOCKER,
        M.CARRIER_DOOR,
        M.OWN_COURIER,
        M.SELF_PICKUP,
    ),
)
RUSSIANS = People(
    "RU",
    "ru",
    ("Мария", "Алексей", "Екатерина", "Дмитрий", "Наталья", "Сергей", "Полина", "Игорь"),
    ("Соколова", "Лебедев", "Щукина", "Ёлкин", "Мельникова", "Журавлёв", "Орлова", "Чижов"),
    (
        ("Москва", "ул. Лесная, д. 5, кв. 112", "125047"),
        ("Санкт-Петербург", "Литейный пр., д. 30", "191028"),
        ("Казань", "ул. Баумана, д. 44", "420111"),
        ("Екатеринбург", "ул. Малышева, д. 51, кв. 8", "620014"),
        ("Новосибирск", "Красный пр., д. 17", "630007"),
    ),
    ("+7903", "+7916", "+7921", "+7985"),
    7,
    (M.CARRIER_POINT, M.CARRIER_LOCKER, M.CARRIER_DOOR),
)
CHINESE = People(
    "CN",
    "zh-hans",
    ("伟", "芳", "娜", "敏", "静", "磊", "洋", "艳", "勇", "晓明"),
    ("王", "李", "张", "刘", "陈", "杨", "赵", "黄"),
    (
        ("上海市", "浦东新区世纪大道100号", "200120"),
        ("深圳市", "南山区科技园路15号", "518057"),
        ("杭州市", "西湖区文三路90号", "310012"),
        ("广州市", "天河区体育西路38号", "510620"),
    ),
    ("+86138", "+86139", "+86158", "+86186"),
    8,
    (M.CARRIER_DOOR, M.CARRIER_POINT),
    family_first=True,
)
CHANNELS: dict[str, tuple[int, People]] = {
    "native": (55, UKRAINIANS),
    "api": (12, UKRAINIANS),
    "aliexpress": (22, RUSSIANS),
    "tmall": (11, CHINESE),
}
# By country: the carrier, how its numbers begin, and how many digits follow.
ROADS = {
    "UA": ("Nova Poshta", "2045", 10),
    "RU": ("CDEK", "14", 8),
    "CN": ("SF Express", "SF", 13),
}
STAGED = "W-"  # how numbers begin of orders that are told by hand what becomes of them
NOTES = ("", "", "", "", "Подзвоніть за годину", "Без дзвінка в двері", "Подарункове пакування")


def demo_order(
    chance: random.Random, goods: Sequence[Goods], *, number: int, at: datetime, currency: str
) -> tuple[str, OrderDraft]:
    """Return (channel, order) placed a few minutes before ``at`` and, nine times of ten, paid at it."""
    names = list(CHANNELS)
    [channel] = chance.choices(names, [CHANNELS[name][0] for name in names])
    people = CHANNELS[channel][1]
    name = _name(chance, people)
    prefix = {"native": "N", "api": "A", "aliexpress": "AE", "tmall": "TM"}[channel]
    draft = OrderDraft(
        external_id=f"{prefix}-{number}",
        placed_at=at - timedelta(seconds=chance.randint(20, 400)),
        paid_at=at if chance.random() < 0.92 else None,
        currency=currency,
        lines=_basket(chance, goods),
        buyer=BuyerDraft(
            name=name,
            phone=_phone(chance, people),
            email=f"buyer{number}@{DOMAIN}",
            ref=f"{prefix.lower()}{chance.randint(10**6, 10**7)}",
            language=people.language,
        ),
        delivery=_delivery(chance, people, name),
        delivery_minor=chance.choice((0, 0, 6_500, 7_000, 9_500)),
    )
    return channel, draft


def demo_road(channel: str, external_id: str) -> dict[str, str]:
    """Return by which carrier an order leaves, and under a number such as that carrier gives."""
    number = "".join(char for char in external_id if char.isdigit())
    carrier, start, digits = ROADS[CHANNELS[channel][1].country]
    return {"carrier": carrier, "waybill": f"{start}{number:0>{digits}}"}


def _name(chance: random.Random, people: People) -> str:
    given, family = chance.choice(people.given), chance.choice(people.family)
    return f"{family}{given}" if people.family_first else f"{given} {family}"


def _phone(chance: random.Random, people: People) -> str:
    digits = chance.randrange(10 ** (people.digits - 1), 10**people.digits)
    return f"{chance.choice(people.phones)}{digits}"


def _basket(chance: random.Random, goods: Sequence[Goods]) -> tuple[LineDraft, ...]:
    [size] = chance.choices((1, 2, 3, 4), (50, 28, 15, 7))
    chosen = chance.sample(list(goods), min(size, len(goods)))
    return tuple(
        LineDraft(
            sku=thing.sku,
            name=thing.name,
            quantity=chance.choices((1, 2, 3, 6), (70, 18, 8, 4))[0],
            unit_price_minor=thing.price_minor,
        )
        for thing in chosen
    )


def _delivery(chance: random.Random, people: People, name: str) -> DeliveryDraft:
    city, street, postcode = chance.choice(people.places)
    method = chance.choice(people.methods)
    at_point = method in (M.CARRIER_POINT, M.CARRIER_LOCKER)
    return DeliveryDraft(
        method=method.value,
        country=people.country,
        city=city,
        address=street,
        postcode=postcode,
        point_code=str(chance.randint(1, 240)) if at_point else "",
        recipient=name,
        note=chance.choice(NOTES) if people is UKRAINIANS else "",
    )

"""Cities that we know by name: one key for all the ways to write one, and where it lies on a map."""

import re
from dataclasses import dataclass
from functools import cache

# key: country, latitude, longitude, the names it goes by
CITIES: dict[str, tuple[str, float, float, tuple[str, ...]]] = {
    "moscow": ("RU", 55.75, 37.62, ("Moscow", "Москва", "莫斯科")),
    "saint petersburg": ("RU", 59.94, 30.31, ("Saint Petersburg", "St. Petersburg", "St Petersburg",
                                              "Санкт-Петербург", "СПб", "圣彼得堡")),
    "novosibirsk": ("RU", 55.03, 82.92, ("Novosibirsk", "Новосибирск")),
    "yekaterinburg": ("RU", 56.84, 60.61, ("Yekaterinburg", "Ekaterinburg", "Екатеринбург")),
    "kazan": ("RU", 55.80, 49.11, ("Kazan", "Казань")),
    "nizhny novgorod": ("RU", 56.33, 44.00, ("Nizhny Novgorod", "Нижний Новгород")),
    "chelyabinsk": ("RU", 55.16, 61.40, ("Chelyabinsk", "Челябинск")),
    "samara": ("RU", 53.20, 50.15, ("Samara", "Самара")),
    "omsk": ("RU", 54.99, 73.37, ("Omsk", "Омск")),
    "rostov-on-don": ("RU", 47.24, 39.70, ("Rostov-on-Don", "Ростов-на-Дону")),
    "ufa": ("RU", 54.74, 55.97, ("Ufa", "Уфа")),
    "krasnoyarsk": ("RU", 56.01, 92.87, ("Krasnoyarsk", "Красноярск")),
    "voronezh": ("RU", 51.66, 39.20, ("Voronezh", "Воронеж")),
    "perm": ("RU", 58.01, 56.25, ("Perm", "Пермь")),
    "volgograd": ("RU", 48.71, 44.51, ("Volgograd", "Волгоград")),
    "krasnodar": ("RU", 45.04, 38.98, ("Krasnodar", "Краснодар")),
    "tyumen": ("RU", 57.15, 65.53, ("Tyumen", "Тюмень")),
    "irkutsk": ("RU", 52.29, 104.28, ("Irkutsk", "Иркутск")),
    "khabarovsk": ("RU", 48.48, 135.07, ("Khabarovsk", "Хабаровск")),
    "vladivostok": ("RU", 43.12, 131.89, ("Vladivostok", "Владивосток")),
    "kaliningrad": ("RU", 54.71, 20.51, ("Kaliningrad", "Калининград")),
    "tula": ("RU", 54.19, 37.62, ("Tula", "Тула")),
    "kyiv": ("UA", 50.45, 30.52, ("Kyiv", "Kiev", "Київ", "Киев", "基辅")),
    "kharkiv": ("UA", 49.99, 36.23, ("Kharkiv", "Kharkov", "Харків", "Харьков")),
    "odesa": ("UA", 46.48, 30.73, ("Odesa", "Odessa", "Одеса", "Одесса")),
    "dnipro": ("UA", 48.46, 35.05, ("Dnipro", "Дніпро", "Днепр")),
    "lviv": ("UA", 49.84, 24.03, ("Lviv", "Львів", "Львов")),
    "zaporizhzhia": ("UA", 47.84, 35.14, ("Zaporizhzhia", "Запоріжжя", "Запорожье")),
    "kryvyi rih": ("UA", 47.91, 33.39, ("Kryvyi Rih", "Кривий Ріг", "Кривой Рог")),
    "mykolaiv": ("UA", 46.97, 32.00, ("Mykolaiv", "Миколаїв", "Николаев")),
    "vinnytsia": ("UA", 49.23, 28.47, ("Vinnytsia", "Вінниця", "Винница")),
    "poltava": ("UA", 49.59, 34.55, ("Poltava", "Полтава")),
    "chernihiv": ("UA", 51.50, 31.29, ("Chernihiv", "Чернігів", "Чернигов")),
    "cherkasy": ("UA", 49.44, 32.06, ("Cherkasy", "Черкаси", "Черкассы")),
    "zhytomyr": ("UA", 50.25, 28.66, ("Zhytomyr", "Житомир")),
    "sumy": ("UA", 50.91, 34.80, ("Sumy", "Суми", "Сумы")),
    "khmelnytskyi": ("UA", 49.42, 26.99, ("Khmelnytskyi", "Хмельницький", "Хмельницкий")),
    "chernivtsi": ("UA", 48.29, 25.94, ("Chernivtsi", "Чернівці", "Черновцы")),
    "rivne": ("UA", 50.62, 26.25, ("Rivne", "Рівне", "Ровно")),
    "ternopil": ("UA", 49.55, 25.59, ("Ternopil", "Тернопіль", "Тернополь")),
    "lutsk": ("UA", 50.75, 25.33, ("Lutsk", "Луцьк", "Луцк")),
    "uzhhorod": ("UA", 48.62, 22.29, ("Uzhhorod", "Ужгород")),
    "ivano-frankivsk": ("UA", 48.92, 24.71, ("Ivano-Frankivsk", "Івано-Франківськ", "Ивано-Франковск")),
    "kropyvnytskyi": ("UA", 48.51, 32.26, ("Kropyvnytskyi", "Кропивницький", "Кропивницкий")),
    "minsk": ("BY", 53.90, 27.57, ("Minsk", "Минск", "Мінськ", "明斯克")),
    "brest": ("BY", 52.10, 23.73, ("Brest", "Брест")),
    "almaty": ("KZ", 43.24, 76.89, ("Almaty", "Алматы", "阿拉木图")),
    "astana": ("KZ", 51.17, 71.45, ("Astana", "Астана")),
    "khorgos": ("KZ", 44.21, 80.41, ("Khorgos", "Хоргос", "霍尔果斯")),
    "hangzhou": ("CN", 30.27, 120.16, ("Hangzhou", "Ханчжоу", "杭州")),
    "shenzhen": ("CN", 22.54, 114.06, ("Shenzhen", "Шэньчжэнь", "深圳")),
    "guangzhou": ("CN", 23.13, 113.26, ("Guangzhou", "Гуанчжоу", "广州")),
    "yiwu": ("CN", 29.31, 120.07, ("Yiwu", "Иу", "义乌")),
    "shanghai": ("CN", 31.23, 121.47, ("Shanghai", "Шанхай", "上海")),
    "beijing": ("CN", 39.90, 116.41, ("Beijing", "Пекин", "北京")),
    "urumqi": ("CN", 43.83, 87.62, ("Urumqi", "Урумчи", "乌鲁木齐")),
    "harbin": ("CN", 45.80, 126.53, ("Harbin", "Харбин", "哈尔滨")),
    "warsaw": ("PL", 52.23, 21.01, ("Warsaw", "Warszawa", "Варшава")),
}  # fmt: skip
ZONES = {
    "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv",
    "BY": "Europe/Minsk",
    "KZ": "Asia/Almaty",
    "CN": "Asia/Shanghai",
    "PL": "Europe/Warsaw",
}
_BEFORE_A_NAME = re.compile(r"^(?:г|гор|м|місто|город|city of)\.?\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Spot:
    """A city on the map, in degrees; ``name`` is its key."""

    name: str
    latitude: float
    longitude: float


def city_key(text: str) -> str:
    """Return the key of a city however it is written; one that we do not know is its own key."""
    plain = _BEFORE_A_NAME.sub("", " ".join(text.split())).casefold()
    return _keys().get(plain, plain)


def spot_in(text: str) -> Spot | None:
    """Return the first city we know that is named as a word of its own in a carrier's text."""
    found = _pattern().search(text)
    return spot_of(found.group()) if found else None


def spot_of(city: str) -> Spot | None:
    """Return where a city lies, if we know."""
    key = city_key(city)
    if key not in CITIES:
        return None
    return Spot(key, CITIES[key][1], CITIES[key][2])


def zone_of(country: str, otherwise: str) -> str:
    """Return the zone in which days of delivery are counted in a country."""
    return ZONES.get(country.upper(), otherwise)


@cache
def _keys() -> dict[str, str]:
    names = {name.casefold(): key for key, city in CITIES.items() for name in city[3]}
    return names | {key: key for key in CITIES}


@cache
def _pattern() -> re.Pattern[str]:
    names = sorted((name for city in CITIES.values() for name in city[3]), key=len, reverse=True)
    written = "|".join(re.escape(name) for name in names if name[0] < "一")
    signs = "|".join(
        name for name in names if name[0] >= "一"
    )  # written without gaps between words
    return re.compile(rf"(?<![^\W\d_])(?:{written})(?![^\W\d_])|{signs}", re.IGNORECASE)

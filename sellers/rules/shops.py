"""What a new shop starts with, by its country. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HomeGround:
    """What a shop of one country has until it says otherwise."""

    currency: str
    zone: str
    calendar: str
    language: str


HOME_GROUNDS = {
    "UA": HomeGround("UAH", "Europe/Kyiv", "ua-orders", "uk"),
    "RU": HomeGround("RUB", "Europe/Moscow", "ru-orders", "ru"),
    "CN": HomeGround("CNY", "Asia/Shanghai", "cn-orders", "zh-hans"),
}

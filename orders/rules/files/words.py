"""Words of four languages that cells hold: paid or not, ways of delivery, countries."""

from orders.states import DeliveryMethod

_YES = "yes|y|true|1|paid|так|оплачено|сплачено|да|оплачен|是|已付款|已支付"
_NO = "no|n|false|0|unpaid|pending|ні|не оплачено|очікує оплати|нет|не оплачен|ожидает оплаты|否|未付款"
YES, NO = frozenset(_YES.split("|")), frozenset(_NO.split("|"))
METHODS = {
    **{method.value: method.value for method in DeliveryMethod},
    **dict.fromkeys(
        ("courier", "own courier", "кур'єр", "кур’єр", "курьер", "свій кур'єр", "自有配送"),
        DeliveryMethod.OWN_COURIER.value,
    ),
    **dict.fromkeys(
        ("to the door", "door", "адресна доставка", "до дверей", "до двери", "送货上门", "快递"),
        DeliveryMethod.CARRIER_DOOR.value,
    ),
    **dict.fromkeys(
        ("pickup point", "branch", "відділення", "отделение", "пвз", "пункт выдачи", "自提点"),
        DeliveryMethod.CARRIER_POINT.value,
    ),
    **dict.fromkeys(
        ("locker", "поштомат", "постамат", "快递柜"), DeliveryMethod.CARRIER_LOCKER.value
    ),
    **dict.fromkeys(
        ("self pickup", "self-pickup", "pickup", "самовивіз", "самовывоз", "自提"),
        DeliveryMethod.SELF_PICKUP.value,
    ),
}
_COUNTRIES = {
    "UA": "ukraine|україна|украина|乌克兰",
    "RU": "russia|russian federation|росія|россия|俄罗斯",
    "CN": "china|китай|中国",
    "BY": "belarus|білорусь|беларусь|белоруссия",
    "KZ": "kazakhstan|казахстан",
    "MD": "moldova|молдова",
    "GE": "georgia|грузія|грузия",
    "AM": "armenia|вірменія|армения",
    "UZ": "uzbekistan|узбекистан",
    "GB": "united kingdom|uk|great britain|england|велика британія|великобритания",
    "IE": "eire|ireland|republic of ireland",
    "GG": "channel islands",
    "US": "usa|united states|united states of america|сша",
    "DE": "germany|німеччина|германия",
    "FR": "france|франція|франция",
    "PL": "poland|польща|польша",
    "ES": "spain|іспанія|испания",
    "IT": "italy|італія|италия",
    "NL": "netherlands|holland|нідерланди|нидерланды",
    "BE": "belgium",
    "LU": "luxembourg",
    "CH": "switzerland",
    "AT": "austria",
    "PT": "portugal",
    "NO": "norway",
    "SE": "sweden",
    "FI": "finland",
    "DK": "denmark",
    "IS": "iceland",
    "EE": "estonia",
    "LV": "latvia",
    "LT": "lithuania|литва",
    "CZ": "czech republic|czechia|чехія|чехия",
    "SK": "slovakia",
    "HU": "hungary",
    "RO": "romania",
    "BG": "bulgaria",
    "GR": "greece",
    "CY": "cyprus",
    "MT": "malta",
    "TR": "turkey|туреччина|турция",
    "IL": "israel|ізраїль|израиль",
    "AE": "united arab emirates|uae",
    "SA": "saudi arabia",
    "BH": "bahrain",
    "LB": "lebanon",
    "JP": "japan|日本",
    "KR": "south korea|korea|韩国",
    "SG": "singapore",
    "HK": "hong kong|香港",
    "AU": "australia",
    "NZ": "new zealand",
    "CA": "canada|канада",
    "BR": "brazil",
    "ZA": "rsa|south africa",
}
COUNTRIES = {name: code for code, names in _COUNTRIES.items() for name in names.split("|")}


def country_of(text: str) -> str:
    """Return the two letters of a country by its letters or its name; empty when we do not know it."""
    text = text.strip()
    if len(text) == 2 and text.isascii() and text.isalpha():
        return "GB" if text.upper() == "UK" else text.upper()
    return COUNTRIES.get(text.casefold(), "")


def method_of(text: str) -> str:
    """Return the way of delivery that the words say; empty when they say none of ours."""
    return METHODS.get(text.strip().casefold(), "")


def is_paid(text: str) -> bool | None:
    """Tell whether the words say that it is paid; None when they say neither."""
    word = text.strip().casefold()
    return True if word in YES else False if word in NO else None

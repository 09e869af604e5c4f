"""What can become of a waybill, in the carrier's codes, and the lives that parcels usually lead."""

STATUSES: dict[str, str] = {
    "1": "Накладну створено, посилку ще не передано",
    "2": "Накладну видалено",
    "4": "У місті відправника, чекає на рейс",
    "41": "У місті, доставка в межах міста",
    "5": "Їде до міста отримувача",
    "6": "У місті отримувача, ще не у відділенні",
    "7": "Прибула у відділення",
    "8": "Завантажена у поштомат",
    "9": "Отримана",
    "10": "Отримана, готуємо грошовий переказ",
    "11": "Отримана, переказ видано відправникові",
    "12": "Комплектуємо відправлення",
    "14": "Видана отримувачеві для огляду",
    "101": "На шляху до отримувача, у кур'єра",
    "102": "Відправник замовив повернення",
    "103": "Отримувач відмовився",
    "104": "Адресу змінено",
    "105": "Зберігання припинено",
    "106": "Отримана, є зворотна доставка",
    "108": "Відмова від відправлення",
    "111": "Спроба доставки невдала, отримувача не застали",
    "112": "Отримувач переніс день доставки",
}
# The same for the sandbox's own page.
IN_ENGLISH: dict[str, str] = {
    "1": "made, not handed over yet",
    "2": "deleted",
    "4": "in the city of the sender",
    "41": "in the city, goes no further",
    "5": "on the way to the city of the buyer",
    "6": "in the city of the buyer",
    "7": "at the branch",
    "8": "in the locker",
    "9": "received",
    "10": "received, the money is on its way",
    "11": "received, the money is paid out",
    "12": "being assembled",
    "14": "being looked at by the buyer",
    "101": "with the courier",
    "102": "called back by the sender",
    "103": "refused by the buyer",
    "104": "address changed",
    "105": "no longer kept",
    "106": "received, something goes back",
    "108": "refused",
    "111": "nobody was there",
    "112": "day moved by the buyer",
}
NOT_FOUND, NOT_FOUND_WORDS = "3", "Номер не знайдено"
CREATED, DELETED = "1", "2"

BEFORE_SCAN = frozenset({CREATED, DELETED, "12"})
AT_POINT = frozenset({"7", "8"})
RECEIVED = frozenset({"9", "10", "11", "106"})
GOES_BACK = frozenset({"102", "103", "105", "108"})
REASONS = {
    "103": "Відмова отримувача без пояснення",
    "108": "Відмова отримувача без пояснення",
    "111": "Отримувача немає за адресою",
}

RETURN = "return"  # no status, but the moment at which the waybill of the way back is made
BACK_AFTER = 6.0  # hours from a refusal to that moment
MONEY_AFTER = 48.0  # hours from receiving to the transfer

Plan = tuple[tuple[str, float], ...]
_ROAD: Plan = (("4", 3), ("5", 8), ("6", 14))
# Each step with the hours since the step before it; every life begins with code 1.
LIVES: dict[str, Plan] = {
    "received": (*_ROAD, ("7", 3), ("9", 20)),
    "received, paid on delivery": (*_ROAD, ("7", 3), ("10", 20), ("11", MONEY_AFTER)),
    "from a locker": (*_ROAD, ("8", 3), ("9", 20)),
    "by courier at the second attempt": (*_ROAD, ("101", 3), ("111", 5), ("101", 20), ("9", 4)),
    "refused": (*_ROAD, ("7", 3), ("103", 20), (RETURN, BACK_AFTER)),
    "not collected": (*_ROAD, ("7", 3), ("105", 168), (RETURN, BACK_AFTER)),
    "lies still": (),
}
WAY_BACK = "received"


def plan_after(code: str, plan: Plan) -> Plan:
    """Return what is still to come once ``code`` was reached, out of what was to come before."""
    if code in GOES_BACK:
        return ((RETURN, BACK_AFTER),)
    if code == "10":
        return (("11", MONEY_AFTER),)
    if code in RECEIVED or code == DELETED:
        return ()
    ahead = [one for one, _hours in plan]
    return plan[ahead.index(code) + 1 :] if code in ahead else plan

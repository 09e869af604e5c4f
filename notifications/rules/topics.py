"""The catalogue of messages: what each is about, by what it travels, and sample values. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from notifications.states import Channel, Kind

TO_STAFF = (Channel.EMAIL, Channel.TELEGRAM)
TO_BUYERS = (Channel.EMAIL, Channel.SMS)

NEW_ORDER = "new_order"
NEW_ORDERS = "new_orders"
CLOCK_WARNED = "clock_warned"
CLOCK_MISSED = "clock_missed"
CALL_DUE = "call_due"
REMINDER = "reminder"
STOCK_SHORT = "stock_short"
LABEL_MISSING = "label_missing"
DELIVERY_DIFFERS = "delivery_differs"
RETURN_INSPECTED = "return_inspected"
GOODS_WRITTEN_OFF = "goods_written_off"
CLAIM_OPENED = "claim_opened"
CLAIM_JUDGED = "claim_judged"
CLAIM_ANSWER = "claim_answer"
CUT_OFF_NEAR = "cut_off_near"
PICKUP_MISSED = "pickup_missed"
PROBLEM_OPENED = "problem_opened"
ADDRESS_REMINDER = "address_reminder"
SELLER_LIABLE = "seller_liable"
DIGEST = "digest"
CHANNEL_DISABLED = "channel_disabled"
TEST_MESSAGE = "test_message"
HOURS_CHANGED = "hours_changed"
INVITED = "invited"
BOT = "bot"
PHRASES = "phrases"
BUYER = "buyer_"
UNCOLLECTED = (
    "uncollected"  # no state of an order: its buyer is reminded after three days (R-004-55)
)
BUYER_SPLIT = "buyer_split"
BUYER_HELD = "buyer_held"

# States of an order of which its buyer is told (R-004-32); staff may silence each channel of each.
BUYER_STATES = (
    "needs_agreement",
    "confirmed",
    "awaiting_shipment",
    "delivering",
    "awaiting_pickup",
    "received",
    "cancelled",
)

SHOP_SAMPLE = "Гарна крамниця"
ORDER_SAMPLE: Mapping[str, Any] = {
    "shop": SHOP_SAMPLE,
    "number": "A-1041",
    "total": "1 289,50 UAH",
    "items": "2 × Чайник «Їжак» <1,7 л> & кришка",
    "due": "27.04 18:20",
    "good": "27.04 16:20",
    "step": "…",
    "level": 80,
}
BUYER_SAMPLE: Mapping[str, Any] = {
    **ORDER_SAMPLE,
    "visit": "",
    "courier_phone": "",
    "carrier": "Нова Пошта",
    "waybill": "20450012345678",
    "address": "Київ, вул. Хрещатик, 22",
    "review": "https://shop.example/reviews",
}
SPLIT_SAMPLE: Mapping[str, Any] = {
    **BUYER_SAMPLE,
    "part_number": "A-1041-2",
    "part_items": "1 × Таця <дубова>",
    "part_total": "320,00 UAH",
}
HELD_SAMPLE: Mapping[str, Any] = {
    **BUYER_SAMPLE,
    "place": "Відділення №22, Київ, <Хрещатик>",
    "code": "4711",
    "until": "08.02 23:59",
}
COURIER_SAMPLE: Mapping[str, Any] = {
    **BUYER_SAMPLE,
    "visit": "27.04 14:30",
    "courier_phone": "+380501234567",
    "carrier": "",
    "waybill": "",
}


@dataclass(frozen=True, slots=True)
class Topic:
    """One message of the catalogue, with at least one set of sample values."""

    name: str
    kind: Kind
    channels: tuple[Channel, ...]
    samples: tuple[Mapping[str, Any], ...]

    @property
    def parts(self) -> tuple[str, ...]:
        """Return the sections its texts have: a mail has a subject beside."""
        subject = ("subject",) if Channel.EMAIL in self.channels else ()
        return subject + tuple(str(channel) for channel in self.channels)


def _buyer_topic(state: str) -> Topic:
    samples = (BUYER_SAMPLE, COURIER_SAMPLE) if state == "delivering" else (BUYER_SAMPLE,)
    return Topic(BUYER + state, Kind.BUYER, TO_BUYERS, samples)


_MANY = {**ORDER_SAMPLE, "count": 42, "numbers": "A-1041, A-1042, A-1043", "more": 39}
_LINES = {"shop": SHOP_SAMPLE, "count": 17, "lines": ["A-1041: 80 %", "A-1042: 80 %"], "more": 15}
_SHORT = {**ORDER_SAMPLE, "lines": ["12 × Чайник «Їжак» & кришка (KET-1)"], "more": 3}
_DIFFERS = {
    "shop": SHOP_SAMPLE,
    "number": "D-<17>",
    "lines": ["KET-1: 10 / 12 (−1)", "✕ 1 × RING Каблучка & коробка"],
    "more": 3,
}
_CAME_BACK = {
    "shop": SHOP_SAMPLE,
    "number": "A-1041",
    "good": 2,
    "quarantine": 1,
    "defective": 1,
    "written_off": 0,
}
_WRITTEN_OFF = {
    "shop": SHOP_SAMPLE,
    "sku": "KET-<1>",
    "pieces": 2,
    "reason": "Тріснуло скло & кришка",
}
_CLAIM = {
    "shop": SHOP_SAMPLE,
    "number": "C-000<17>",
    "kind": "зник & не знайдений",
    "order": "A-1041",
    "parcel": "OG0000001041",
    "handover": "KY-000012",
    "verdict": "відповідає перевізник",
    "why": "загублено: перевізник мовчав",
    "late": False,
    "judged": True,
}
_NEAR = {
    "shop": SHOP_SAMPLE,
    "warehouse": "Київ & <1>",
    "parcels": 40,
    "minutes": 30,
    "due": "27.04 18:00",
}
_MISSED = {
    "shop": SHOP_SAMPLE,
    "warehouse": "Київ & <1>",
    "channel": "AliExpress",
    "parcels": 3,
    "refused": 1,
    "day": "27.04",
}
_PROBLEM = {
    "shop": SHOP_SAMPLE,
    "number": "A-1041",
    "problem": "Адреса або контакт <неправильні>",
    "todo": "Зателефонуйте покупцеві & виправте адресу",
    "detail": "Невірна адреса & телефон",
    "carrier": "Нова Пошта",
    "waybill": "20450012345678",
    "due": "27.04 18:20",
}
_SILENT = {
    "shop": SHOP_SAMPLE,
    "channel": "Telegram",
    "address": "1234•••67",
    "reason": "the bot was blocked",
}

_HOURS = {
    "shop": SHOP_SAMPLE,
    "title": "Новий рік",
    "first": "31 грудня 2026",
    "last": "4 січня 2027",
}

_INVITED = {"shop": SHOP_SAMPLE, "role": "менеджер", "by": "Олена Гречко"}

TOPICS: Mapping[str, Topic] = {
    topic.name: topic
    for topic in (
        Topic(NEW_ORDER, Kind.NEW_ORDERS, TO_STAFF, (ORDER_SAMPLE,)),
        Topic(NEW_ORDERS, Kind.NEW_ORDERS, TO_STAFF, (_MANY,)),
        Topic(CLOCK_WARNED, Kind.WARNINGS, TO_STAFF, (ORDER_SAMPLE,)),
        Topic(CLOCK_MISSED, Kind.MISSES, TO_STAFF, (ORDER_SAMPLE,)),
        Topic(CALL_DUE, Kind.WARNINGS, TO_STAFF, ({**ORDER_SAMPLE, "why": "…"},)),
        Topic(STOCK_SHORT, Kind.WARNINGS, TO_STAFF, (_SHORT,)),
        Topic(LABEL_MISSING, Kind.WARNINGS, TO_STAFF, (ORDER_SAMPLE,)),
        Topic(DELIVERY_DIFFERS, Kind.WARNINGS, TO_STAFF, (_DIFFERS,)),
        Topic(RETURN_INSPECTED, Kind.WARNINGS, TO_STAFF, (_CAME_BACK,)),
        Topic(GOODS_WRITTEN_OFF, Kind.WARNINGS, TO_STAFF, (_WRITTEN_OFF,)),
        Topic(CLAIM_OPENED, Kind.WARNINGS, TO_STAFF, (_CLAIM,)),
        Topic(CLAIM_JUDGED, Kind.WARNINGS, TO_STAFF, (_CLAIM,)),
        Topic(
            CLAIM_ANSWER,
            Kind.SERVICE,
            (Channel.EMAIL,),
            (_CLAIM, {**_CLAIM, "late": True, "judged": False}),
        ),
        Topic(CUT_OFF_NEAR, Kind.WARNINGS, TO_STAFF, (_NEAR, {**_NEAR, "shop": ""})),
        Topic(PICKUP_MISSED, Kind.MISSES, TO_STAFF, (_MISSED, {**_MISSED, "refused": 0})),
        Topic(
            PROBLEM_OPENED,
            Kind.WARNINGS,
            TO_STAFF,
            (_PROBLEM, {**_PROBLEM, "detail": "", "waybill": "", "due": ""}),
        ),
        Topic(ADDRESS_REMINDER, Kind.WARNINGS, TO_STAFF, (_PROBLEM,)),
        Topic(SELLER_LIABLE, Kind.MISSES, TO_STAFF, (_PROBLEM,)),
        Topic(REMINDER, Kind.WARNINGS, (Channel.TELEGRAM,), (ORDER_SAMPLE,)),
        Topic(DIGEST, Kind.SERVICE, TO_STAFF, (_LINES,)),
        Topic(CHANNEL_DISABLED, Kind.SERVICE, TO_STAFF, (_SILENT,)),
        Topic(TEST_MESSAGE, Kind.SERVICE, TO_STAFF, ({"shop": SHOP_SAMPLE},)),
        Topic(HOURS_CHANGED, Kind.SERVICE, TO_STAFF, (_HOURS,)),
        Topic(INVITED, Kind.SERVICE, (Channel.EMAIL,), (_INVITED,)),
        *(_buyer_topic(state) for state in BUYER_STATES),
        _buyer_topic(UNCOLLECTED),
        Topic(BUYER_SPLIT, Kind.BUYER, TO_BUYERS, (SPLIT_SAMPLE,)),
        Topic(BUYER_HELD, Kind.BUYER, TO_BUYERS, (HELD_SAMPLE,)),
    )
}

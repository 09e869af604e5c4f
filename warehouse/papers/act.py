"""The Act of Non-Conformity, from plain values; in English and Russian (R-002-66, R-002-67)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from warehouse.papers.label import plain
from warehouse.papers.typesetting import compile

WORDS: Mapping[str, str] = {
    "act": "Act of Non-Conformity / Акт о несоответствии",
    "order": "Order / Заказ",
    "parcel": "Waybill / Накладная",
    "carrier": "Carrier / Перевозчик",
    "signed_at": "Parcel signed for / Получено под подпись",
    "opened_at": "Parcel opened / Вскрыто",
    "package": "Package damaged / Упаковка повреждена",
    "product": "Goods damaged / Товар повреждён",
    "yes": "yes / да",
    "no": "no / нет",
    "opened_unsigned": "Opened before it was signed for / Вскрыто до подписи",
    "description": "What is damaged, and how / Что и как повреждено",
    "who": "Signed by / Подписали",
    "name": "Name / Имя",
    "signature": "Signature, date / Подпись, дата",
    "courier": "Courier / Курьер",
    "buyer": "Buyer / Покупатель",
    "unsigned": "Not signed / Не подписано",
    "note": (
        "Photos of package and goods belong to this act. / "
        "К акту прилагаются фотографии упаковки и товара."
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ActData:
    """What stands on the act; moments are written out in the reader's zone."""

    number: str
    order: str
    waybill: str
    carrier: str
    signed_at: str
    opened_at: str
    package: bool
    product: bool
    opened_unsigned: bool
    description: str
    courier: str = ""
    buyer: str = ""
    unsigned_reason: str = ""


def nonconformity_act(data: ActData, *, at: datetime) -> bytes:
    """Return the act as a PDF: to be signed by hand, or with the names of those who have signed.

    The same values and ``at`` give the same bytes.
    """
    shown = {
        name: plain(value) if isinstance(value, str) else value
        for name, value in asdict(data).items()
    }
    return compile("act.typ", {**shown, "words": WORDS}, "pdf", at=at)

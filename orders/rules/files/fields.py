"""What a column of a file of orders can mean, and the headings by which it is known in four languages."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a column may hold; ``of_order`` is said once for all rows of an order."""

    name: str
    title: Any
    headings: tuple[str, ...]
    required: bool = False
    of_order: bool = True


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split("|"))


FIELDS: tuple[Field, ...] = (
    Field(
        "external_id",
        _("order number"),
        _words("order number|order no|order id|order|invoiceno|invoice no|invoice|номер замовлення|"
               "№ замовлення|замовлення|номер заказа|№ заказа|заказ|订单编号|订单号"),
        required=True,
    ),
    Field(
        "placed_at",
        _("ordered at"),
        _words("order date|ordered at|placed at|created at|date|invoicedate|invoice date|order time|"
               "дата замовлення|дата|створено|дата заказа|создан|下单时间|订单创建时间|创建时间"),
        required=True,
    ),
    Field(
        "paid_at",
        _("paid at"),
        _words("paid at|payment date|payment time|дата оплати|сплачено о|дата оплаты|付款时间|支付时间"),
    ),
    Field(
        "paid",
        _("paid: yes or no"),
        _words("paid|payment status|financial status|оплачено|статус оплати|статус оплаты|付款状态"),
    ),
    Field("currency", _("currency"), _words("currency|валюта|币种|货币")),
    Field(
        "sku",
        _("SKU"),
        _words("sku|article|item code|stockcode|stock code|product code|seller sku|артикул|"
               "код товару|код товара|商家编码|货号|商品编码"),
        required=True,
        of_order=False,
    ),
    Field(
        "name",
        _("goods"),
        _words("name|product|product name|description|item|item name|title|товар|назва|назва товару|"
               "название|наименование|название товара|商品名称|宝贝标题|商品标题"),
        of_order=False,
    ),
    Field(
        "variant",
        _("variant"),
        _words("variant|option|properties|варіант|властивості|вариант|характеристики|规格|商品属性"),
        of_order=False,
    ),
    Field(
        "quantity",
        _("quantity"),
        _words("quantity|qty|count|кількість|к-сть|кіл-сть|количество|кол-во|数量|购买数量"),
        required=True,
        of_order=False,
    ),
    Field(
        "unit_price",
        _("price of one"),
        _words("unit price|price|unitprice|item price|ціна|ціна за одиницю|цена|цена за единицу|单价|"
               "商品单价|价格"),
        required=True,
        of_order=False,
    ),
    Field("delivery", _("delivery price"), _words(
        "delivery|shipping|delivery price|shipping price|shipping cost|вартість доставки|"
        "доставка, грн|стоимость доставки|运费|邮费")),
    Field("discount", _("discount"), _words("discount|знижка|скидка|优惠|折扣")),
    Field("buyer_name", _("buyer"), _words(
        "buyer|buyer name|customer|customer name|покупець|клієнт|піб|покупатель|клиент|фио|买家姓名|"
        "买家")),
    Field("buyer_phone", _("buyer's phone"), _words(
        "phone|buyer phone|customer phone|mobile|телефон|телефон покупця|телефон покупателя|电话|手机|"
        "联系电话|联系手机")),
    Field("buyer_email", _("buyer's e-mail"), _words(
        "email|e-mail|buyer email|customer email|пошта|ел. пошта|почта|эл. почта|邮箱")),
    Field("buyer_ref", _("buyer's id"), _words(
        "customer id|customerid|buyer id|код клієнта|код клиента|id покупателя|买家会员名|买家id")),
    Field("language", _("buyer's language"), _words("language|locale|мова|язык|语言")),
    Field("method", _("way of delivery"), _words(
        "delivery method|shipping method|спосіб доставки|доставка|способ доставки|配送方式|运送方式")),
    Field("country", _("country"), _words(
        "country|shipping country|delivery country|країна|страна|国家|收货国家")),
    Field("region", _("region"), _words(
        "region|state|province|область|регіон|регион|省|省份|州")),
    Field("city", _("city"), _words("city|town|shipping city|місто|город|城市|市")),
    Field("address", _("address"), _words(
        "address|street|shipping address|delivery address|адреса|адреса доставки|адрес|"
        "адрес доставки|地址|收货地址|详细地址")),
    Field("postcode", _("postcode"), _words(
        "postcode|zip|zip code|postal code|shipping zip|індекс|поштовий індекс|индекс|"
        "почтовый индекс|邮编|邮政编码")),
    Field("point_code", _("pick-up point"), _words(
        "pickup point|pick-up point|branch|point|відділення|номер відділення|отделение|пункт выдачи|"
        "пвз|自提点")),
    Field("recipient", _("recipient"), _words(
        "recipient|recipient name|ship to|shipping name|отримувач|получатель|收货人|收货人姓名")),
    Field("recipient_phone", _("recipient's phone"), _words(
        "recipient phone|shipping phone|телефон отримувача|телефон получателя|收货人电话|收货人手机")),
    Field("note", _("note of the buyer"), _words(
        "note|notes|comment|buyer note|коментар|примітка|комментарий|примечание|备注|买家留言")),
)  # fmt: skip
BY_NAME: Mapping[str, Field] = {field.name: field for field in FIELDS}
REQUIRED = tuple(field.name for field in FIELDS if field.required)
_APART = re.compile(r"[\W_]+")


def heading_key(heading: str) -> str:
    """Return a heading without case, spaces and signs, so that “Order No.” is “order_no”."""
    return _APART.sub("", unicodedata.normalize("NFKC", heading).casefold())


def guess_columns(header: Sequence[str]) -> dict[str, str]:
    """Return field -> heading for the columns whose headings we know; each column is used once."""
    by_key = {heading_key(heading): heading for heading in reversed(header) if heading_key(heading)}
    guessed: dict[str, str] = {}
    for field in FIELDS:
        keys = (heading_key(known) for known in field.headings)
        found = next((by_key[key] for key in keys if key in by_key), None)
        if found is not None and found not in guessed.values():
            guessed[field.name] = found
    return guessed

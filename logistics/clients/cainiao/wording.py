"""Our words in Cainiao's: what is sent, as the text that is signed. Pure.

Weights are grams; ``cnge`` sizes are centimetres and CN_WMS sizes millimetres; money is in minor units.
"""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring
from zoneinfo import ZoneInfo

from logistics.clients.cainiao.moments import SHANGHAI

_KEPT = re.compile(r"[^A-Za-z0-9_-]+")
# What XML 1.0 cannot hold.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
ADDRESS = ("name", "telephone", "mobilePhone", "email", "zipCode", "countryCode", "state", "city",
           "district", "street", "detailAddress")  # fmt: skip
Told = Mapping[str, Any]


def as_json(value: Any) -> str:
    """Return the JSON that is signed and sent as it stands."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def out_order_id(told: str) -> str:
    """Return an id of ours in the letters that they take."""
    return _KEPT.sub("-", told)[:64]


def order(told: Told) -> str:
    """Word ``cnge.order.create`` and ``.update``: under our id, what is in it, who sends and gets it."""
    return as_json(
        {
            "outOrderId": out_order_id(told["external_id"]),
            "tradeOrderParam": {
                "tradeOrderId": told["external_id"],
                "payTime": told.get("paid_at", ""),
            },
            "solutionParam": {
                "solutionCode": told.get("solution") or "CN_GLO_STD",
                **_door_pickup(told),
            },
            "packageParams": [
                {
                    "length": _cm(told, "length_mm"),
                    "width": _cm(told, "width_mm"),
                    "height": _cm(told, "height_mm"),
                    "weight": told.get("weight_g") or 0,
                    "itemParams": [_item(one) for one in told["items"]],
                }
            ],
            "senderParam": _address(told["sender"]),
            "receiverParam": _address(told["receiver"]),
            "syncGetTrackingNumber": "true",
        }
    )


def _door_pickup(told: Told) -> dict[str, Any]:
    """Return where the order is fetched, once that is settled (R-002-39)."""
    if not told.get("pickup_address"):
        return {}
    where = {**told["sender"], "detailAddress": told["pickup_address"]}
    return {"doorPickupParam": _address(where)}


def _item(one: Told) -> dict[str, Any]:
    return {
        "quantity": one["quantity"],
        "englishName": one["name"],
        "unitPrice": one["price_minor"],
        "unitPriceCurrency": one["currency"],
        "sku": one["sku"],
    }


def _address(told: Told) -> dict[str, Any]:
    return {name: str(told.get(name, "")) for name in ADDRESS if told.get(name)}


def _cm(told: Told, name: str) -> int:
    """Return a size in whole centimetres, rounded up: a parcel is not smaller than it is."""
    return -(-int(told.get(name) or 0) // 10)


def parcel(told: Told, **more: str) -> str:
    """Word a question about one order of theirs: its label, its road, its end."""
    code = told.get("order_code") or told.get("tracking") or out_order_id(told["external_id"])
    return as_json({"orderCode": code, "locale": "ru_RU", **more})


def dispatch(told: Told) -> str:
    """Word CN_WMS_DELIVERYORDER_CONFIRM: the parcel was scanned out, final, at their hours (+08:00)."""
    root = Element("request")
    head = SubElement(root, "deliveryOrder")
    _put(head, "deliveryOrderCode", out_order_id(told["external_id"]))
    _put(head, "deliveryOrderId", told.get("order_code", ""))
    _put(head, "ownerCode", told["partner_code"])
    _put(head, "confirmType", "0")
    _put(head, "status", "WMS_CONFIRMED")
    _put(head, "orderConfirmTime", shanghai(told["dispatched_at"]))
    box = SubElement(SubElement(root, "packages"), "package")
    _put(box, "packageCode", told["parcel"])
    _put(box, "expressCode", told.get("tracking", ""))
    _put(box, "weight", str(told.get("weight_g") or 0))
    for side in ("length", "width", "height"):
        _put(box, side, str(told.get(f"{side}_mm") or 0))
    return tostring(root, encoding="unicode")


def _put(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = _NO_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def shanghai(told: str) -> str:
    """Return an ISO moment as they write it."""
    at = datetime.fromisoformat(told)
    return f"{at.astimezone(ZoneInfo(SHANGHAI)):%Y-%m-%d %H:%M:%S}"


def pickup(told: Told, codes: Iterable[str]) -> str:
    """Word the request for a truck, in the shape of ``handover.commit``: these orders, there and then."""
    return as_json(
        {
            "user_info": {"top_user_key": told["partner_code"]},
            "client": f"ISV-{told['partner_code']}",
            "type": "cainiao_pickup",
            "remark": told["key"],
            "order_code_list": list(codes),
            "weight": told.get("weight_g") or 0,
            "weight_unit": "g",
            "pickup_info": {
                "detailAddress": told["address"],
                "pickup_date": told["on"],
                "pickup_range": f"{told['since']}-{told['until']}",
            },
        }
    )

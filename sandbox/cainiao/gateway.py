"""What the one address does with a message: who sends it, whether it is signed, and what it asks for."""

import json
from collections import deque
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from xml.etree.ElementTree import Element, ParseError, fromstring
from zoneinfo import ZoneInfo

from sandbox.cainiao.envelope import Answer, Asked, Failure, is_signed
from sandbox.cainiao.label import label_of
from sandbox.cainiao.lives import CANCELLED, OUTBOUND
from sandbox.cainiao.parcels import SERVICE, Book, Parcel
from sandbox.clock import Clock
from sandbox.journal import Journal

SHANGHAI = ZoneInfo("Asia/Shanghai")
ALWAYS = {"RES_DEMO_0001": "cn-demo-secret-01"}
MOST_IN_PICKUP = 1_000
Told = Mapping[str, Any]


class Gateway:
    """One address. ``limit`` is how many messages a second are taken before S14; 0 is no limit."""

    def __init__(self, book: Book, clock: Clock, effects: Journal) -> None:
        self.book, self._clock, self._effects = book, clock, effects
        self.secrets: dict[str, str] = dict(ALWAYS)
        self.limit = 0
        self._calls: deque[datetime] = deque()
        self._does: dict[str, Callable[[str, Any], Told]] = {
            "cnge.order.create": self._create,
            "cnge.order.update": self._update,
            "cnge.order.cancel": self._cancel,
            "cnge.waybill.get": self._label,
            "cnge.track.get": self._track,
            "CN_WMS_DELIVERYORDER_CONFIRM": self._confirm,
            "cainiao.global.handover.commit": self._commit,
            "cainiao.global.handover.content.query": self._query,
        }

    def answer(self, asked: Asked) -> Answer:
        """Return the answer to one message."""
        form = "wms" if asked.operation.startswith("CN_WMS") else "text"
        try:
            partner = self._who(asked)
            does = self._does.get(asked.operation)
            if does is None:
                raise Failure("S04")
            return Answer(True, data=does(partner, _read(asked.content)), form=form)
        except Failure as no:
            # The official sample of S02 has a true boolean.
            form = "bool" if no.code == "S02" else form
            return Answer(False, no.code, no.words, no.data, form)

    def _who(self, asked: Asked) -> str:
        if self._is_too_often():
            raise Failure("S14")
        if not asked.content:
            raise Failure("S12")
        partner = asked["logistic_provider_id"]
        if partner not in self.secrets:
            raise Failure("S03")
        if not is_signed(asked, self.secrets[partner]):
            self._effects.record(SERVICE, "digest.refused", partner, type=asked.operation)
            raise Failure("S02")
        return partner

    def _is_too_often(self) -> bool:
        now = self._clock.now()
        while self._calls and self._calls[0] <= now - timedelta(seconds=1):
            self._calls.popleft()
        self._calls.append(now)
        return bool(self.limit) and len(self._calls) > self.limit

    def _create(self, partner: str, told: Told) -> Told:
        out_id = _need(told, "outOrderId")
        _need(told, "packageParams"), _need(told, "senderParam"), _need(told, "receiverParam")
        known = self.book.find(out_id, partner)
        if known is not None:
            raise Failure("B0200", **_named(known))
        weight = sum(int(one.get("weight") or 0) for one in told["packageParams"])
        return _named(self.book.make(partner, out_id, weight_g=weight))

    def _update(self, partner: str, told: Told) -> Told:
        parcel = self._of(partner, _need(told, "outOrderId"))
        parcel.weight_g = sum(int(one.get("weight") or 0) for one in told["packageParams"])
        where = told.get("solutionParam", {}).get("doorPickupParam", {}).get("detailAddress", "")
        self._note("order.updated", parcel, weight_g=parcel.weight_g, fetched_at=where)
        return {}

    def _cancel(self, partner: str, told: Told) -> Told:
        parcel = self._of(partner, _need(told, "orderCode"))
        if parcel.is_closed:
            raise Failure("B0006")
        if parcel.has_left:
            raise Failure("B0102")
        parcel.plan = ()
        self.book.reach(parcel, CANCELLED, tell=False)
        self._note("order.cancelled", parcel)
        return {}

    def _label(self, partner: str, told: Told) -> Told:
        parcel = self._of(partner, _need(told, "orderCode"))
        self._note("label.given", parcel)
        return {
            "trackingNumber": parcel.tracking,
            "waybillPdfData": label_of(parcel.tracking, parcel.order_code),
            "laneCode": "L_AE_STANDARD_RU",
        }

    def _track(self, partner: str, told: Told) -> Told:
        parcel = self.book.find(_need(told, "orderCode"), partner)
        rows = [trace_row(step) for step in parcel.history] if parcel else []
        return {"success": "true", "traceDetailList": rows}

    def _confirm(self, partner: str, told: Element) -> Told:
        code = told.findtext("deliveryOrder/deliveryOrderId") or ""
        parcel = self._of(partner, code or told.findtext("deliveryOrder/deliveryOrderCode") or "")
        if parcel.is_closed:
            raise Failure("B0006")
        if parcel.has_left:
            raise Failure("B0102")
        parcel.weight_g = int(told.findtext("packages/package/weight") or parcel.weight_g)
        parcel.package = told.findtext("packages/package/packageCode") or ""
        said = told.findtext("deliveryOrder/orderConfirmTime") or ""
        self._note("dispatch.confirmed", parcel, said=said)
        self.book.reach(parcel, OUTBOUND)
        return {}

    def _commit(self, partner: str, told: Told) -> Told:
        codes = _need(told, "order_code_list")
        if not isinstance(codes, list) or len(codes) > MOST_IN_PICKUP:
            raise Failure("S20", f"order_code_list holds 1 to {MOST_IN_PICKUP} codes")
        number = f"HO{len(self.book.pickups) + 1:010d}"
        left_out = [
            {"lp_code": code, "error_code": "B2000", "error_msg": "parcel does not exist"}
            for code in codes
            if self.book.find(code, partner) is None
        ]
        taken = [code for code in codes if code not in {one["lp_code"] for one in left_out}]
        if not taken:
            raise Failure("B2000")
        self._take(number, taken, told)
        return self._handover(number, left_out)

    def _take(self, number: str, codes: list[str], told: Told) -> None:
        self.book.pickups[number] = {
            "codes": codes,
            "remark": told.get("remark", ""),
            "where": told.get("pickup_info", {}),
        }
        for code in codes:
            self.book.known(code).handover = number
        self._effects.record(
            SERVICE, "pickup.requested", number, orders=len(codes), by=told.get("client")
        )

    def _query(self, partner: str, told: Told) -> Told:
        parcel = self._of(partner, _need(told, "order_code"))
        if not parcel.handover:
            raise Failure("B2000", "the order is in no handover")
        return self._handover(parcel.handover, [])

    def _handover(self, number: str, left_out: list[dict[str, str]]) -> Told:
        return {
            "handover_order_id": number,
            "remark": self.book.pickups[number]["remark"],
            "update_error_parcel_order_list": left_out,
        }

    def _of(self, partner: str, told: str) -> Parcel:
        parcel = self.book.find(told, partner)
        if parcel is None:
            raise Failure("B0005")
        return parcel

    def _note(self, kind: str, parcel: Parcel, **detail: Any) -> None:
        self._effects.record(SERVICE, kind, parcel.order_code, out_id=parcel.out_id, **detail)


def trace_row(step: Any) -> dict[str, str]:
    """Return a step as `cnge.track.get` tells it: naive hours of Shanghai and a zone beside them."""
    told = {
        "time": f"{step.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}",
        "timeZone": "+8",
        "actionCode": step.code,
        "desc": step.text,
    }
    return told | ({"reason": step.reason} if step.reason else {})


def _read(content: bytes) -> Any:
    """Read JSON or XML."""
    try:
        text = content.decode()
        return fromstring(text) if text.lstrip().startswith("<") else json.loads(text)
    except (ValueError, ParseError, RecursionError):
        raise Failure("S01") from None


def _need(told: Told, name: str) -> Any:
    value = told.get(name) if isinstance(told, dict) else None
    if not value:
        raise Failure("S05", f"{name} is missing")
    return value


def _named(parcel: Parcel) -> dict[str, Any]:
    return {"orderCode": parcel.order_code, "trackingNumber": parcel.tracking, "laneCode": "L_RU"}

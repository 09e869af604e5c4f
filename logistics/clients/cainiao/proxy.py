"""Everything that goes to Cainiao and comes back: one address, signed over the very text that is sent.

A payload names by ``partner_code`` as whom we speak (`Link.partner_code`); its secret lies in the
environment under that name. A pickup is asked for in the shape of ``handover.commit``: it names orders and a
truck, and is found again by any of its orders; a dispatch is found again on the parcel's road.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings

from kernel.remote import (
    Answer,
    BadAnswer,
    Call,
    Done,
    Found,
    NotThere,
    Partner,
    Refused,
    Reply,
    Request,
    ask_many,
)
from logistics.clients.cainiao import wording
from logistics.clients.cainiao.answers import A_MINUTE, said_in, why_not
from logistics.clients.cainiao.codes import (
    EXISTS,
    LEFT_ALREADY,
    NO_ORDER,
    ORDER_CLOSED,
    kind_of,
    plain_action,
)
from logistics.clients.cainiao.envelope import Said
from logistics.clients.cainiao.mapper import traced
from logistics.clients.cainiao.signing import digest_of
from logistics.clients.recipients import Acts, told_by
from logistics.clients.trackers import Clock, Tracker, tracks
from logistics.rules.heard import Answered, Heard
from logistics.states import RANKS, Kind, Recipient

AT_ONCE, BATCH, MOST_IN_PICKUP = 8, 20, 1_000
CAINIAO = Partner(
    "cainiao", "Cainiao", at_once=AT_ONCE, secrets=lambda: settings.PARTNER_SECRETS.values()
)


def request(call: Call, msg_type: str, content: str, to_code: str = "") -> Request:
    """Return one signed message. Raises LookupError while nobody has told the secret."""
    partner = str(call.payload["partner_code"])
    secret = settings.PARTNER_SECRETS.get(partner)
    if not secret:
        raise LookupError(f"There is no secret for {partner} in PARTNER_SECRETS.")
    fields = {"msg_type": msg_type, "logistic_provider_id": partner}
    if to_code:
        fields["to_code"] = to_code
    fields["logistics_interface"] = content
    fields["data_digest"] = digest_of(content.encode(), secret)
    return Request.form(settings.CAINIAO_URL, fields)


def write_create(call: Call) -> Request:
    """Word an order."""
    return request(call, "cnge.order.create", wording.order(call.payload), "CNGCP-OPEN")


def read_create(reply: Reply, call: Call) -> Answer:
    """Read under which code it goes there; that it is there already is what we wanted (B0200)."""
    said = said_in(reply)
    return why_not(said, fine=[EXISTS]) or Done(
        {
            "order_code": _text(said.data, "orderCode"),
            "tracking": _text(said.data, "trackingNumber"),
        }
    )


def write_label(call: Call) -> Request:
    """Ask for the label of an order."""
    content = wording.parcel(call.payload, waybillType="1", needSelfDrawLabels="false")
    return request(call, "cnge.waybill.get", content, "CGOP")


def read_label(reply: Reply, call: Call) -> Answer:
    """Read the label as it came, in base64; it may take them a while to have one."""
    said = said_in(reply)
    if (no := why_not(said, is_act=False)) is not None:
        return no
    label, tracking = _text(said.data, "waybillPdfData"), _text(said.data, "trackingNumber")
    if not label or not tracking:
        return Refused("no_label_yet", said.words, again=True, wait=A_MINUTE)
    return Done({"tracking": tracking, "label": label})


def write_asn(call: Call) -> Request:
    """Word the order with what it really weighs and where it is fetched: the notice in advance."""
    return request(call, "cnge.order.update", wording.order(call.payload), "CNGCP-OPEN")


def write_cancel(call: Call) -> Request:
    """Take an order back."""
    return request(call, "cnge.order.cancel", wording.parcel(call.payload), "CNGCP-OPEN")


def read_cancel(reply: Reply, call: Call) -> Answer:
    """Read it; one that is closed already is cancelled."""
    return why_not(said_in(reply), fine=[ORDER_CLOSED]) or Done()


def read_asn(reply: Reply, call: Call) -> Answer:
    """Read a yes or no; the order may still be on its way there."""
    said = said_in(reply)
    return _not_there_yet(said) or why_not(said) or Done()


def write_dispatch(call: Call) -> Request:
    """Say that a parcel was scanned out."""
    return request(call, "CN_WMS_DELIVERYORDER_CONFIRM", wording.dispatch(call.payload))


def read_dispatch(reply: Reply, call: Call) -> Answer:
    """Read it; that it had left already is what we wanted to say. Its order may still be on its way there."""
    said = said_in(reply)
    return _not_there_yet(said) or why_not(said, fine=LEFT_ALREADY) or Done()


def _not_there_yet(said: Said) -> Refused | None:
    if said.ok or said.code != NO_ORDER:
        return None
    return Refused(said.code, said.words, again=True, wait=A_MINUTE)


def write_track(call: Call) -> Request:
    """Ask for the road of one order."""
    content = wording.parcel(call.payload, onlyOfficialNode="false")
    return request(call, "cnge.track.get", content, "TRACK")


def read_track(reply: Reply, call: Call) -> Answer:
    """Read the rows of a road; a number that they do not know has none, under "success"."""
    said = said_in(reply)
    return why_not(said, is_act=False) or Done({"rows": _rows(said.data)})


def found_dispatch(reply: Reply, call: Call) -> Found:
    """Tell from the road whether they know that the parcel left us."""
    answer = read_track(reply, call)
    if not isinstance(answer, Done):
        return answer
    kinds = {kind_of(plain_action(str(row.get("actionCode", "")))) for row in answer.answer["rows"]}
    left = any(RANKS.get(kind, 0) >= RANKS[Kind.DISPATCHED] for kind in kinds)
    return Done() if left else NotThere()


def codes_of(call: Call) -> list[str]:
    """Return what the orders of a pickup are called there."""
    return list(call.payload["order_codes"])


def write_pickup(call: Call) -> Request:
    """Ask for a truck; `Refused` by itself for more orders than one request holds."""
    codes = codes_of(call)
    if len(codes) > MOST_IN_PICKUP:
        raise ValueError(f"A pickup holds {MOST_IN_PICKUP} orders.")
    told = {**call.payload, "key": call.key}
    return request(call, "cainiao.global.handover.commit", wording.pickup(told, codes), "CGOP")


def read_pickup(reply: Reply, call: Call) -> Answer:
    """Read the number of the pickup, and which orders they left out of it and why."""
    said = said_in(reply)
    return why_not(said) or Done(_handover(said.data))


def write_find_pickup(call: Call) -> Request:
    """Ask in which pickup the first of the orders is."""
    content = wording.as_json({"order_code": codes_of(call)[0], "locale": "ru_RU"})
    return request(call, "cainiao.global.handover.content.query", content, "CGOP")


def found_pickup(reply: Reply, call: Call) -> Found:
    """Tell whether it is in the one that we asked for."""
    said = said_in(reply)
    if (no := why_not(said, is_act=False)) is not None:
        return NotThere() if said.code.startswith("B") else no
    is_ours = _text(said.data, "handover_order_id") and _text(said.data, "remark") == call.key
    return Done(_handover(said.data)) if is_ours else NotThere()


def _handover(data: Any) -> dict[str, Any]:
    left = data.get("update_error_parcel_order_list")
    rows = [one for one in left if isinstance(one, dict)] if isinstance(left, list) else []
    return {
        "number": _text(data, "handover_order_id"),
        "left_out": [
            {"order_code": _text(one, "lp_code"), "why": _text(one, "error_msg")} for one in rows
        ],
    }


def _rows(data: Any) -> list[dict[str, Any]]:
    told = data.get("traceDetailList")
    if isinstance(told, dict):  # in XML, and at peers who turn it into JSON
        told = told.get("traceDetail", [])
    rows = told if isinstance(told, list) else [told]
    if not all(isinstance(row, dict) for row in rows if row):
        raise BadAnswer("the road is no list of objects")
    return [row for row in rows if row]


def _text(data: Any, name: str) -> str:
    value = data.get(name)
    return str(value).strip() if isinstance(value, str | int) else ""


CREATE = CAINIAO.act("create", write=write_create, read=read_create, honours_key=True)
LABEL = CAINIAO.act("label", write=write_label, read=read_label, honours_key=True)
ASN = CAINIAO.act("asn", write=write_asn, read=read_asn, honours_key=True)
CANCEL = CAINIAO.act("cancel", write=write_cancel, read=read_cancel, honours_key=True)
DISPATCH = CAINIAO.act(
    "dispatch", write=write_dispatch, read=read_dispatch, find=write_track, found=found_dispatch
)
PICKUP = CAINIAO.act(
    "pickup", write=write_pickup, read=read_pickup, find=write_find_pickup, found=found_pickup
)
TRACK = CAINIAO.question("track", write=write_track, read=read_track)


def track_as(partners: Iterable[tuple[str, str]], clock: Clock) -> Answered | None:
    """Ask for (number, as whom) each; None when nobody answered. Raises RuntimeError in a transaction."""
    asked = {
        number: {"partner_code": partner, "order_code": number} for number, partner in partners
    }
    heard: list[Heard] = []
    unknown: list[str] = []
    answered = False
    for number, answer in ask_many(TRACK, asked, clock=clock):
        if isinstance(answer, Done):
            answered = True
            events = traced(number, answer.answer["rows"], now=clock())
            heard += events
            unknown += [] if events else [number]
    return Answered(tuple(heard), tuple(unknown)) if answered else None


def track(numbers: Sequence[str], clock: Clock) -> Answered | None:
    """Ask where these parcels are, as the code that asks for tracking; see `track_as`."""
    partner = settings.CAINIAO_TRACKS_AS
    return track_as([(number, partner) for number in numbers], clock) if partner else None


tracks("cainiao", Tracker(BATCH, track))
told_by(
    Recipient.CAINIAO,
    Acts(notice=DISPATCH, pickup=PICKUP, asn=ASN, by_code=True, most_in_pickup=MOST_IN_PICKUP),
)

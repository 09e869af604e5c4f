"""Everything that goes to Nova Poshta and comes back. Its key goes in the body, never into an address."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings

from kernel.remote import Answer, BadAnswer, Call, Done, Partner, Refused, Reply, Request, ask
from logistics.clients.nova_poshta.codes import BAD_KEY, PASSING
from logistics.clients.nova_poshta.mapper import answer, question
from logistics.clients.trackers import Clock, Tracker, tracks
from logistics.rules.heard import Answered

BATCH = 100
A_MINUTE = timedelta(minutes=1)
A_WHILE = timedelta(minutes=15)
NOVA_POSHTA = Partner(
    "nova_poshta", "Nova Poshta", secrets=lambda: filter(None, [settings.NOVA_POSHTA_KEY])
)


def write_track(call: Call) -> Request:
    """Word the question."""
    return Request.json(
        settings.NOVA_POSHTA_URL,
        {
            "apiKey": settings.NOVA_POSHTA_KEY,
            "modelName": "TrackingDocument",
            "calledMethod": "getStatusDocuments",
            "methodProperties": question(call.payload["numbers"]),
        },
    )


def read_track(reply: Reply, call: Call) -> Answer:
    """Read the envelope: errors come as HTTP 200 with ``success`` false, pairs of text and code."""
    told = reply.json()
    if not isinstance(told, dict):
        raise BadAnswer("no envelope")
    if told.get("success") is not True:
        return _refused(told)
    rows = told.get("data")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadAnswer("data is no list of objects")
    return Done({"rows": rows})


def _refused(told: dict[str, Any]) -> Refused:
    codes = {str(code) for code in _list(told.get("errorCodes"))}
    words = " ".join(map(str, _list(told.get("errors"))))
    if codes & BAD_KEY:
        return Refused("bad_key", words, again=True, wait=A_WHILE, everybody=True)
    if codes & PASSING:
        return Refused("out_of_order", words, again=True, wait=A_MINUTE)
    return Refused(min(codes, default="refused"), words)


def _list(value: Any) -> list[Any]:
    """Return what is sometimes a list and sometimes an object of them."""
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


TRACK = NOVA_POSHTA.question("track", write=write_track, read=read_track)


def track(numbers: Sequence[str], clock: Clock) -> Answered | None:
    """Ask where these parcels are; None when there is no answer now. Raises RuntimeError in a transaction."""
    told = ask(TRACK, payload={"numbers": list(numbers)}, clock=clock)
    return answer(told.answer["rows"], now=clock()) if isinstance(told, Done) else None


tracks("nova_poshta", Tracker(BATCH, track))

"""Calls to partners: the one way out of the house by HTTP, and what is known of each call.

An adapter describes its partner once. ``write`` words the request, ``read`` says what a reply means: done,
refused or unknown, also where an error comes as HTTP 200. All the rest is done here: deadline, byte cap, no
redirects, pinned addresses, breaker, bulkhead, a row and a key for each act, asking before repeating, and
masked samples of odd replies.

    NOVA_POSHTA = Partner("nova_poshta", "Nova Poshta", secrets=lambda: [settings.NOVA_POSHTA_KEY])

    def write_track(call: Call) -> Request:
        return Request.json(settings.NOVA_POSHTA_URL, envelope("getStatusDocuments", call.payload))

    def read_track(reply: Reply, call: Call) -> Answer:
        told = reply.json()
        if told["success"] is not True:
            return Refused("their_error", " ".join(told["errors"]))
        return Done({"parcels": [parcel(one) for one in told["data"]]})

    TRACK = NOVA_POSHTA.question("track", write=write_track, read=read_track)
    CREATE = NOVA_POSHTA.act("create", write=..., read=..., find=..., found=...)

A question is asked at once: ``ask(TRACK, payload={...}, clock=timezone.now)``. An act is planned in the
transaction that decides it, ``plan(CREATE, about="parcel:1", payload={...}, now=now)``, and whoever decorated
a function by ``@CREATE.ended`` hears of its end.
"""

from kernel.remote.answers import Answer, BadAnswer, Done, Found, NotThere, Refused, Unknown
from kernel.remote.asking import BUSY, ask, ask_many
from kernel.remote.exchange import Reply, Request
from kernel.remote.health import Standing, standing_of
from kernel.remote.partners import Act, Call, Ended, Partner, Question
from kernel.remote.planning import PlannedOtherwise, plan, plan_many
from kernel.remote.reading import Progress, calls_about, progress_of

__all__ = [
    "BUSY",
    "Act",
    "Answer",
    "BadAnswer",
    "Call",
    "Done",
    "Ended",
    "Found",
    "NotThere",
    "Partner",
    "PlannedOtherwise",
    "Progress",
    "Question",
    "Refused",
    "Reply",
    "Request",
    "Standing",
    "Unknown",
    "ask",
    "ask_many",
    "calls_about",
    "plan",
    "plan_many",
    "progress_of",
    "standing_of",
]

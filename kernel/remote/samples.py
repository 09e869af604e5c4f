"""Odd replies, masked: the newest of each partner and operation, for whoever has to find out (C6)."""

from datetime import datetime

from kernel.remote.judging import Verdict
from kernel.remote.masking import sample
from kernel.remote.models import OddReply
from kernel.remote.outcomes import why_of
from kernel.remote.partners import Question

KEPT = 20


def keep(operation: Question, verdict: Verdict, *, now: datetime) -> None:
    """Keep a sample of the reply if there is an odd one; the oldest beyond `KEPT` go."""
    reply = verdict.odd
    if reply is None:
        return
    place = {"partner": operation.partner.name, "operation": operation.name}
    OddReply.objects.create(
        **place,
        at=now,
        status=reply.status,
        kind=reply.headers.get("content-type", "")[:80],
        length=len(reply.body),
        why=": ".join(filter(None, why_of(verdict.answer))),
        body=sample(reply.body, operation.partner.secrets()),
    )
    newest = OddReply.objects.filter(**place).order_by("-id").values_list("pk", flat=True)
    OddReply.objects.filter(**place).exclude(pk__in=list(newest[:KEPT])).delete()

"""Put down what is to be done at a partner's, in the transaction that decides it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from kernel.errors import Conflict
from kernel.outbox import bell
from kernel.remote.answers import storable
from kernel.remote.models import RemoteCall
from kernel.remote.partners import Act, Call
from kernel.states import RemoteState

CALL = "kernel.call_partners"


class PlannedOtherwise(Conflict):
    """The same is planned or done already, with other contents; nothing was planned."""

    code = "planned_otherwise"


def plan(act: Act, *, about: str, payload: Mapping[str, Any], now: datetime) -> UUID:
    """Plan one act and return the id of its call, which is its key; see `plan_many`."""
    return plan_many(act, {about: payload}, now=now)[about]


def plan_many(
    act: Act, wanted: Mapping[str, Mapping[str, Any]], *, now: datetime
) -> dict[str, UUID]:
    """Plan an act for each (about, payload), set-based; return the calls' ids by ``about``.

    ``about`` names what it is done for ("parcel:<id>"): planning the same again changes nothing and returns
    the same id, unless the earlier one was refused. Raises PlannedOtherwise for the same with another
    payload, and RuntimeError outside of a transaction: the call is due exactly if that commits.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("A call needs the transaction that decides it.")
    payloads = {about: storable(payload) for about, payload in wanted.items()}
    rows = [
        RemoteCall(
            partner=act.partner.name,
            operation=act.name,
            about=about,
            payload=payload,
            created_at=now,
            next_look_at=now,
        )
        for about, payload in payloads.items()
    ]
    RemoteCall.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2_000)
    found = _standing(act, list(payloads))
    for about, (_pk, payload) in found.items():
        if payload != payloads[about]:
            raise PlannedOtherwise(_("This is planned already, with other contents."), about=about)
    transaction.on_commit(lambda: bell.ring(CALL))
    return {about: pk for about, (pk, _payload) in found.items()}


def _standing(act: Act, abouts: Iterable[str]) -> dict[str, tuple[UUID, Any]]:
    calls = RemoteCall.objects.filter(
        partner=act.partner.name, operation=act.name, about__in=list(abouts)
    )
    found = calls.exclude(state=RemoteState.REFUSED).values_list("about", "pk", "payload")
    return {about: (pk, payload) for about, pk, payload in found}


def seen_by_adapter(call: RemoteCall) -> Call:
    """Return a call as its adapter sees it."""
    return Call(key=str(call.pk), about=call.about, payload=call.payload, tries=call.sends)

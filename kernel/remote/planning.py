"""Put down what is to be done at a partner's, in the transaction that decides it."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from kernel.arrays import columns
from kernel.errors import Conflict
from kernel.ids import new_id
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
    calls = _written(act, payloads, now)
    for about, (pk, payload) in _standing(act, payloads.keys() - calls.keys()).items():
        if payload != payloads[about]:
            raise PlannedOtherwise(_("This is planned already, with other contents."), about=about)
        calls[about] = pk
    transaction.on_commit(lambda: bell.ring(CALL))
    return calls


def _written(act: Act, payloads: Mapping[str, Any], now: datetime) -> dict[str, UUID]:
    """Write a call for each that has none, and return those by ``about``; one statement."""
    rows = [(new_id(), about, json.dumps(payload)) for about, payload in payloads.items()]
    with connection.cursor() as cursor:
        cursor.execute(_WRITTEN, [act.partner.name, act.name, now, now, *columns(rows, 3)])
        return dict(cursor.fetchall())


def _standing(act: Act, abouts: Iterable[str]) -> dict[str, tuple[UUID, Any]]:
    """Return what was planned of these before; no query where there is none to ask for."""
    calls = RemoteCall.objects.filter(
        partner=act.partner.name, operation=act.name, about__in=list(abouts)
    )
    found = calls.exclude(state=RemoteState.REFUSED).values_list("about", "pk", "payload")
    return {about: (pk, payload) for about, pk, payload in found}


def seen_by_adapter(call: RemoteCall) -> Call:
    """Return a call as its adapter sees it."""
    return Call(key=str(call.pk), about=call.about, payload=call.payload, tries=call.sends)


_WRITTEN = """
insert into kernel_remotecall (id, partner, operation, about, payload, state, uncertain, answer, why, detail,
                               created_at, next_look_at, generation, sends, asks)
select w.id, %s, %s, w.about, w.payload, 'planned', false, '{}', '', '', %s, %s, 0, 0, 0
from unnest(%s::uuid[], %s::text[], %s::jsonb[]) as w (id, about, payload)
on conflict do nothing returning about, id
"""

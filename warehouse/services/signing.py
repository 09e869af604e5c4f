"""Sign a handover: both did, the truck is the carrier's, and every order on it has left (R-002-24)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from kernel.arrays import literal
from kernel.errors import Conflict, Refusal
from kernel.history import Actor
from kernel.outbox.post import record
from kernel.scope import PLATFORM
from orders.public import Leaving, ship_orders
from warehouse.events import HandoverSigned
from warehouse.models import Handover, Label, Outbound
from warehouse.papers.drawings import is_drawing
from warehouse.rules.sheets import codes_on
from warehouse.services.freezing import demand_none_stopped, held_load
from warehouse.services.handovers import SheetNotClosed, locked_handover
from warehouse.states import HandoverState


class SignatureNeeded(Refusal):
    """Both have to sign, by name and by hand."""

    code = "signature_needed"


class SheetDiffers(Conflict):
    """What stands on the pallets is not what the sheet says."""

    code = "sheet_differs"


@transaction.atomic
def sign_handover(
    *,
    handover_id: UUID,
    our_name: str,
    our_signature: bytes,
    their_name: str,
    their_signature: bytes,
    actor: Actor,
    at: datetime,
) -> Handover:
    """Hand the frozen set over: pallets, parcels, orders, in as many statements for a thousand as for two.

    Asking again after it was signed changes nothing. Raises NoSuchHandover, SheetNotClosed, SignatureNeeded,
    StoppedOnPallet when a parcel was cancelled since the sheet was closed, SheetDiffers.
    """
    handover = locked_handover(handover_id)
    if handover.state == HandoverState.SIGNED:
        return handover
    if handover.state != HandoverState.FROZEN:
        raise SheetNotClosed(_("Close the sheet first: what is signed must not change."))
    names = [" ".join(name.split())[:120] for name in (our_name, their_name)]
    _demand_signed(names, [our_signature, their_signature])
    load = held_load(handover)
    demand_none_stopped(handover, load)
    if {parcel.code for parcel in load.parcels} != codes_on(handover.sheet or {}):
        raise SheetDiffers(_("The pallets changed since: open the sheet and close it again."))
    handover.sign(
        our_name=names[0],
        our_signature=our_signature,
        their_name=names[1],
        their_signature=their_signature,
        at=at,
    )
    handover.save()
    _hand_over([p.pk for p in load.pallets], [p.pk for p in load.parcels], at)
    _ship(handover, load.parcels, actor, at)
    record(_fact(handover, load.parcels, at))
    return handover


def _demand_signed(names: list[str], signatures: list[bytes]) -> None:
    if not (all(names) and all(map(is_drawing, signatures))):
        raise SignatureNeeded(_("Both sides write their name and sign in the white box."))


def _hand_over(pallet_ids: list[int], parcel_ids: list[UUID], at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_PARCELS, [at, literal(parcel_ids)])
        cursor.execute(_PALLETS, [literal(pallet_ids)])


def _ship(handover: Handover, parcels: list[Outbound], actor: Actor, at: datetime) -> None:
    """Send out the orders of which no parcel is left here; the first parcel's code is their waybill."""
    labels = Label.objects.filter(outbound__in=parcels, is_carriers=True, replaced_at=None)
    carriers_own = dict(labels.values_list("outbound_id", "code"))
    first: dict[UUID, Outbound] = {}
    for parcel in sorted(parcels, key=lambda p: p.place):
        first.setdefault(parcel.order_id, parcel)
    with connection.cursor() as cursor:
        cursor.execute(_WHOLE, [literal(list(first))])
        whole = {row[0] for row in cursor.fetchall()}
    ship_orders(
        [
            Leaving(
                order_id=order_id,
                carrier=handover.carrier,
                waybill=carriers_own.get(parcel.pk, parcel.code),
            )
            for order_id, parcel in first.items()
            if order_id in whole
        ],
        scope=PLATFORM,
        actor=actor,
        at=at,
        now=at,
    )


def _fact(handover: Handover, parcels: list[Outbound], at: datetime) -> HandoverSigned:
    sheet: dict[str, Any] = handover.sheet or {}
    return HandoverSigned(
        occurred_at=at,
        warehouse_id=handover.warehouse_id,
        handover_id=handover.pk,
        carrier=handover.carrier,
        number=handover.number,
        order_ids=tuple(sorted({parcel.order_id for parcel in parcels})),
        outbound_ids=tuple(parcel.pk for parcel in parcels),
        seals=tuple(sheet["seals"]),
    )


# Raw, for a thousand rows at once: the triggers hold the tables of moves all the same.
_PARCELS = """
update warehouse_outbound set state = 'handed_over', handed_over_at = %s, version = version + 1
where id = any(%s::uuid[]) and state = 'palletised'
"""
_PALLETS = "update warehouse_pallet set state = 'handed_over' where id = any(%s::bigint[])"
_WHOLE = """
select g.id from unnest(%s::uuid[]) as g(id)
where not exists (select from warehouse_outbound o
                  where o.order_id = g.id and o.state not in ('handed_over', 'ended'))
"""

"""Rows of parcels-to-be: found under their locks, their lines, and what of each is held on the shelves."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kernel.arrays import literal
from kernel.errors import NotFound
from kernel.ids import new_id
from orders.public import OrderToSend
from warehouse.models import Outbound, OutboundLine, PickLine, Wave
from warehouse.services.codes import parcel_codes
from warehouse.states import OutboundState, WaveState


class NoSuchParcel(NotFound):
    """No parcel-to-be has this code here."""

    code = "no_such_parcel"


def held_parcel(outbound_id: UUID) -> Outbound:
    """Return one parcel-to-be with its order, under its row lock. Raises NoSuchParcel."""
    return _held(Q(pk=outbound_id))


def held_parcel_of_code(code: str, *, warehouse_id: int) -> Outbound:
    """Return the parcel-to-be with this code, under its row lock. Raises NoSuchParcel."""
    return _held(Q(code=code, warehouse_id=warehouse_id))


def _held(chosen: Q) -> Outbound:
    rows = Outbound.everything.select_related("order").select_for_update(of=("self",), no_key=True)
    outbound: Outbound | None = rows.filter(chosen).first()
    if outbound is None:
        raise NoSuchParcel(_("No parcel here has this code: scan its label or its tote."))
    return outbound


def open_parcels_of(order_ids: Iterable[UUID]) -> QuerySet[Outbound]:
    """Return the parcels-to-be, not ended, that have goods of any of these orders or are theirs."""
    ids = list(order_ids)
    with_goods = OutboundLine.objects.filter(order_id__in=ids).values("outbound_id")
    rows = Outbound.everything.filter(Q(order_id__in=ids) | Q(pk__in=with_goods))
    return rows.exclude(state=OutboundState.ENDED)


def ensure_parcels(leaders: Sequence[OrderToSend], *, warehouse_id: int, at: datetime) -> None:
    """See to it that each order has one open parcel-to-be; whoever asks at once, there is one.

    It has no lines yet: the caller gives it them under its lock.
    """
    codes = parcel_codes(len(leaders))
    values = [
        literal(column)
        for column in zip(
            *[
                (new_id(), o.shop_id, o.id, code, o.channel, o.carrier)
                for o, code in zip(leaders, codes, strict=True)
            ],
            strict=True,
        )
    ]
    with connection.cursor() as cursor:
        cursor.execute(_ENSURE, [warehouse_id, at, *values])


def lines_held_on_shelves(outbound_ids: Iterable[UUID]) -> dict[int, int]:
    """Return, by line of a parcel-to-be, how many of the pieces still to be picked its order holds."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [literal(list(outbound_ids))])
        return dict(cursor.fetchall())


def drop_open_picks(outbound_ids: Iterable[UUID], *, at: datetime) -> None:
    """Take what is not picked yet off the picking lists; what was picked stays as it happened."""
    waiting = PickLine.objects.filter(
        outbound_line__outbound_id__in=list(outbound_ids), ended_at=None
    )
    waiting.filter(picked=0, short=0).delete()
    waiting.update(quantity=F("picked") + F("short"), ended_at=at)


def settle_waves(wave_ids: Iterable[int], *, at: datetime) -> None:
    """End the waves in which nothing is left to pick: begun ones are done, others dropped."""
    open_lines = PickLine.objects.filter(wave_id=OuterRef("pk"), ended_at=None)
    waves = Wave.objects.filter(pk__in=list(wave_ids)).select_for_update(no_key=True)
    for wave in waves.filter(~Exists(open_lines)).order_by("pk"):
        if wave.state == WaveState.PLANNED:
            wave.drop(at=at)
        elif wave.state == WaveState.PICKING:
            wave.finish(at=at)
        wave.save()


_ENSURE = """
insert into warehouse_outbound (id, shop_id, warehouse_id, order_id, place, extra_reason, code, state,
                                version, channel, carrier, needs_check, released_at, liability, forced_reason)
select g.id, g.shop, %s, g.order_id, 1, '', g.code, 'released', 1, g.channel, g.carrier, false, %s, '', ''
from unnest(%s::uuid[], %s::bigint[], %s::uuid[], %s::text[], %s::text[], %s::text[])
     as g(id, shop, order_id, code, channel, carrier)
where not exists (select from warehouse_outbound o
                  where o.order_id = g.order_id and o.place = 1 and o.state <> 'ended')
on conflict (order_id, place) where state <> 'ended' do nothing
"""
_HELD = """
select l.id, coalesce(sum(r.quantity), 0)::int
from warehouse_outboundline l
left join (warehouse_reservation r join warehouse_balance b on b.id = r.balance_id
           join warehouse_cell c on c.id = b.cell_id and c.kind = 'shelf')
  on r.order_id = l.order_id and b.offer_id = l.offer_id
where l.outbound_id = any(%s::uuid[])
group by l.id
"""

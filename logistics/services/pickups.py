"""Ask for trucks: acknowledged parcels only, each once (R-002-10, R-002-13, R-002-26)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from kernel import history
from kernel.arrays import columns
from kernel.errors import Conflict, NotFound, Refusal
from kernel.history import Actor
from kernel.remote import plan
from logistics.models import DispatchDay, DispatchNotice, Link, Pickup, PickupTerms
from logistics.rules.dispatching import why_no_slot
from logistics.services.notifying import acts_for
from logistics.states import DayState, PickupState

NO_CODE = "They have given no code for its order yet: no truck can be asked for it."


class NoSuchPickup(NotFound):
    """There is no such pickup or day."""

    code = "no_such_pickup"


class SlotRefused(Refusal):
    """A truck cannot be asked for between these hours."""

    code = "slot_refused"


class PickupStands(Conflict):
    """The pickup was asked for already."""

    code = "pickup_stands"


Waiting = tuple[int, str, str]  # notice, barcode, the recipient's own code for it


def ask_pickups(day: DispatchDay, *, now: datetime) -> list[Pickup]:
    """Ask each connected partner for its truck: what it acknowledged and no truck was asked for yet.

    That is this day's, and earlier ones' acknowledged late. A parcel that was stopped meanwhile stays, and
    so does one whose code at the partner is not known. A fixed number of statements for each request,
    however many parcels.
    """
    links, asked = _asked(_waiting(day))
    made = Pickup.everything.bulk_create(
        _pickup(day, links[link], part, parcels, now) for link, part, parcels in asked
    )
    requests = list(zip(made, [parcels for *_, parcels in asked], strict=True))
    pairs = [(notice, one.pk) for one, parcels in requests for notice, *_ in parcels]
    if pairs:
        with connection.cursor() as cursor:
            cursor.execute(_TAKEN, columns(pairs))
    for one, parcels in requests:
        if one.state == PickupState.PLANNED:
            _plan(one, day, links[one.link_id], parcels, now)
    return made


def _asked(
    waiting: Mapping[int, list[Waiting]],
) -> tuple[dict[int, Link], list[tuple[int, int, list[Waiting]]]]:
    """Return the links, and (link, part, parcels) of each request; note of the rest why it stays."""
    links = {link.pk: link for link in Link.everything.filter(pk__in=waiting)}
    asked, nameless = [], []
    for pk, parcels in waiting.items():
        acts = acts_for(links[pk].recipient)
        named = [one for one in parcels if one[2] or not acts.by_code]
        nameless += [one[0] for one in parcels if acts.by_code and not one[2]]
        size = acts.most_in_pickup or len(named) or 1
        asked += [(pk, n // size + 1, named[n : n + size]) for n in range(0, len(named), size)]
    DispatchNotice.everything.filter(pk__in=nameless).update(words=NO_CODE)
    return links, asked


def _pickup(
    day: DispatchDay, link: Link, part: int, parcels: Sequence[Waiting], now: datetime
) -> Pickup:
    asked = acts_for(link.recipient).pickup is not None
    return Pickup(
        shop_id=link.shop_id,
        day=day,
        link=link,
        part=part,
        recipient=link.recipient,
        state=PickupState.PLANNED if asked else PickupState.BY_PARTNER,
        parcels=len(parcels),
        asked_at=now,
    )


def _plan(
    pickup: Pickup, day: DispatchDay, link: Link, parcels: Sequence[Waiting], now: datetime
) -> None:
    acts = acts_for(pickup.recipient)
    if acts.pickup is not None:
        payload = _payload(day, link, [code for _notice, code, _theirs in parcels])
        if acts.by_code:
            payload["order_codes"] = [theirs for *_, theirs in parcels]
        plan(acts.pickup, about=f"pickup:{pickup.pk}", payload=payload, now=now)


def _payload(day: DispatchDay, link: Link, codes: list[str]) -> dict[str, Any]:
    return {
        "link": link.pk,
        "partner_code": link.partner_code,
        "endpoint": link.endpoint,
        "warehouse": day.warehouse.code,
        "zone": day.warehouse.zone,
        "address": day.pickup_address,
        "on": f"{day.pickup_on:%Y-%m-%d}",
        "since": f"{day.pickup_from:%H:%M}",
        "until": f"{day.pickup_until:%H:%M}",
        "parcels": codes,
    }


@transaction.atomic
def ask_pickup_again(pickup_id: int, *, actor: Actor, at: datetime) -> Pickup:
    """Ask again for a truck that was refused, with the same parcels. Raises NoSuchPickup, PickupStands."""
    rows = Pickup.everything.select_for_update(of=("self",), no_key=True)
    pickup = rows.select_related("day__warehouse", "link").filter(pk=pickup_id).first()
    if pickup is None:
        raise NoSuchPickup(_("There is no such pickup."))
    if pickup.state != PickupState.REFUSED:
        raise PickupStands(_("This pickup was not refused: there is nothing to ask again."))
    pickup.plan(at=at)
    pickup.save()
    _plan(pickup, pickup.day, pickup.link, _parcels_of(pickup), at)
    subject = ("dispatchday", str(pickup.day_id))
    history.write(subject=subject, action="ask_pickup_again", actor=actor, at=at)
    return pickup


@transaction.atomic
def choose_slot(
    day_id: int, *, since: time, until: time, actor: Actor, at: datetime
) -> DispatchDay:
    """Say between which hours the truck of a day should come, before the day is sealed (R-002-13).

    Raises NoSuchPickup, PickupStands, SlotRefused for hours outside the agreed window.
    """
    day = DispatchDay.objects.select_for_update(no_key=True).filter(pk=day_id).first()
    if day is None:
        raise NoSuchPickup(_("There is no such dispatch day."))
    if day.state != DayState.OPEN:
        raise PickupStands(_("The day is sealed: its pickup is asked for as it stands."))
    agreed = PickupTerms.objects.filter(warehouse_id=day.warehouse_id, channel_id=day.channel_id)
    terms = agreed.first() or PickupTerms()
    why = why_no_slot(since, until, opens=terms.opens, closes=terms.closes)
    if why is not None:
        raise SlotRefused(why, field="since")
    before = f"{day.pickup_from}-{day.pickup_until}"
    day.pickup_from, day.pickup_until = since, until
    day.save()
    history.write(
        subject=("dispatchday", str(day.pk)),
        action="choose_slot",
        actor=actor,
        at=at,
        changes={"pickup": (before, f"{since}-{until}")},
    )
    return day


def not_in_pickup(day: DispatchDay) -> list[tuple[int, int, int]]:
    """Return (shop, parcels, of these refused) of a day for which no truck was asked. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_NOT_IN, [day.pk])
        return [(shop, int(parcels), int(refused)) for shop, parcels, refused in cursor.fetchall()]


def _waiting(day: DispatchDay) -> dict[int, list[Waiting]]:
    """Return by link the parcels to fetch, their notices locked."""
    found: dict[int, list[Waiting]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [day.warehouse_id, day.channel_id, day.on])
        for link, *parcel in cursor.fetchall():
            found[link].append(tuple(parcel))
    return dict(sorted(found.items()))


def _parcels_of(pickup: Pickup) -> list[Waiting]:
    with connection.cursor() as cursor:
        cursor.execute(_IN_PICKUP, [pickup.pk])
        return list(cursor.fetchall())


_WAITING = """
select n.link_id, n.id, o.code, coalesce(c.code, '') from logistics_dispatchnotice n
join logistics_dispatchday d on d.id = n.day_id
join warehouse_outbound o on o.id = n.outbound_id
left join logistics_consignment c on c.order_id = o.order_id and c.link_id = n.link_id
where d.warehouse_id = %s and d.channel_id = %s and d."on" <= %s
  and n.state = 'accepted' and n.pickup_id is null
  and o.state in ('dispatched', 'palletised', 'handed_over')
order by n.id for no key update of n
"""
_IN_PICKUP = """
select n.id, o.code, coalesce(c.code, '') from logistics_dispatchnotice n
join warehouse_outbound o on o.id = n.outbound_id
left join logistics_consignment c on c.order_id = o.order_id and c.link_id = n.link_id
where n.pickup_id = %s order by n.id
"""
_TAKEN = """
update logistics_dispatchnotice n set pickup_id = p.pickup, words = ''
from unnest(%s::bigint[], %s::bigint[]) as p (notice, pickup) where n.id = p.notice
"""
_NOT_IN = """
select n.shop_id, count(*), count(*) filter (where n.state = 'refused')
from logistics_dispatchnotice n join warehouse_outbound o on o.id = n.outbound_id
where n.day_id = %s and (
  n.state in ('planned', 'unknown', 'refused')
  or n.state = 'accepted' and n.pickup_id is null
     and o.state in ('dispatched', 'palletised', 'handed_over'))
group by n.shop_id order by n.shop_id
"""

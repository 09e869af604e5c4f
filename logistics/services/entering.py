"""Enter the number of a parcel that left without one: its carrier is asked from then on (R-003-16)."""

import re
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel import history
from kernel.errors import Refusal
from kernel.history import Actor
from kernel.scope import Scope
from logistics.models import Carrier, Parcel, Waybill
from logistics.services.carriers import carriers_by_spelling, spelled
from logistics.services.settling import settle_parcels

NUMBER = re.compile(r"[A-Z0-9-]{6,60}", re.ASCII)


class WaybillRefused(Refusal):
    """The number cannot be entered; ``field`` says which part of it."""

    code = "waybill_refused"


@transaction.atomic
def enter_number(
    order_id: UUID, *, scope: Scope, carrier: str, number: str, actor: Actor, now: datetime
) -> Waybill:
    """Have the parcel of an order go under this number; return it. Again changes nothing.

    Raises WaybillRefused for a carrier that nobody knows, a number that is none or another parcel's, and
    where no parcel of the order lacks a number.
    """
    known = carriers_by_spelling().get(spelled(carrier))
    if known is None:
        raise WaybillRefused(_("Choose the carrier from the list."), field="carrier")
    number = "".join(number.split()).upper()
    if not NUMBER.fullmatch(number):
        raise WaybillRefused(
            _("Enter the number as it stands on the label: letters and digits."), field="number"
        )
    theirs = Parcel.objects.of(scope).filter(contents__order_id=order_id)
    there = Waybill.objects.of(scope).filter(carrier=known, number=number).first()
    if there is not None:
        return _same(there, theirs.filter(pk=there.parcel_id).exists())
    rows = theirs.filter(over_at=None, waybills=None).order_by("created_at", "pk")
    parcel = rows.select_for_update(of=("self",), no_key=True).first()
    if parcel is None:
        raise WaybillRefused(_("No parcel of this order lacks a number."))
    return _enter(parcel, known, number, actor, now)


def _same(there: Waybill, is_ours: bool) -> Waybill:
    if not is_ours:
        raise WaybillRefused(
            _("Another parcel of yours goes under this number: look at the label."), field="number"
        )
    return there


def _enter(parcel: Parcel, carrier: Carrier, number: str, actor: Actor, now: datetime) -> Waybill:
    bill: Waybill = Waybill.everything.create(
        shop_id=parcel.shop_id,
        parcel=parcel,
        carrier=carrier,
        number=number,
        entered_at=now,
        next_poll_at=now if carrier.adapter else None,
    )
    settle_parcels([parcel.pk], now=now)
    history.write(
        subject=("parcel", str(parcel.pk)),
        shop_id=parcel.shop_id,
        action="number_entered",
        actor=actor,
        at=now,
        changes={"waybill": ("", f"{carrier.name} {number}")},
    )
    return bill

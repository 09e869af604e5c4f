"""Where a parcel waits, as the carrier's message says: place, code, fewer days (C-08, C-09)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel import history
from kernel.errors import NotFound, Refusal
from kernel.history import Actor
from kernel.scope import Scope
from logistics.models import Hold
from logistics.models.last_mile_rule import FREE_STORAGE_DAYS
from logistics.services.last_mile import locked_parcel, settle_last_mile


class NotHeld(NotFound):
    """The parcel waits nowhere."""

    code = "not_held"


class HoldRefused(Refusal):
    """The days are more than anybody may promise."""

    code = "hold_refused"


@transaction.atomic
def write_hold(
    *,
    parcel_id: UUID,
    scope: Scope,
    place: str,
    code: str,
    told_days: int | None,
    actor: Actor,
    now: datetime,
) -> Hold:
    """Note the place, the code and the days of the carrier's message. Fewer days shorten the wait.

    Raises NotHeld, and HoldRefused for more days than are free: a message never lengthens it.
    """
    hold: Hold | None = Hold.objects.of(scope).filter(parcel=parcel_id).first()
    if hold is None:
        raise NotHeld(_("This parcel waits nowhere."))
    if told_days is not None and told_days > FREE_STORAGE_DAYS:
        raise HoldRefused(_("A point keeps a parcel for 3 days at most."), field="told_days")
    locked_parcel(hold.parcel_id)
    hold.refresh_from_db()
    hold.place, hold.is_by_hand = place.strip()[:200] or hold.place, True
    hold.code, hold.told_days = code.strip()[:60], told_days
    hold.save()
    history.write(
        subject=("parcel", str(hold.parcel_id)),
        shop_id=hold.shop_id,
        action="write_hold",
        actor=actor,
        at=now,
        changes={"place": (None, hold.place), "told_days": (None, told_days)},
    )
    settle_last_mile(hold.parcel_id, now=now)
    return hold

"""Agree on when the courier comes again; beyond the free deliveries at a price (R-002-57, R-002-58)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel import history
from kernel.errors import NotFound, Refusal
from kernel.history import Actor
from kernel.outbox.post import record
from kernel.scope import Scope
from logistics.events import RedeliveryOrdered
from logistics.models import Appointment, Parcel
from logistics.services.last_mile import settle_last_mile
from logistics.services.last_mile_rules import Ruled, rule_of
from logistics.states import Phase


class NoSuchParcel(NotFound):
    """There is no such parcel, or it is another shop's."""

    code = "no_such_parcel"


class AppointmentRefused(Refusal):
    """No such delivery can be agreed on; ``field`` says what to correct."""

    code = "appointment_refused"


@dataclass(frozen=True, slots=True)
class Slot:
    """From when to when the courier may come."""

    starts_at: datetime
    ends_at: datetime


@transaction.atomic
def agree_on_delivery(
    *,
    parcel_id: UUID,
    scope: Scope,
    slot: Slot,
    accepts_cost: bool,
    actor: Actor,
    now: datetime,
) -> Appointment:
    """Note the slot of the next delivery; again it is the same row with the new slot.

    Within the free deliveries it costs nothing; beyond them its price must be accepted by name, and a fact
    tells billing. Raises NoSuchParcel, AppointmentRefused.
    """
    parcel = _parcel(parcel_id, scope)
    ruled = rule_of(parcel)
    cost, currency = _price(parcel, ruled, accepts_cost)
    _demand_slot(slot, now)
    agreed = {
        "starts_at": slot.starts_at,
        "ends_at": slot.ends_at,
        "agreed_at": now,
        "agreed_by": actor.label[:200],
    }
    priced = {"shop_id": parcel.shop_id, "cost_minor": cost, "currency": currency}
    appointment, is_new = Appointment.everything.update_or_create(
        parcel=parcel,
        attempt=parcel.failed_attempts + 1,
        defaults=agreed,
        create_defaults={**agreed, **priced},
    )
    _keep(parcel, appointment, actor, now)
    if is_new and cost:
        record(
            RedeliveryOrdered(
                occurred_at=now,
                shop_id=parcel.shop_id,
                parcel_id=parcel.pk,
                attempt=appointment.attempt,
                cost_minor=cost,
                currency=currency,
            )
        )
    settle_last_mile(parcel.pk, now=now)
    return appointment


def _parcel(parcel_id: UUID, scope: Scope) -> Parcel:
    rows = Parcel.objects.of(scope).select_for_update(no_key=True)
    parcel: Parcel | None = rows.filter(pk=parcel_id).first()
    if parcel is None:
        raise NoSuchParcel(_("There is no such parcel."))
    if parcel.phase != Phase.ON_THE_WAY or not parcel.failed_attempts:
        raise AppointmentRefused(_("No delivery has failed that could be repeated."))
    return parcel


def _price(parcel: Parcel, ruled: Ruled, accepts_cost: bool) -> tuple[int, str]:
    """Return what the next delivery costs: nothing within the free ones (R-002-57)."""
    if parcel.failed_attempts < ruled.terms.free_attempts:
        return 0, ""
    if ruled.redelivery_minor is None:
        raise AppointmentRefused(
            _("The carrier delivers no more: the buyer collects it where it waits.")
        )
    if not accepts_cost:
        raise AppointmentRefused(
            _("The free deliveries are used up: accept the price of one more."),
            field="accepts_cost",
        )
    return ruled.redelivery_minor, ruled.currency


def _demand_slot(slot: Slot, now: datetime) -> None:
    if slot.ends_at <= slot.starts_at:
        raise AppointmentRefused(_("The end must be after the beginning."), field="ends_at")
    if slot.ends_at <= now:
        raise AppointmentRefused(_("This time is over: choose one to come."), field="starts_at")


def _keep(parcel: Parcel, appointment: Appointment, actor: Actor, now: datetime) -> None:
    history.write(
        subject=("parcel", str(parcel.pk)),
        shop_id=parcel.shop_id,
        action="agree_on_delivery",
        actor=actor,
        at=now,
        changes={
            "attempt": (None, appointment.attempt),
            "starts_at": (None, appointment.starts_at.isoformat()),
            "cost_minor": (None, appointment.cost_minor),
        },
    )

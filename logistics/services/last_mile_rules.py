"""Which rule of the last mile holds for a parcel, and by which carrier and way of delivery it goes."""

from dataclasses import dataclass

from django.db.models import F, Q

from logistics.models import LastMileRule, Parcel, ParcelOrder, Waybill
from logistics.rules.last_mile import Terms
from logistics.rules.last_mile_words import BY_METHOD, Delivery, HoldAt
from logistics.states import Direction


@dataclass(frozen=True, slots=True)
class Ruled:
    """The rule of a parcel as values, and the calendar in whose days it counts."""

    terms: Terms
    calendar: str
    appointment_hours: int
    correction_hours: int
    redelivery_minor: int | None
    currency: str


def rule_of(parcel: Parcel) -> Ruled:
    """Return the rule of the parcel's carrier, else that of every carrier; two queries and no lock."""
    carriers = Waybill.everything.filter(parcel=parcel, direction=Direction.FORWARD)
    methods = ParcelOrder.objects.filter(parcel=parcel).order_by("pk")
    method = methods.values_list("order__delivery_method", flat=True).first()
    delivery = BY_METHOD.get(method or "", Delivery.DOOR)
    of_carrier = Q(carrier__in=carriers.order_by("pk").values("carrier")[:1]) | Q(carrier=None)
    rows = LastMileRule.objects.filter(of_carrier, delivery=delivery)
    found = rows.order_by(F("carrier").asc(nulls_last=True)).first()
    return _ruled(found or LastMileRule(delivery=delivery, calendar=ANYWHERE))


ANYWHERE = "every-hour"


def _ruled(rule: LastMileRule) -> Ruled:
    return Ruled(
        terms=Terms(
            delivery=rule.delivery,
            free_attempts=rule.free_attempts,
            hold_days=rule.hold_days,
            hold_at=HoldAt(rule.hold_at),
            storage_days=rule.storage_days,
            extra_days=rule.extra_days,
        ),
        calendar=rule.calendar,
        appointment_hours=rule.appointment_hours,
        correction_hours=rule.correction_hours,
        redelivery_minor=rule.redelivery_minor,
        currency=rule.currency,
    )

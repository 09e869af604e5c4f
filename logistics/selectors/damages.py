"""Damaged parcels as pages show them, and the act of each (R-002-67)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from kernel.scope import Scope
from logistics.models import DamageCase, Waybill
from logistics.states import Direction
from warehouse.public import ActData, evidence_of, nonconformity_act

PHOTO, ACT = "damage_photo", "damage_act"


@dataclass(frozen=True, slots=True)
class Damage:
    """A case and how many files of each kind it has."""

    case: DamageCase
    photos: int
    acts: int


def damage_of_order(scope: Scope, order_id: UUID) -> Damage | None:
    """Return the case of an order's parcel, if there is one."""
    rows = DamageCase.objects.of(scope).select_related("order")
    case = rows.filter(parcel__contents__order_id=order_id).order_by("-pk").first()
    if case is None:
        return None
    files = [len(evidence_of(kind, str(case.pk)).files) for kind in (PHOTO, ACT)]
    return Damage(case, files[0], files[1])


def act_of(scope: Scope, case: DamageCase, zone: ZoneInfo) -> bytes:
    """Return the Act of Non-Conformity as a PDF."""
    rows = Waybill.objects.of(scope).filter(parcel=case.parcel_id, direction=Direction.FORWARD)
    bill = rows.select_related("carrier").order_by("pk").first()
    data = ActData(
        number=case.number,
        order=case.order.number,
        waybill=bill.number if bill else "",
        carrier=bill.carrier.name if bill else "",
        signed_at=_moment(case.signed_at, zone),
        opened_at=_moment(case.opened_at, zone),
        package=case.package_damaged,
        product=case.product_damaged,
        opened_unsigned=case.opened_unsigned,
        description=case.description,
        courier=case.courier_name,
        buyer=case.buyer_name,
        unsigned_reason=case.unsigned_reason,
    )
    return nonconformity_act(data, at=case.submitted_at or case.reported_at)


def _moment(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%d.%m.%Y %H:%M}"

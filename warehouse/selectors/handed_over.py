"""What a carrier signed for, told to the apps above: parcels of a handover, and a handover by its number."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Subquery
from django.db.models.expressions import OuterRef

from kernel.scope import PLATFORM
from warehouse.models import GoodsReturn, Handover, Label, Outbound
from warehouse.states import HandoverState


@dataclass(frozen=True, slots=True)
class HandedParcel:
    """One parcel of a signed handover; ``waybill`` is the carrier's own code, empty where it has none."""

    outbound_id: UUID
    shop_id: int
    order_id: UUID
    code: str
    waybill: str


@dataclass(frozen=True, slots=True)
class SignedHandover:
    """A truck that both signed for, and what was on it."""

    id: UUID
    number: str
    carrier: str
    signed_at: datetime
    parcels: tuple[HandedParcel, ...]


def signed_handover(handover_id: UUID) -> SignedHandover | None:
    """Return a signed handover with its parcels in two queries; None for any other (R-002-24)."""
    found = Handover.objects.filter(pk=handover_id, state=HandoverState.SIGNED).first()
    if found is None or found.signed_at is None:
        return None
    label = Label.objects.filter(outbound=OuterRef("pk"), is_carriers=True, replaced_at=None)
    rows = Outbound.objects.of(PLATFORM).filter(pallet__handover=found).order_by("pk")
    rows = rows.annotate(theirs=Subquery(label.values("code")[:1]))
    return SignedHandover(
        found.pk,
        found.number,
        found.carrier,
        found.signed_at,
        tuple(
            HandedParcel(pk, shop_id, order_id, code, theirs or "")
            for pk, shop_id, order_id, code, theirs in rows.values_list(
                "pk", "shop_id", "order_id", "code", "theirs"
            )
        ),
    )


def signed_under_number(number: str) -> list[UUID]:
    """Return the signed handovers that bear a number, the newest first."""
    rows = Handover.objects.filter(number__iexact=number, state=HandoverState.SIGNED)
    return list(rows.order_by("-signed_at").values_list("pk", flat=True))


@dataclass(frozen=True, slots=True)
class ReturnedParcel:
    """Which parcel of ours a return is of."""

    outbound_id: UUID
    shop_id: int


def returned_parcel(return_id: int) -> ReturnedParcel | None:
    """Return the parcel that came back; None where nobody knows it, or it never left us."""
    rows = GoodsReturn.objects.of(PLATFORM)
    rows = rows.filter(pk=return_id, outbound__handed_over_at__isnull=False)
    row = rows.values_list("outbound_id", "shop_id").first()
    return ReturnedParcel(*row) if row else None

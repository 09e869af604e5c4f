"""Send a cancelled parcel all the same: a lead's act, at the seller's risk, with a reason (R-002-38)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.errors import Conflict, Refusal
from kernel.outbox.post import record
from orders.states import OrderState
from warehouse.events import StoppedParcelForced
from warehouse.models import GoodsReturn, Outbound, Pallet, Station
from warehouse.services.palletising import locked_parcel, no_open_pallet, open_pallet_of
from warehouse.services.pallets import dock_of
from warehouse.services.scanning import Answer, Scanned, handles
from warehouse.states import BOXED, OutboundState, ReturnState, Verdict

LEAST_REASON = 10
WHY_RETURNED = "forced"


class ReasonNeeded(Refusal):
    """Nobody said why the parcel is to leave."""

    code = "reason_needed"


class NotStopped(Conflict):
    """The parcel was not stopped, so there is nothing to override."""

    code = "not_stopped"


class NeverDispatched(Conflict):
    """The parcel never came to the end of packing, so it cannot leave by any order."""

    code = "never_dispatched"


@transaction.atomic
def force_onto_pallet(
    *, code: str, reason: str, dock: Station, at: datetime
) -> tuple[Outbound, Pallet]:
    """Put a stopped parcel onto the open pallet of its carrier: the risk is the seller's from here on.

    It is expected back (R-002-56), and the fact is told. Raises ReasonNeeded, NoSuchParcel, NotStopped,
    NeverDispatched, NoOpenPallet.
    """
    reason = " ".join(reason.split())[:300]
    if len(reason) < LEAST_REASON:
        raise ReasonNeeded(
            _("Say in a sentence why it is to leave although it was cancelled."),
            title=_("Why?"),
        )
    carrier = Outbound.everything.filter(code=code, warehouse_id=dock.warehouse_id)
    pallet = open_pallet_of(dock, carrier.values_list("carrier", flat=True).first() or "")
    parcel = locked_parcel(code, warehouse_id=dock.warehouse_id)
    _demand_stopped(parcel)
    if pallet is None:
        raise no_open_pallet(dock, parcel.carrier)
    _force(parcel, pallet, reason, at)
    return parcel, pallet


def _demand_stopped(parcel: Outbound) -> None:
    cancelled = parcel.order.state == OrderState.CANCELLED and parcel.state in BOXED
    if parcel.state != OutboundState.INTERCEPTED and not cancelled:
        raise NotStopped(_("%(code)s was not stopped: scan it as any other.") % {"code": parcel})
    if parcel.dispatched_at is None or not parcel.weight_g:
        raise NeverDispatched(
            _("%(code)s was stopped before packing was finished: take it apart.") % {"code": parcel}
        )


def _force(parcel: Outbound, pallet: Pallet, reason: str, at: datetime) -> None:
    if parcel.state != OutboundState.INTERCEPTED:  # the fact of the cancelling is still on its way
        parcel.intercept(at=at)
        parcel.save()
    parcel.force(pallet_id=pallet.pk, reason=reason)
    parcel.version += 1
    parcel.save()
    _expect_back(parcel, at)
    record(
        StoppedParcelForced(
            occurred_at=at,
            shop_id=parcel.shop_id,
            order_id=parcel.order_id,
            outbound_id=parcel.pk,
            reason=reason,
        )
    )


def _expect_back(parcel: Outbound, at: datetime) -> None:
    GoodsReturn.everything.get_or_create(
        outbound=parcel,
        state__in=[ReturnState.EXPECTED, ReturnState.ARRIVED],
        defaults={
            "shop_id": parcel.shop_id,
            "warehouse_id": parcel.warehouse_id,
            "order_id": parcel.order_id,
            "reason": WHY_RETURNED,
            "opened_at": at,
        },
    )


@handles("force")
def force(scanned: Scanned) -> Answer:
    """Keep the reason that was typed, or put the scanned parcel onto its pallet for that reason."""
    dock = dock_of(scanned.station_id, warehouse_id=scanned.warehouse_id)
    reason = str(scanned.context.get("reason") or "")
    if scanned.code == "CMD:REASON":
        return Answer(
            verdict=Verdict.OK,
            title=str(_("Scan the parcel")),
            data={"context": {"reason": reason}},
        )
    parcel, pallet = force_onto_pallet(code=scanned.code, reason=reason, dock=dock, at=scanned.at)
    return Answer(
        verdict=Verdict.OK,
        title=parcel.code,
        text=str(_("On pallet %(sscc)s, at the seller's risk") % {"sscc": pallet.sscc}),
        data={"context": {"reason": None}},
        subject=("outbound", str(parcel.pk)),
    )

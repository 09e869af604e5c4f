"""Let what is left of an order go in another parcel, where there is a permitted reason (R-002-29, C-47)."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from kernel.errors import Conflict
from warehouse.models import Outbound, OutboundLine
from warehouse.rules.second_parcel import permitted_reason, why_not_another
from warehouse.selectors.packing import Sheet
from warehouse.services.codes import parcel_codes
from warehouse.services.in_hand import hands
from warehouse.services.packing_progress import Progress
from warehouse.services.scanning import Answer, Scanned
from warehouse.states import Verdict


class OneParcelOnly(Conflict):
    """The order goes in one parcel."""

    code = "one_parcel_only"


def part_parcel(parcel: Outbound, sheet: Sheet, progress: Progress, scanned: Scanned) -> Answer:
    """Leave in a held parcel what was scanned; the rest is another parcel of the order, in the same tote.

    Raises OneParcelOnly with what to do instead.
    """
    about: dict[str, Any] = {"subject": ("outbound", str(parcel.pk))}
    carrier = parcel.carrier or parcel.order.carrier
    was_split = parcel.order.splits.exists()
    left = sheet.pieces - progress.packed
    refused = why_not_another(carrier, was_split=was_split, scanned=progress.packed, left=left)
    if refused is not None:
        raise OneParcelOnly(str(refused), title=_("One parcel"), **about)
    reason = permitted_reason(carrier, was_split=was_split)
    second = _next_parcel(parcel, str(reason))
    for line in sheet.lines:
        _move_rest(line, progress.pieces.get(line.pk, 0), second)
    parcel.version += 1
    parcel.save(update_fields=["version"])
    gone = {pk: n for pk, n in progress.pieces.items() if n}
    return Answer(
        verdict=Verdict.OK,
        title=_("Two parcels"),
        text=_("Close this one; then scan the tote again for parcel %(code)s.")
        % {"code": second.code},
        done=progress.packed,
        of=progress.packed,
        data={**hands("pack", **replace(progress, pieces=gone).as_held()), "step": False},
        subject=("outbound", str(parcel.pk)),
    )


def _next_parcel(parcel: Outbound, reason: str) -> Outbound:
    """Return a new parcel of the same order, picked as this one is. The held row makes its place unique."""
    places = Outbound.everything.filter(order_id=parcel.order_id).values_list("place", flat=True)
    second: Outbound = Outbound.everything.create(
        shop_id=parcel.shop_id,
        warehouse_id=parcel.warehouse_id,
        order_id=parcel.order_id,
        place=max(places) + 1,
        extra_reason=reason,
        code=parcel_codes(1)[0],
        state=parcel.state,
        channel=parcel.channel,
        carrier=parcel.carrier,
        dispatch_by=parcel.dispatch_by,
        wave_id=parcel.wave_id,
        tote_id=parcel.tote_id,
        released_at=parcel.released_at,
        picked_at=parcel.picked_at,
        needs_check=parcel.needs_check,
        checked_at=parcel.checked_at,
    )
    return second


def _move_rest(line: OutboundLine, stays: int, second: Outbound) -> None:
    rest = line.quantity - stays
    if not stays:
        line.outbound = second
        line.save(update_fields=["outbound"])
    elif rest:
        line.quantity = line.picked = stays
        line.save(update_fields=["quantity", "picked"])
        OutboundLine.objects.create(
            outbound=second,
            order_id=line.order_id,
            offer_id=line.offer_id,
            sku=line.sku,
            name=line.name,
            quantity=rest,
            picked=rest,
        )

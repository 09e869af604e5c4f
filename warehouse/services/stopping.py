"""The one question that every scan of a parcel asks first: may it go on? (C-01, R-002-37)"""

from datetime import datetime

from orders.states import OrderState
from warehouse.models import Outbound
from warehouse.rules.stopping import why_halted
from warehouse.services.scanning import Stop


def demand_live(outbound: Outbound, *, at: datetime) -> None:
    """Raise Stop, with what to do and how long ago its order was cancelled, unless the parcel may go on.

    Reads the order through the parcel: select it along (``select_related("order")``) and this costs
    nothing. A parcel forced to leave at the seller's risk may go on (R-002-38).
    """
    order = outbound.order
    since = order.cancelled_at or outbound.stopped_at
    halt = why_halted(
        code=outbound.code,
        number=order.number,
        state=outbound.state,
        cancelled=order.state == OrderState.CANCELLED,
        since=at - since if since else None,
        forced=bool(outbound.forced_reason),
    )
    if halt is not None:
        raise Stop(halt.text, title=halt.title, subject=("outbound", str(outbound.pk)))

"""Who may cancel when, and for which reason (C-01, C-31)."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from orders.rules.moving import Reason
from orders.states import BEFORE_SHIPPING, OPEN_STATES, CancelReason, CancelUntil, OrderState

R = CancelReason
# Not the buyer's doing: the buyer must be told at once (R-004-46).
NOT_BUYERS_FAULT = frozenset({R.OUT_OF_STOCK, R.OVERDUE_REASSIGNED, R.OTHER})


def reasons_for(by: str, state: str, *, waybill: str) -> list[CancelReason]:
    """Return the reasons that ``by`` (seller, buyer, integrator, platform) may give in ``state``."""
    if by == "buyer":
        return [R.BUYER_REQUEST]
    reasons = [R.OUT_OF_STOCK, R.NO_CONTACT, R.BUYER_REQUEST, R.OTHER]
    if state == OrderState.AWAITING_PICKUP and not waybill:
        reasons[2:2] = [R.CHANGED_MIND, R.NOT_COLLECTED]
    if by == "platform":
        reasons.append(R.OVERDUE_REASSIGNED)
    return reasons


def why_not_cancellable(
    by: str, state: str, *, reason: str, comment: str, waybill: str, cancel_until: str
) -> Reason | None:
    """Return why ``by`` may not cancel with ``reason`` now, or None.

    The buyer's right ends where the channel's policy says (R-004-45, R-002-36); a reason is always needed
    (R-004-19), and for "other" a comment too (R-004-49).
    """
    if by == "buyer" and cancel_until == CancelUntil.PACKED and state not in BEFORE_SHIPPING:
        return Reason(
            "too_late",
            "state",
            _(
                "On this marketplace an order can be cancelled until it is packed; ask for a return."
            ),
        )
    if not reason:
        return Reason("reason_needed", "reason", _("Say why the order is cancelled."))
    allowed: Iterable[str] = reasons_for(by, state, waybill=waybill)
    if reason not in set(allowed):
        return Reason("reason_not_allowed", "reason", _("This reason does not fit the order now."))
    if reason == R.OTHER and not comment.strip():
        return Reason("comment_needed", "comment", _("For another reason write a comment."))
    return None


def may_buyer_cancel(state: str, *, cancel_until: str) -> bool:
    """Tell whether the channel still lets the buyer cancel (C-01)."""
    return state in (OPEN_STATES if cancel_until == CancelUntil.RECEIVED else BEFORE_SHIPPING)

"""Who may cancel when and for which reason, whose fault it is, what becomes of the goods (C-01, C-31). Pure.

A reason does not apply (it is not shown at all), or it applies and something is missing yet (it is shown,
cannot be chosen, and says what), or it can be chosen.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from orders.rules.calls import Tally
from orders.rules.moving import Reason
from orders.states import (
    BEFORE_PACKING,
    BEFORE_SHIPPING,
    DISPATCH_CLOCK,
    OPEN_STATES,
    STATE_CLOCKS,
    CancelReason,
    CancelUntil,
    DeliveryMethod,
    OrderState,
)

R, S = CancelReason, OrderState
NONE = Tally()
BUYER, SELLER, PLATFORM = "buyer", "seller", "platform"
# Not the buyer's doing: the buyer must be told at once (R-004-46).
NOT_BUYERS_FAULT = frozenset({R.OUT_OF_STOCK, R.OVERDUE_REASSIGNED, R.OTHER})
FOREIGN_PHONE, NO_ANSWER = "foreign_phone", "no_answer"
# What a carrier's event may say of a parcel that comes back (R-004-54, C-10).
BY_CARRIERS_WORD = frozenset({R.CHANGED_MIND, R.NOT_COLLECTED})

# How far the goods are, as far as the state tells: what follows from cancelling now (C-01).
CONSEQUENCES: dict[str, str] = {
    S.NEW: "release",
    S.NEEDS_AGREEMENT: "release",
    S.CONFIRMED: "put_back",
    S.AWAITING_SHIPMENT: "intercept",
    S.DELIVERING: "recall",
    S.AWAITING_PICKUP: "put_back",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is known of an order that somebody would cancel.

    ``cancel_until``, ``least_calls`` and ``least_messages`` are the channel's; ``tries`` are those in vain.
    ``is_uncollected`` when it has waited three days at the shop's own point; ``today`` is the shop's day.
    """

    state: str
    method: str
    waybill: str
    cancel_until: str
    phone_ok: bool = True
    tries: Tally = NONE
    least_calls: int = 2
    least_messages: int = 1
    is_uncollected: bool = False
    agreed_on: date | None = None
    today: date | None = None

    @property
    def at_the_point(self) -> bool:
        """Whether it waits for its buyer at the shop's own point, under no waybill."""
        return self.state == S.AWAITING_PICKUP and not self.waybill


@dataclass(frozen=True, slots=True)
class Choice:
    """A reason that applies; ``missing`` is what keeps it from being chosen now, None when nothing does."""

    reason: CancelReason
    missing: Reason | None = None


def may_buyer_cancel(state: str, *, cancel_until: str) -> bool:
    """Tell whether the channel still lets the buyer cancel (C-01)."""
    return state in (OPEN_STATES if cancel_until == CancelUntil.RECEIVED else BEFORE_PACKING)


def choices_for(by: str, case: Case) -> list[Choice]:
    """Return the reasons that ``by`` (seller, integrator, buyer, platform) can see, in their order."""
    if by == BUYER:
        return [Choice(R.BUYER_REQUEST, why_buyer_too_late(case))]
    choices = [Choice(R.OUT_OF_STOCK)] if case.state in BEFORE_SHIPPING else []
    choices.append(Choice(R.NO_CONTACT, why_not_no_contact(case)))
    if case.method == DeliveryMethod.SELF_PICKUP and not case.waybill:
        choices.append(Choice(R.CHANGED_MIND, _why_not_at_the_point(case)))
        choices.append(Choice(R.NOT_COLLECTED, why_not_uncollected(case)))
    choices.append(Choice(R.BUYER_REQUEST, why_buyer_too_late(case)))
    if by == PLATFORM:
        choices.append(Choice(R.OVERDUE_REASSIGNED))
    return [*choices, Choice(R.OTHER)]


def why_not_cancellable(by: str, case: Case, *, reason: str, comment: str) -> Reason | None:
    """Return why ``by`` may not cancel with ``reason`` now, or None.

    A reason is always needed (R-004-19), and for "other" a comment too (R-004-49).
    """
    if not reason:
        return Reason("reason_needed", "reason", _("Say why the order is cancelled."))
    choice = next((c for c in choices_for(by, case) if c.reason == reason), None)
    if choice is None:
        return Reason("reason_not_allowed", "reason", _("This reason does not fit the order now."))
    if choice.missing is not None:
        return choice.missing
    if reason == R.OTHER and not comment.strip():
        return Reason("comment_needed", "comment", _("For another reason write a comment."))
    return None


def why_not_by_carrier(case: Case, *, reason: str) -> Reason | None:
    """Return why a carrier's word does not end the order: its own parcels, two reasons (R-004-54)."""
    if case.waybill and reason in BY_CARRIERS_WORD:
        return None
    return Reason("reason_not_allowed", "reason", _("This reason does not fit the order now."))


def why_buyer_too_late(case: Case) -> Reason | None:
    """Return why the buyer's wish comes too late: the channel says until when (R-004-45, R-002-36, C-01)."""
    if may_buyer_cancel(case.state, cancel_until=case.cancel_until):
        return None
    return Reason(
        "too_late",
        "state",
        _("On this marketplace an order can be cancelled until it is packed; ask for a return."),
    )


def why_not_no_contact(case: Case) -> Reason | None:
    """Return what must still be tried before giving up, None when enough was (R-004-52).

    A phone that no operator of the channel's countries serves needs no tries (R-004-48, C-30).
    """
    if not case.phone_ok:
        return None
    calls = case.least_calls - case.tries.calls
    messages = case.least_messages - case.tries.messages
    if calls > 0:
        text = ngettext_lazy(
            "Call the buyer once more and write it down.",
            "Call the buyer %(n)d times more and write it down.",
            "n",
        )
        return Reason("calls_needed", "reason", _filled(text, calls))
    if messages > 0:
        text = ngettext_lazy(
            "Look for the buyer in a messenger and write it down.",
            "Look for the buyer in messengers %(n)d times more and write it down.",
            "n",
        )
        return Reason("messages_needed", "reason", _filled(text, messages))
    return None


def why_not_uncollected(case: Case) -> Reason | None:
    """Return why nobody can say yet that the buyer does not come (R-004-55)."""
    if (reason := _why_not_at_the_point(case)) is not None:
        return reason
    if not case.is_uncollected:
        message = _("Can be chosen after three days at the pickup point.")
        return Reason("still_waiting", "reason", message)
    if case.agreed_on is not None and case.today is not None and case.today <= case.agreed_on:
        message = _("The buyer has agreed to come by the day that is noted; wait for it.")
        return Reason("day_agreed", "reason", message)
    return None


def _why_not_at_the_point(case: Case) -> Reason | None:
    if case.at_the_point:
        return None
    message = _("Only for an order that waits at the pickup point.")
    return Reason("not_at_the_point", "reason", message)


def _filled(text: Any, n: int) -> Any:
    return text % {"n": n}


def why_not_corrected(needed: set[str], told: set[str]) -> Reason | None:
    """Return what is wrong with the correction of the stock that OUT_OF_STOCK asks for (R-004-47).

    ``needed`` are the SKUs of the order, ``told`` those whose stock was said.
    """
    if not told:
        return Reason(
            "stock_needed",
            "stock_corrections",
            _("For each missing line, say how many pieces there really are."),
        )
    if stranger := sorted(told - needed):
        message = _("The order has no line with SKU %(sku)s.") % {"sku": stranger[0][:64]}
        return Reason("stock_of_no_line", "stock_corrections", message)
    return None


def why_enough(ordered: dict[str, int], corrected: dict[str, int]) -> Reason | None:
    """Return that the stock as corrected would do for the whole order, so it is not out of stock."""
    if any(pieces < ordered[sku] for sku, pieces in corrected.items()):
        return None
    return Reason(
        "stock_suffices",
        "stock_corrections",
        _("By these numbers nothing is missing: correct the line that is."),
    )


def detail_of(reason: str, case: Case) -> str:
    """Return the sub-reason: of one public reason, whether the phone or the buyer's silence (C-32)."""
    if reason != R.NO_CONTACT:
        return ""
    return NO_ANSWER if case.phone_ok else FOREIGN_PHONE


def fault_of(reason: str, by: str) -> str:
    """Return whose fault the cancellation is: buyer, seller or platform."""
    if reason not in NOT_BUYERS_FAULT:
        return BUYER
    return PLATFORM if reason == R.OTHER and by == PLATFORM else SELLER


def clocks_that_count(state: str) -> tuple[str, ...]:
    """Return the clocks of a state: run out, they make a cancellation cost the platform's fee (C-24).

    Where picking has no limit of its own, the promise to dispatch is the limit (C-23).
    """
    own = (STATE_CLOCKS[state],) if state in STATE_CLOCKS else ()
    return (*own, DISPATCH_CLOCK) if state in (S.CONFIRMED, S.AWAITING_SHIPMENT) else own

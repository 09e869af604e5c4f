"""The dialog of cancelling on the order page: reasons, what some of them lack, the stock, the fee."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.deadlines.reading import ClockFace
from orders.cabinet.forms import VersionedForm
from orders.cabinet.rows import CLOCK_NAMES
from orders.models import ContactAttempt, Order, OrderLine
from orders.rules.calls import tally
from orders.rules.cancelling import Choice, choices_for, clocks_that_count
from orders.selectors.cancelling import cancel_case
from orders.states import COLLECTION_CLOCK, OPEN_STATES, CancelReason
from sellers.public import OfferOnShelf, alternatives_to


class CancelForm(VersionedForm):
    """Why it ends (C-31), and for goods that are not there how many there are (R-004-47)."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[("", ""), *CancelReason.choices],
        error_messages={"required": _("Say why the order is cancelled.")},
    )
    comment = forms.CharField(
        label=_("Comment"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed for another reason."),
    )

    def __init__(self, *args: Any, lines: Iterable[OrderLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._lines = {f"in_stock_{line.position}": line for line in lines}
        for name, line in self._lines.items():
            widget = forms.NumberInput(attrs={"min": 0, "inputmode": "numeric"})
            self.fields[name] = forms.IntegerField(
                label=line.name, required=False, min_value=0, max_value=2_147_483_647, widget=widget
            )

    def stock_rows(self) -> list[tuple[OrderLine, forms.BoundField]]:
        """Return each line with the field that says how much there is of it."""
        return [(line, self[name]) for name, line in self._lines.items()]

    def clean(self) -> dict[str, Any]:
        """Gather what was said of the stock; it is asked and taken for one reason only."""
        values = super().clean() or {}
        told = {line.sku: values.pop(name, None) for name, line in self._lines.items()}
        if values.get("reason") == CancelReason.OUT_OF_STOCK:
            values["stock_corrections"] = {sku: n for sku, n in told.items() if n is not None}
        return values


def cancel_context(
    request: Any,
    order: Order,
    *,
    attempts: Sequence[ContactAttempt],
    clocks: Iterable[ClockFace],
    shelf: Mapping[int, OfferOnShelf],
    now: datetime,
) -> dict[str, Any]:
    """Return what the dialog of cancelling shows; nothing for an order that is over."""
    if order.state not in OPEN_STATES:
        return {}
    clocks = list(clocks)
    uncollected = any(clock.kind == COLLECTION_CLOCK and clock.due_at < now for clock in clocks)
    tries = tally((attempt.way, attempt.result) for attempt in attempts)
    case = cancel_case(order, now=now, tries=tries, uncollected=uncollected)
    own = [line.offer_id for line in order.lines.all()]
    missing = [offer for pk, offer in shelf.items() if pk in own]
    return {
        "cancel_form": CancelForm(initial={"version": order.version}, lines=order.lines.all()),
        "cancel_choices": _shown(choices_for(request.actor.kind, case)),
        "fee_clock": fee_clock(order, clocks, now=now),
        "alternatives": alternatives_to(order.shop_id, missing),
    }


def fee_clock(order: Order, clocks: Iterable[ClockFace], *, now: datetime) -> Any:
    """Return the clock by which the platform's fee would follow, None in time (R-004-30, C-24)."""
    kinds = clocks_that_count(order.state)
    late = [c for c in clocks if c.kind in kinds and c.closed_at is None and c.due_at < now]
    first = min(late, key=lambda clock: clock.due_at, default=None)
    return first and {"name": CLOCK_NAMES.get(first.kind, first.kind), "due_at": first.due_at}


def _shown(choices: Iterable[Choice]) -> list[dict[str, Any]]:
    return [
        {
            "value": choice.reason.value,
            "label": choice.reason.label,
            "missing": choice.missing.message if choice.missing else "",
        }
        for choice in choices
    ]

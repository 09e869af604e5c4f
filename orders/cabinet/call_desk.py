"""The call desk on the order page: what to say, what else to offer, who was sought and how it went."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.deadlines.reading import ClockFace
from kernel.money import NotMoney, to_major, to_minor
from orders.cabinet.forms import ActForm, VersionedForm
from orders.models import ContactAttempt, Order
from orders.rules.call_script import Call, script_of
from orders.rules.calls import CALLED_IN, USUAL_WAIT, tally
from orders.rules.line_edits import LineEdit
from orders.selectors.together import bought_together
from orders.states import (
    CALL_AGAIN_CLOCK,
    DISPATCH_CLOCK,
    OPEN_STATES,
    ContactResult,
    ContactWay,
    DeliveryMethod,
    OrderState,
)
from sellers.public import OfferOnShelf, offers_on_shelf

OFFERED = 3
TALKED_IN = frozenset({OrderState.NEW, OrderState.NEEDS_AGREEMENT})


class AttemptForm(ActForm):
    """A try to reach the buyer, and when to call again if it was in vain."""

    way = forms.ChoiceField(
        label=_("How"),
        choices=ContactWay.choices,
        widget=forms.Select(attrs={"data-key": "l", "data-key-label": _("Write down a try")}),
    )
    result = forms.ChoiceField(label=_("Result"), choices=ContactResult.choices)
    again_in = forms.TypedChoiceField(
        label=_("Call again in"),
        choices=[
            (15, _("15 min")),
            (USUAL_WAIT, _("20 min")),
            (30, _("30 min")),
            (60, _("1 hour")),
        ],
        initial=USUAL_WAIT,
        required=False,
        coerce=int,
        empty_value=None,
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=500)


class AgreedForm(VersionedForm):
    """What came of the call: day, way and price of delivery, and what is taken beside (R-004-11)."""

    agreed_delivery_on = forms.DateField(
        label=_("Delivery agreed for"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    delivery_method = forms.ChoiceField(
        label=_("Way of delivery"), required=False, choices=DeliveryMethod.choices
    )
    delivery_cost = forms.DecimalField(
        label=_("Price of delivery"),
        required=False,
        min_value=0,
        max_digits=13,
        widget=forms.NumberInput(attrs={"min": 0, "step": "any", "inputmode": "decimal"}),
    )
    add = forms.MultipleChoiceField(
        label=_("Add to the order"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args: Any, currency: str, offered: Sequence[OfferOnShelf], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._currency = currency
        self.fields["add"].choices = [(o.sku, o.name) for o in offered]  # type: ignore[attr-defined]
        if not offered:
            del self.fields["add"]

    def clean_delivery_cost(self) -> int | None:
        """Return the price in minor units."""
        cost = self.cleaned_data["delivery_cost"]
        try:
            return None if cost is None else to_minor(cost, self._currency)
        except NotMoney as error:
            raise forms.ValidationError(_("This is no amount of money.")) from error

    def clean(self) -> dict[str, Any]:
        """Gather the changes; what was left empty is no change."""
        told = super().clean() or {}
        changes = {
            "agreed_delivery_on": told.get("agreed_delivery_on"),
            "delivery_method": told.get("delivery_method"),
            "delivery_minor": told.get("delivery_cost"),
            "lines": [LineEdit(sku=sku, quantity=1) for sku in told.get("add") or ()],
        }
        kept = {name: value for name, value in changes.items() if value not in (None, "", [])}
        return {"version": told.get("version"), "changes": kept}


def shelf_of(
    order: Order, *, talked: bool | None = None
) -> tuple[dict[int, OfferOnShelf], list[OfferOnShelf]]:
    """Return the order's offers by id, and up to three others that go with them (R-004-07, R-004-10).

    Nothing of an order that is over; what goes with it while the buyer is ``talked`` to, by default as the
    order's state says.
    """
    if order.state not in OPEN_STATES and not talked:
        return {}, []
    talked = order.state in TALKED_IN if talked is None else talked
    own = {line.offer_id for line in order.lines.all() if line.offer_id is not None}
    others = bought_together(order.shop_id, own) if talked else []
    shelf = offers_on_shelf(order.shop_id, [*own, *others])
    fitting = [shelf[pk] for pk in others if pk in shelf and _fits(shelf[pk], order)]
    return {pk: offer for pk, offer in shelf.items() if pk in own}, fitting[:OFFERED]


def _fits(offer: OfferOnShelf, order: Order) -> bool:
    return offer.can_be_sold and offer.currency == order.currency


def call_context(
    request: Any,
    order: Order,
    *,
    attempts: Sequence[ContactAttempt],
    clocks: Iterable[ClockFace],
    offered: Sequence[OfferOnShelf],
    now: datetime,
) -> dict[str, Any]:
    """Return what the call desk shows; ``call_desk`` is empty for an order whose buyer is not called now."""
    clocks = list(clocks)
    desk: dict[str, Any] = {}
    if order.state in CALLED_IN and order.paid_at is not None:
        desk = {
            "tries": tally((attempt.way, attempt.result) for attempt in attempts),
            "next": next((c for c in clocks if _runs(c, CALL_AGAIN_CLOCK)), None),
            "script": script_of(call_of(request, order, clocks, offered))
            if order.state in TALKED_IN
            else (),
            "offered": offered,
            "may_agree": order.state == OrderState.NEEDS_AGREEMENT,
        }
    return {
        "call_desk": desk,
        "attempts": attempts,
        "attempt_form": AttemptForm(),
        "agreed_form": agreed_form(order, offered),
    }


def agreed_form(order: Order, offered: Sequence[OfferOnShelf], data: Any = None) -> AgreedForm:
    """Return the form of what came of the call, filled from the order."""
    standing = {
        "version": order.version,
        "agreed_delivery_on": order.agreed_delivery_on,
        "delivery_method": order.delivery_method,
        "delivery_cost": to_major(order.delivery_minor, order.currency),
    }
    return AgreedForm(data, initial=standing, currency=order.currency, offered=offered)


def _runs(clock: ClockFace, kind: str) -> bool:
    return clock.kind == kind and clock.closed_at is None


def call_of(
    request: Any, order: Order, clocks: Iterable[ClockFace], offered: Sequence[OfferOnShelf]
) -> Call:
    """Return what is known of ``order`` to one who calls its buyer."""
    contact = order.contact
    dispatch = next((c for c in clocks if _runs(c, DISPATCH_CLOCK)), None)
    zone = ZoneInfo(request.shop.zone)
    return Call(
        language=contact.language or request.shop.language,
        currency=order.currency,
        buyer=contact.name,
        operator=request.user.name,
        shop=request.shop.name,
        number=order.number,
        goods=[(line.name, line.quantity) for line in order.lines.all()],
        goods_minor=order.goods_minor,
        offered=[(offer.name, offer.price_minor) for offer in offered],
        method=order.delivery_method,
        address=", ".join(p for p in (contact.city, contact.address, contact.point_code) if p),
        agreed_on=order.agreed_delivery_on,
        ship_by=_day_before(dispatch, zone),
        delivery_minor=order.delivery_minor,
        total_minor=order.total_minor,
        is_paid=order.paid_at is not None,
    )


def _day_before(dispatch: ClockFace | None, zone: ZoneInfo) -> Any:
    """Return the last day on which it is still sent in time: a promise in days falls due at midnight."""
    if dispatch is None:
        return None
    last = dispatch.due_at - timedelta(seconds=1)
    return last.astimezone(zone).date()


def with_stock(lines: Iterable[Any], shelf: Mapping[int, OfferOnShelf]) -> list[dict[str, Any]]:
    """Return the lines of an order with what the shop says it has of each (R-004-07)."""
    return [{"line": line, "shelf": shelf.get(line.offer_id)} for line in lines]

"""Orders taken in over REST: one, or up to a thousand with a verdict for each (R-000-12, W1)."""

import json
from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.errors import Refusal
from kernel.idempotency import fingerprint, once
from kernel.rest import Moment, Strict, problems
from orders.api import intake_schema as schema
from orders.api.bodies import BULK_CAP, SINGLE_CAP, NotJson, json_of, raw_body
from orders.api.serializers import OrderOut
from orders.rules.intake import Fault, OrderDraft, missing_of
from orders.rules.reading import Unreadable, read_order
from orders.selectors import whole_order
from orders.services.mark_paid import mark_paid
from orders.services.place_orders import MOST, Outcome, Verdict, place_orders

DEFAULT_CHANNEL = "api"


class OrderUnreadable(Refusal):
    """The body has another shape than an order has."""

    code = "invalid"
    status = 400


class OrderRefused(Refusal):
    """The order makes no sense as it is."""

    code = "order_refused"


class TakesOrders:
    """The POST of ``/orders/``: mixed into the view that lists them."""

    @extend_schema(
        operation_id="orders_create",
        parameters=[schema.IDEMPOTENCY_KEY],
        request=schema.OrderIn,
        responses={
            201: schema.PlacedOut,
            200: schema.PlacedOut,
            **problems(413, 415, 422),
        },
        examples=schema.SINGLE_EXAMPLES,
    )
    def post(self, request: Any) -> HttpResponse:
        """Take in one order. It is known by channel and `external_id`: sent again it is unchanged.

        An order without `paid_at` waits: nobody is told and no clock runs until it is paid.
        """
        raw = raw_body(request, SINGLE_CAP)
        return _once(request, raw, lambda: _place_one(request, json_of(raw)))


class BulkIntake(APIView):
    """Many orders at once."""

    @extend_schema(
        operation_id="orders_create_bulk",
        parameters=[schema.IDEMPOTENCY_KEY],
        request=schema.BulkIn,
        responses={
            200: schema.BulkOut,
            **problems(413, 415, 422),
        },
        examples=schema.BULK_EXAMPLES,
    )
    def post(self, request: Any) -> HttpResponse:
        """Take in up to 1,000 orders of one channel; each has its verdict, and none sinks another."""
        raw = raw_body(request, BULK_CAP)
        return _once(request, raw, lambda: _place_many(request, json_of(raw)))


class PaidIn(Strict):
    """When it was paid; now unless given."""

    paid_at = Moment(required=False)


class OrderPaid(APIView):
    """The payment of one order."""

    @extend_schema(
        operation_id="orders_paid",
        request=PaidIn,
        responses={200: OrderOut, **problems(404, 409, 413, 415, 422)},
    )
    def post(self, request: Any, order_id: UUID) -> Response:
        """Record the payment: its clocks start and the seller is told. Safe to repeat (R-003-27)."""
        body = PaidIn(data=request.data)
        body.is_valid(raise_exception=True)
        now = timezone.now()
        order = mark_paid(
            order_id=order_id,
            scope=request.scope,
            paid_at=body.validated_data.get("paid_at", now),
            actor=request.actor,
            now=now,
        )
        whole = whole_order(request.scope, order.pk)
        return Response(OrderOut(whole).data, headers={"ETag": f'"{whole.version}"'})


def _place_one(request: Any, told: Any) -> tuple[int, dict[str, Any]]:
    channel = _channel_of(told)
    try:
        draft = read_order(told)
    except Unreadable as unreadable:
        raise _unreadable(unreadable.faults) from None
    [verdict] = _place(request, channel, [draft])
    if verdict.outcome is Outcome.REFUSED:
        message = _("The order was not taken: see the errors, mend it and send it again.")
        raise OrderRefused(message, errors=_faults(verdict.faults))
    status = 201 if verdict.outcome is Outcome.CREATED else 200
    return status, _placed(verdict, draft)


def _place_many(request: Any, told: Any) -> tuple[int, dict[str, Any]]:
    channel, orders = _channel_of(told), _orders_of(told)
    drafts: dict[int, OrderDraft] = {}
    answers: dict[int, dict[str, Any]] = {}
    for index, order in enumerate(orders):
        try:
            drafts[index] = read_order(order)
        except Unreadable as unreadable:
            answers[index] = _refused(order, unreadable.faults)
    verdicts = _place(request, channel, list(drafts.values()))
    for (index, draft), verdict in zip(drafts.items(), verdicts, strict=True):
        refused = verdict.outcome is Outcome.REFUSED
        answers[index] = (
            _refused(orders[index], verdict.faults) if refused else _placed(verdict, draft)
        )
    results = [{"index": index, **answers[index]} for index in range(len(orders))]
    counts = {
        outcome.value: sum(answer["outcome"] == outcome for answer in results)
        for outcome in Outcome
    }
    return 200, {**counts, "results": results}


def _place(request: Any, channel: str, drafts: list[OrderDraft]) -> list[Verdict]:
    return place_orders(
        shop_id=request.shop.id,
        channel=channel,
        drafts=drafts,
        actor=request.actor,
        now=timezone.now(),
        shop=request.shop,
    )


def _channel_of(told: Any) -> str:
    """Take the channel out of the object told; what remains is the order or the batch."""
    if not isinstance(told, dict):
        raise NotJson(_("Send an object in braces."))
    channel = told.pop("channel", DEFAULT_CHANNEL)
    if not isinstance(channel, str):
        raise _unreadable([Fault("channel", "not_text", _("Write text in quotes."))])
    return channel


def _orders_of(told: dict[str, Any]) -> list[Any]:
    unknown = sorted(told.keys() - {"orders"})
    if unknown:
        name = ascii(unknown[0][:60])[1:-1]
        raise _unreadable([Fault(name, "unknown_field", _("There is no such field."))])
    orders = told.get("orders")
    if not isinstance(orders, list) or not orders:
        raise _unreadable([Fault("orders", "required", _("Send a list of orders."))])
    if len(orders) > MOST:
        message = _("Send at most %(most)d orders at once.") % {"most": MOST}
        raise _unreadable([Fault("orders", "too_many", message)])
    return orders


def _unreadable(faults: Iterable[Fault]) -> OrderUnreadable:
    return OrderUnreadable(_("Some fields are not valid."), errors=_faults(faults))


def _faults(faults: Iterable[Fault]) -> list[dict[str, str]]:
    return [{"field": f.field, "code": f.code, "message": str(f.message)} for f in faults]


def _placed(verdict: Verdict, draft: OrderDraft) -> dict[str, Any]:
    return {
        "outcome": verdict.outcome.value,
        "order_id": str(verdict.order_id),
        "external_id": draft.external_id,
        "errors": [],
        "missing": _faults(missing_of(draft)),
    }


def _refused(told: Any, faults: Iterable[Fault]) -> dict[str, Any]:
    external_id = told.get("external_id") if isinstance(told, dict) else None
    shown = external_id if isinstance(external_id, str) else ""
    return {
        "outcome": Outcome.REFUSED.value,
        "order_id": None,
        "external_id": shown.encode("utf-8", "replace").decode().replace("\0", "?")[:80],
        "errors": _faults(faults),
        "missing": [],
    }


def _once(request: Any, raw: bytes, run: Callable[[], tuple[int, dict[str, Any]]]) -> HttpResponse:
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return _answer(request, *run())
    answer = once(
        owner=f"shop:{request.shop.id}",
        key=key,
        request=fingerprint(request.path.encode(), raw),
        now=timezone.now(),
        run=run,
    )
    response = _answer(request, answer.status, answer.body)
    if answer.repeated:
        response["Idempotent-Replayed"] = "true"
    return response


def _answer(request: Any, status: int, body: dict[str, Any]) -> HttpResponse:
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    response = HttpResponse(text, status=status, content_type="application/json")
    if "order_id" in body:
        response["Location"] = f"{request.path}{body['order_id']}/"
    return response

"""Orders over REST: translate the request, make one call, translate the answer."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.rest import IF_MATCH, Strict, expected_version, problems
from orders import services
from orders.api import serializers as s
from orders.api.filters import ListQuery, read_query
from orders.api.intake import TakesOrders
from orders.models import Order
from orders.selectors import order_history, page_of_json, whole_order


def shown(order: Order) -> Response:
    """Answer with the whole order and its version as ETag."""
    return Response(s.OrderOut(order).data, headers={"ETag": f'"{order.version}"'})


class OrderList(TakesOrders, APIView):
    """A shop's orders, newest first; its POST takes one in."""

    @extend_schema(
        operation_id="orders_list",
        parameters=[ListQuery],
        responses={200: s.OrderPageOut, **problems()},
    )
    def get(self, request: Any) -> HttpResponse:
        """Return one page; `next_cursor` leads to the following one."""
        filters, cursor, size = read_query(request.query_params)
        rows, following = page_of_json(request.scope, filters, cursor=cursor, size=size)
        tail = f'"{following}"' if following else "null"
        body = b'{"results":' + rows + b',"next_cursor":' + tail.encode() + b"}"
        return HttpResponse(body, content_type="application/json")


class OrderDetail(APIView):
    """One order."""

    @extend_schema(operation_id="orders_get", responses={200: s.OrderOut, **problems(404)})
    def get(self, request: Any, order_id: UUID) -> Response:
        """Return the order with lines and contact; its version is the ETag."""
        return shown(whole_order(request.scope, order_id))


class OrderHistory(APIView):
    """What happened to one order."""

    @extend_schema(
        operation_id="orders_history",
        responses={200: s.HistoryOut(many=True), **problems(404)},
    )
    def get(self, request: Any, order_id: UUID) -> Response:
        """Return its history, oldest first; private comments are not part of it (R-004-43, -44)."""
        return Response(s.HistoryOut(order_history(request.scope, order_id), many=True).data)


class Move(APIView):
    """Base of the named acts: each is one use case."""

    body: type[Strict] = s.EmptyIn
    act: Callable[..., Order]

    def post(self, request: Any, order_id: UUID) -> Response:
        """Do it, and answer with the order as it is then."""
        body = self.body(data=request.data)
        body.is_valid(raise_exception=True)
        type(self).act(
            order_id=order_id,
            scope=request.scope,
            actor=request.actor,
            now=timezone.now(),
            expected_version=expected_version(request),
            **body.validated_data,
        )
        return shown(whole_order(request.scope, order_id))


def move(name: str, act: Callable[..., Order], body: type[Strict], says: str) -> type[Move]:
    """Return the view of one named act, described for the schema."""
    members = {"act": staticmethod(act), "body": body, "__doc__": says}
    view = type(f"Order{name.title().replace('-', '')}", (Move,), members)
    describe = extend_schema(
        operation_id=f"orders_{name.replace('-', '_')}",
        description=says,
        request=body,
        parameters=[IF_MATCH],
        responses={200: s.OrderOut, **problems(404, 409, 412, 413, 415, 422)},
    )
    view.post = describe(_own_copy(Move.post))  # type: ignore[attr-defined]
    return view


def _own_copy(function: Any) -> Any:
    def post(self: Move, request: Any, order_id: UUID) -> Response:
        return function(self, request, order_id)

    return post


MOVES = {
    "open": move("open", services.open_order, s.EmptyIn, "Accept a new order (R-004-06)."),
    "confirm": move(
        "confirm", services.confirm_order, s.ConfirmIn, "Confirm what the buyer agreed to."
    ),
    "make-ready": move(
        "make-ready", services.make_order_ready, s.EmptyIn, "Say that it is picked and waits."
    ),
    "ship": move("ship", services.ship_order, s.ShipIn, "Send it out, with waybill or courier."),
    "offer-pickup": move(
        "offer-pickup", services.offer_order_for_pickup, s.EmptyIn, "Have it wait at the point."
    ),
    "receive": move(
        "receive", services.receive_order, s.ReceiveIn, "Record that the buyer has it."
    ),
    "cancel": move("cancel", services.cancel_order, s.CancelIn, "End it with a reason."),
    "delivery-date": move(
        "delivery-date", services.agree_delivery_date, s.DeliveryDateIn, "Store the agreed day."
    ),
}


class AcceptMany(APIView):
    """Several orders at once."""

    @extend_schema(
        operation_id="orders_accept_many",
        request=s.AcceptManyIn,
        responses={200: s.AcceptedOut(many=True), **problems(413, 415)},
    )
    def post(self, request: Any) -> Response:
        """Accept up to 200 orders; each has a verdict of its own."""
        body = s.AcceptManyIn(data=request.data)
        body.is_valid(raise_exception=True)
        verdicts = services.accept_many(
            order_ids=body.validated_data["order_ids"],
            scope=request.scope,
            actor=request.actor,
            now=timezone.now(),
        )
        return Response(s.AcceptedOut(verdicts, many=True).data)

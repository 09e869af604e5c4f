"""What a trade partner hands over: paid orders with labels, labels that come later, the road."""

import base64
import time

import pytest
from django.utils import timezone

from kernel.inbox.accept import process_due
from kernel.inbox.models import InboxMessage
from kernel.remote.models import RemoteCall
from kernel.scope import PLATFORM
from logistics.models import Consignment, TrackingEvent
from orders.models import Order
from orders.services import OrderNotReady, confirm_order, make_order_ready, open_order
from orders.services.channels import PartnersOrders, take_from_partner_only
from tests.factories.orders import SELLER, place_order
from tests.factories.partners import CHANNEL, SECRETS, trade, trade_link
from tests.factories.sellers import OfferFactory
from tests.factories.warehouse import CellFactory, shop_in_storage, stock, warehouse_of
from warehouse.models import Label, OrderLabel, Outbound
from warehouse.selectors.waiting_parcels import waiting_jobs
from warehouse.services.labels import make_label

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n\x00\xff a label, byte for byte\n%%EOF\n"
LABEL = {"media_type": "application/pdf", "content": base64.b64encode(PDF).decode()}


@pytest.fixture(autouse=True)
def _secrets(settings):
    settings.PARTNER_SECRETS = SECRETS


@pytest.fixture
def link():
    """A shop in storage with one offer on the shelf, whose orders come from a trade partner."""
    shop = shop_in_storage(notification_email="shop@otgruz.test")
    offer = OfferFactory(shop=shop, sku="KETTLE-1", name="Чайник")
    stock(offer, CellFactory(warehouse=warehouse_of(shop)), 5)
    return trade_link(shop)


def told(number="TP-1", **more):
    now = timezone.now()
    order = {
        "external_id": number,
        "placed_at": (now - timezone.timedelta(minutes=20)).isoformat(),
        "paid_at": (now - timezone.timedelta(minutes=10)).isoformat(),
        "currency": "RUB",
        "lines": [
            {"sku": "KETTLE-1", "name": "Чайник", "quantity": 1, "unit_price_minor": 19900}
        ],
        "buyer": {"name": "Анна", "phone": "+79161234567"},
        "delivery": {"method": "carrier_door", "country": "RU", "city": "Москва",
                     "address": "Тверская ул., 1"},
        **more.pop("order", {}),
    }  # fmt: skip
    return {"order": order, **more}


def order_of(link, number="TP-1"):
    return Order.everything.get(shop=link.shop, external_id=number)


def agree(order):
    """Have the order agreed, and its parcel begun."""
    acting = {"order_id": order.pk, "scope": PLATFORM, "actor": SELLER, "now": timezone.now()}
    open_order(**acting)
    confirm_order(**acting, availability_checked=True)


def test_r_002_08_a_paid_order_is_there_at_once_with_its_label_and_number(client, link, deliver):
    """R-002-03: the label came with the order, and nobody was asked for one."""
    reply = trade(client, "orders", told(tracking_number="RS1CN", label=LABEL))
    assert (reply.status_code, reply.json()["has_label"]) == (201, True)
    order = order_of(link)
    assert (order.state, order.channel_id, order.held_reason) == ("new", CHANNEL, "")
    assert bytes(OrderLabel.objects.get(order=order).content) == PDF
    agree(order)
    deliver()
    assert not RemoteCall.objects.exists()
    parcel = Outbound.everything.get(order=order)
    make_label(parcel, at=timezone.now())
    label = Label.objects.get(outbound=parcel, replaced_at=None)
    assert (label.code, label.is_carriers, bytes(label.content)) == ("RS1CN", True, PDF)


def test_told_again_it_is_the_same_order_and_another_under_the_same_key_is_refused(client, link):
    body = told(tracking_number="RS1CN", label=LABEL)
    first, again = trade(client, "orders", body), trade(client, "orders", body)
    assert (first.json(), again["Idempotent-Replayed"]) == (again.json(), "true")
    assert trade(client, "orders", body, key="key-2").json()["outcome"] == "unchanged"
    other = trade(client, "orders", told("TP-2"))
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert Order.everything.count() == 1


def test_r_002_07_an_order_that_is_not_paid_waits_for_its_payment(client, link):
    body = told(order={"paid_at": None}, tracking_number="RS1CN", label=LABEL)
    assert trade(client, "orders", body).status_code == 201
    assert order_of(link).paid_at is None


def test_r_002_04_without_a_label_it_is_held_before_the_floor_and_its_shop_is_told(
    client, link, deliver
):
    assert trade(client, "orders", told()).json()["has_label"] is False
    order = order_of(link)
    assert order.held_reason == "label_missing"
    deliver()
    from notifications.models import Message

    assert Message.everything.filter(topic="label_missing").count() == 1
    agree(order)
    deliver()
    assert waiting_jobs(warehouse_of(link.shop).pk) == []
    with pytest.raises(OrderNotReady):
        make_order_ready(order_id=order.pk, scope=PLATFORM, actor=SELLER, now=timezone.now())
    body = {"external_id": "TP-1", "tracking_number": "RS1CN", "label": LABEL}
    assert trade(client, "labels", body, key="key-2").status_code == 200
    assert order_of(link).held_reason == ""
    [job] = waiting_jobs(warehouse_of(link.shop).pk)
    assert job.key == Outbound.everything.get(order=order).pk


def test_an_order_that_lacks_goods_too_goes_on_waiting_for_those(client, link, deliver):
    line = {"sku": "KETTLE-1", "name": "x", "quantity": 9, "unit_price_minor": 100}
    trade(client, "orders", told(order={"lines": [line]}))
    deliver()
    assert order_of(link).held_reason == "label_missing"
    body = {"external_id": "TP-1", "tracking_number": "RS1CN", "label": LABEL}
    trade(client, "labels", body, key="key-2")
    assert order_of(link).held_reason == "stock_short"


def test_r_002_02_orders_of_that_channel_come_from_the_trade_partner_only(client, link):
    with pytest.raises(PartnersOrders):
        place_order(link.shop, channel=CHANNEL, external_id="X-1")
    assert not Order.everything.exists()
    take_from_partner_only(CHANNEL, link.shop_id, only=False)
    place_order(link.shop, channel=CHANNEL, external_id="X-1")


def test_in_the_seller_model_it_may_hand_over_nothing(client, link):
    link.model = "seller"
    link.save()
    reply = trade(client, "orders", told())
    assert (reply.status_code, reply.json()["code"]) == (409, "not_in_partner_model")
    assert not Order.everything.exists()


@pytest.mark.parametrize(
    ("how", "status"),
    [({"secret": "wrong"}, 401), ({"at": int(time.time()) - 3600}, 401), ({"key": ""}, 400)],
)
def test_what_is_not_proven_is_refused_and_nothing_is_kept(client, link, how, status):
    reply = trade(client, "orders", told(), **how)
    assert (reply.status_code, reply["Content-Type"]) == (status, "application/problem+json")
    assert not Order.everything.exists()


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"label": LABEL}, "label_refused"),
        ({"label": {**LABEL, "content": "@"}, "tracking_number": "R"}, "label_refused"),
        ({"label": {**LABEL, "media_type": "text/html"}, "tracking_number": "R"}, "label_refused"),
        ({"order": {"currency": 7}}, "order_refused"),
        ({"order": {"lines": []}}, "order_refused"),
    ],
)
def test_what_cannot_be_taken_says_why_and_leaves_nothing(client, link, more, code):
    reply = trade(client, "orders", told(**more))
    assert (reply.status_code, reply.json()["code"]) == (422, code)
    assert (Order.everything.count(), Consignment.everything.count()) == (0, 0)


def test_r_002_05b_tracking_is_kept_at_once_and_followed_once(client, link):
    event = {"kind": "accepted", "at": "2026-02-05T15:20:30+03:00", "place": "Химки"}
    body = {"tracking_number": "RS1CN", "events": [event]}
    for n in range(3):
        assert trade(client, "tracking", body, key=f"key-{n // 2}").status_code == 202
    assert InboxMessage.objects.count() == 2
    process_due(now=timezone.now() + timezone.timedelta(hours=1))
    [row] = TrackingEvent.objects.all()
    assert (row.number, row.kind, row.source, row.place) == ("RS1CN", "accepted", "push", "Химки")
    assert not RemoteCall.objects.exists()
    wrong = trade(client, "tracking", {"tracking_number": "R", "events": []}, key="key-9")
    assert (wrong.status_code, wrong.json()["code"]) == (400, "invalid")


def test_r_002_36_its_buyer_cancels_while_nothing_is_packed_and_the_partner_is_told_so(
    client, link, deliver
):
    trade(client, "orders", told(tracking_number="RS1CN", label=LABEL))
    replies = [
        trade(client, "cancellations", {"external_id": "TP-1"}, key=f"key-{n}") for n in (2, 2, 3)
    ]
    order = order_of(link)
    assert [reply.status_code for reply in replies] == [200] * 3
    assert (order.state, order.cancel_reason, order.cancelled_by) == (
        "cancelled",
        "buyer_request",
        "buyer",
    )
    deliver()
    [call] = RemoteCall.objects.all()
    assert (call.operation, call.payload["external_id"], call.payload["reason"]) == (
        "cancel",
        "TP-1",
        "buyer_request",
    )


def test_r_002_36_too_late_is_refused_with_words_and_nothing_changes(client, link):
    trade(client, "orders", told(tracking_number="RS1CN", label=LABEL))
    order = order_of(link)
    agree(order)
    make_order_ready(order_id=order.pk, scope=PLATFORM, actor=SELLER, now=timezone.now())
    reply = trade(client, "cancellations", {"external_id": "TP-1"}, key="key-2")
    assert (400 <= reply.status_code < 500, bool(reply.json()["detail"])) == (True, True)
    assert order_of(link).state == "awaiting_shipment"
    nobodys = trade(client, "cancellations", {"external_id": "TP-9"}, key="key-3")
    assert (nobodys.status_code, nobodys.json()["code"]) == (404, "no_such_order")

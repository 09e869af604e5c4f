"""Cainiao's pushes: proven over their bytes, kept in one statement, followed later (R-002-51, R-002-68)."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kernel.inbox.accept import process_due
from kernel.inbox.models import InboxMessage
from kernel.remote.models import RemoteCall
from logistics.models import CarrierAlert, Consignment, TrackingEvent
from logistics.services.alerting import close_alerts
from logistics.states import Kind
from tests.factories.logistics import parcel_of, sent
from tests.factories.orders import place_order
from tests.factories.partners import (
    CODE,
    LP,
    SECRETS,
    cainiao_link,
    push,
    pushed,
    trace,
    trade_link,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _secrets(settings):
    settings.PARTNER_SECRETS = SECRETS


def follow():
    """Process what was taken in."""
    return process_due(now=timezone.now() + timezone.timedelta(hours=1))


def said(reply):
    told = json.loads(reply.content)
    return reply.status_code, told["success"], told["errorCode"]


def test_r_002_51_a_push_moves_the_parcel_and_its_repeats_change_nothing(client):
    order = sent(LP, name="Cainiao")
    body = pushed(trace(place="", location="Москва"))
    assert [said(push(client, body)) for _ in range(3)] == [(200, True, "")] * 3
    assert (InboxMessage.objects.count(), follow(), follow()) == (1, 1, 0)
    assert parcel_of(order).state == Kind.OUT_FOR_DELIVERY
    push(client, pushed(trace(location="Москва"), msg_id="1332806005202211161411"))
    push(client, pushed(trace(location="Москва"), msg_id=""))
    assert (follow(), TrackingEvent.objects.count()) == (2, 1)


def test_accepting_a_push_is_one_insert(client):
    with CaptureQueriesContext(
        connection,
    ) as made:
        push(client, pushed(trace()))
    written = [one["sql"] for one in made if "savepoint" not in one["sql"].lower()]
    assert [sql.split()[0:3] for sql in written] == [["insert", "into", "kernel_inboxmessage"]]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"data_digest": "NDcxNDcwNGQ1YTc3ZmFkOWQ1N2Q4Yjk5MzI0ZmFmNGQ="}, "S02"),
        ({"data_digest": ""}, "S02"),
        ({"partner_code": "SOMEBODY"}, "S03"),
        ({"partner_code": ""}, "S03"),
        ({"msg_type": "CN_WMS_ORDER_CANCEL"}, "S04"),
        ({"logistics_interface": ""}, "S12"),
    ],
)
def test_what_is_not_proven_or_not_understood_is_refused_and_nothing_is_kept(client, fields, code):
    assert said(push(client, pushed(trace(), **fields))) == (200, False, code)
    assert not InboxMessage.objects.exists()


def test_an_older_sender_names_us_in_the_other_field(client):
    body = pushed(trace(), partner_code="", logistic_provider_id=CODE)
    assert said(push(client, body)) == (200, True, "")


def test_gbk_is_verified_as_it_came_and_xml_is_answered_in_xml(client):
    kind = "application/x-www-form-urlencoded; charset=GBK"
    assert said(push(client, pushed(trace(location="Москва 张三"), charset="gbk"), kind)) == (
        200,
        True,
        "",
    )
    follow()
    assert TrackingEvent.objects.get().place == "Москва 张三"
    reply = push(client, pushed("<request><addr>1</addr></request>", msg_id="2"))
    assert b"<success>true</success>" in reply.content
    assert push(client, b"a=1&a=2").status_code == 200
    assert client.get("/hooks/cainiao/").status_code == 405


def test_r_004_16b_a_code_that_nobody_knows_is_kept_and_one_alert_is_open_for_it(client):
    order = sent(LP, name="Cainiao")
    for n in range(3):
        body = pushed(trace(code="GTMS_TELEPORTED", time=f"2026-02-05 15:20:3{n}"), msg_id=str(n))
        push(client, body)
    follow()
    assert set(TrackingEvent.objects.values_list("kind", flat=True)) == {Kind.UNKNOWN}
    assert parcel_of(order).state == "dispatched"
    [alert] = CarrierAlert.objects.all()
    assert (alert.kind, alert.code, alert.times, alert.number) == (
        "unknown",
        "GTMS_TELEPORTED",
        3,
        LP,
    )
    close_alerts([alert.pk], user_id=None, at=timezone.now())
    push(client, pushed(trace(code="GTMS_TELEPORTED", time="2026-02-06 15:20:30"), msg_id="9"))
    follow()
    assert CarrierAlert.objects.filter(closed_at=None).count() == 1


def test_r_002_68_a_failure_without_a_reason_is_marked_and_raises_an_alert(client):
    order = sent(LP, name="Cainiao")
    push(client, pushed(trace(code="GTMS_DEL_FAILURE", reason="Nobody at home"), msg_id="1"))
    follow()
    assert not CarrierAlert.objects.exists()
    push(client, pushed(trace(code="GTMS_DEL_FAILURE", time="2026-02-06 15:20:30"), msg_id="2"))
    follow()
    assert parcel_of(order).reason == "reason missing"
    alert = CarrierAlert.objects.get()
    assert (alert.kind, alert.code) == ("no_reason", "GTMS_DEL_FAILURE")


def test_r_002_51_an_event_is_relayed_once_to_the_trade_partner_whose_parcel_it_is(client):
    link = trade_link()
    order = place_order(external_id="TP-1")
    Consignment.everything.create(
        order=order, shop=order.shop, link=link, code=LP, tracking="RS1CN", made_at=link.made_at
    )
    for n in range(2):
        push(client, pushed(trace(), msg_id=str(n)))
    follow()
    [call] = RemoteCall.objects.filter(partner="trade_partner", operation="events")
    assert (call.payload["external_id"], call.payload["kind"]) == ("TP-1", "out_for_delivery")
    assert call.payload["at"] == "2026-02-05T12:20:30+00:00"


def test_in_the_seller_model_nothing_is_relayed(client):
    link = cainiao_link()
    order = place_order(external_id="S-1")
    Consignment.everything.create(
        order=order, shop=order.shop, link=link, code=LP, made_at=link.made_at
    )
    push(client, pushed(trace()))
    follow()
    assert not RemoteCall.objects.exists()

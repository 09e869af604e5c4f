"""A trade partner and us over real HTTP, both sides of docs/trade-partner.md: R-002-05b."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from kernel.inbox.accept import process_due
from kernel.remote import wire
from kernel.remote.models import RemoteCall
from kernel.remote.working import call_partners
from logistics.models import Consignment, DispatchNotice, TrackingEvent
from logistics.services import notify_dispatch
from logistics.states import Kind
from orders.models import Order
from tests.factories.dispatch import notices_of, scanned
from tests.factories.partners import SECRETS, trade_link
from tests.factories.sellers import OfferFactory
from tests.factories.warehouse import shop_in_storage
from warehouse.models import OrderLabel

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def there(world, settings, live_server):
    """The sandbox's trade partner, the way to it and the way back."""
    settings.PARTNER_SECRETS = SECRETS
    settings.REMOTE_PRIVATE_PARTNERS = ["trade_partner"]
    world.trade_partner.giving.url = f"{live_server.url}/hooks/trade-partner"
    yield world
    world.trade_partner.giving.url = ""
    wire.close()


@pytest.fixture
def link(there):
    shop = shop_in_storage()
    OfferFactory(shop=shop, sku="KETTLE-1", name="Чайник")
    with transaction.atomic():
        return trade_link(shop, there.trade_partner_url)


def work(after=timedelta()):
    """Make the calls that are due by then, as a worker does."""
    return call_partners(clock=lambda: timezone.now() + after, budget=timedelta(seconds=20))


def taken(there, kind):
    return there.journal.lines("trade_partner", kind)


def test_an_order_comes_with_its_label_or_the_label_later_byte_for_byte(there, link):
    giving = there.trade_partner.giving
    first = there.run(giving.order({"external_id": "TP-1"}))
    bare = there.run(giving.order({"external_id": "TP-2", "with_label": False}))
    assert [one["answer"]["told"]["has_label"] for one in (first, bare)] == [True, False]
    assert there.run(giving.label("TP-2"))["answer"]["status"] == 200
    rows = OrderLabel.objects.order_by("order__external_id")
    assert [(row.code, bytes(row.content)[:5]) for row in rows] == [
        (first["tracking"], b"%PDF-"),
        (bare["tracking"], b"%PDF-"),
    ]


def test_r_002_05_a_lost_answer_is_asked_for_again_and_the_parcel_was_told_of_once(
    there, link, deliver
):
    there.fail("trade_partner", "drop", when="after", count=1)
    parcels = scanned(link.shop, 2)
    notify_dispatch([parcel.pk for parcel in parcels], now=timezone.now())
    work()
    work(timedelta(hours=1))
    deliver()
    assert {notice.state for notice in notices_of(parcels)} == {"accepted"}
    told = taken(there, "dispatch.noticed")
    assert sorted(line.key for line in told) == sorted(parcel.code for parcel in parcels)


def test_its_no_is_kept_in_its_own_words(there, link, deliver):
    there.fail("trade_partner", "status", status=422, text="We know no such parcel.", when="before")
    [parcel] = scanned(link.shop)
    notify_dispatch([parcel.pk], now=timezone.now())
    work()
    deliver()
    [notice] = DispatchNotice.everything.all()
    assert (notice.state, notice.words) == ("refused", "We know no such parcel.")
    assert taken(there, "dispatch.noticed") == []


def test_its_road_is_followed_and_not_told_back(there, link):
    giving = there.trade_partner.giving
    given = there.run(giving.order({"external_id": "TP-1"}))
    told = there.run(giving.tracking({"external_id": "TP-1", "kind": "accepted", "place": "Химки"}))
    assert told["status"] == 202
    process_due(now=timezone.now() + timedelta(hours=1))
    [event] = TrackingEvent.objects.all()
    assert (event.number, event.kind, event.place) == (given["tracking"], Kind.ACCEPTED, "Химки")
    assert not RemoteCall.objects.exists()


def test_r_002_36_a_cancelled_order_is_told_once_whoever_asked(there, link, deliver):
    giving = there.trade_partner.giving
    there.run(giving.order({"external_id": "TP-1"}))
    assert there.run(giving.cancellation("TP-1"))["is_cancelled"]
    assert Order.everything.get(external_id="TP-1").state == "cancelled"
    there.fail("trade_partner", "drop", when="after", count=1)
    deliver()
    work()
    work(timedelta(hours=1))
    [line] = taken(there, "order.cancelled")
    assert line.detail["told"]["reason"] == "buyer_request"
    assert line.key == Consignment.everything.get().tracking


def test_a_forged_message_is_refused_by_either_side(there, link, settings):
    giving = there.trade_partner.giving
    settings.PARTNER_SECRETS = {**SECRETS, "TP_DEMO": "another"}
    assert there.run(giving.order({"external_id": "TP-1"}))["answer"]["status"] == 401
    [parcel] = scanned(link.shop)
    notify_dispatch([parcel.pk], now=timezone.now())
    work()
    assert (
        Order.everything.filter(external_id="TP-1").count(),
        taken(there, "dispatch.noticed"),
    ) == (0, [])

"""Cainiao called over real HTTP, and its pushes taken in, in each of the ways in which it misbehaves."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.utils import timezone

from kernel.inbox.accept import process_due
from kernel.remote import plan, progress_of, wire
from kernel.remote.models import RemoteCall
from kernel.remote.working import call_partners
from logistics.clients.cainiao.proxy import CAINIAO, CANCEL, CREATE, DISPATCH, LABEL, PICKUP, track
from logistics.models import Consignment, Pickup, TrackingEvent
from logistics.services import close_days, notify_dispatch
from logistics.services.closing import GRACE
from logistics.services.consigning import announce_orders
from logistics.services.pickups import NO_CODE
from logistics.states import Kind
from orders.models import Order
from tests.factories.dispatch import DUE, NOON, answer, notices_of, scanned
from tests.factories.partners import CODE, SECRETS, cainiao_link, push
from tests.factories.sellers import OfferFactory
from tests.factories.warehouse import confirmed_order, shop_in_storage, warehouse_of
from warehouse.models import OrderLabel

pytestmark = pytest.mark.django_db(transaction=True)
LATER = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture
def there(world, settings):
    """The sandbox's Cainiao, and the product's way to it."""
    settings.CAINIAO_URL, settings.PARTNER_SECRETS = world.cainiao_url, SECRETS
    settings.CAINIAO_TRACKS_AS = CODE
    settings.REMOTE_PRIVATE_PARTNERS = ["cainiao"]
    yield world
    wire.close()


def work(after=timedelta()):
    """Make the calls that are due by then, as a worker does."""
    return call_partners(clock=lambda: timezone.now() + after, budget=timedelta(seconds=20))


def planned(act, about="order:1", **payload):
    """Plan one act and make it; return how it stands."""
    with transaction.atomic():
        plan(act, about=about, payload={"partner_code": CODE, **payload}, now=timezone.now())
    work()
    return progress_of(act, [about])[about]


ORDER = {
    "external_id": "A-1",
    "items": [{"sku": "K", "name": "Kettle", "quantity": 1, "price_minor": 100, "currency": "RUB"}],
    "sender": {"name": "Otgruz"},
    "receiver": {"name": "Анна + Пётр", "city": "Москва"},
}
NOTICE = {
    "external_id": "A-1", "parcel": "P1", "order": "A-1", "tracking": "",
    "weight_g": 500, "dispatched_at": "2026-02-05T14:00:00+00:00",
}  # fmt: skip


def effects(world, kind):
    return len(world.journal.lines("cainiao", kind))


def test_r_002_06_in_the_seller_model_the_order_its_label_and_its_dispatch_go_to_cainiao_itself(
    there, deliver
):
    link = cainiao_link(shop_in_storage())
    order = confirmed_order(link.shop, {OfferFactory(shop=link.shop): 1}, channel=link.channel_id)
    assert announce_orders(now=timezone.now()) == 1
    for _ in range(2):
        work()
        deliver()
    row = Consignment.everything.get(order=order)
    parcel = there.call(there.cainiao.book.known, row.code)
    assert (row.tracking, bool(row.label_at)) == (parcel.tracking, True)
    assert Order.everything.get().carrier == "Cainiao"
    assert bytes(OrderLabel.objects.get(order=order).content).startswith(b"%PDF-1.4")
    assert announce_orders(now=timezone.now()) == 0
    notice = {**NOTICE, "external_id": order.external_id, "tracking": row.tracking}
    assert planned(DISPATCH, "outbound:1", **notice).state == "done"
    assert [effects(there, kind) for kind in ("order.created", "dispatch.confirmed")] == [1, 1]


def test_an_order_told_twice_is_one_and_one_that_is_there_is_as_good_as_made(there):
    first = planned(CREATE, "order:1", **ORDER)
    again = planned(CREATE, "order:2", **ORDER)
    assert (first.answer["order_code"], again.state) == (again.answer["order_code"], "done")
    assert effects(there, "order.created") == 1


@pytest.mark.parametrize("kind", ["boolean", "xml"])
def test_yes_is_yes_in_each_form(there, kind):
    there.fail("cainiao", kind)
    assert planned(CREATE, **ORDER).answer["order_code"].startswith("LP")


def test_a_lost_answer_to_a_dispatch_is_found_on_the_road_and_nothing_is_told_twice(there):
    planned(CREATE, **ORDER)
    there.fail("cainiao", "drop", when="after", count=1)
    assert planned(DISPATCH, "outbound:1", **NOTICE).state == "unknown"
    work(timedelta(minutes=2))
    assert progress_of(DISPATCH, ["outbound:1"])["outbound:1"].state == "done"
    assert effects(there, "dispatch.confirmed") == 1


def test_a_system_error_once_is_made_good_and_a_label_that_is_not_ready_is_asked_for_again(there):
    there.fail("cainiao", "refusal", code=7, count=1)
    assert planned(CREATE, **ORDER).state == "unknown"
    work(timedelta(minutes=2))
    code = progress_of(CREATE, ["order:1"])["order:1"].answer["order_code"]
    there.fail("cainiao", "no_label", count=1)
    assert planned(LABEL, external_id="A-1", order_code=code).state == "planned"
    work(timedelta(minutes=5))
    assert progress_of(LABEL, ["order:1"])["order:1"].answer["label"].startswith("JVBERi0")


def test_what_a_pickup_leaves_out_is_named_and_a_dispatched_order_cannot_be_taken_back(there):
    code = planned(CREATE, **ORDER).answer["order_code"]
    planned(DISPATCH, "outbound:1", **NOTICE)
    there.fail("cainiao", "partial", count=1)
    told = {
        "parcels": ["P1"],
        "order_codes": [code],
        "address": "Kyiv",
        "on": "2026-02-06",
        "since": "09:00",
        "until": "19:00",
    }
    pickup = planned(PICKUP, "pickup:1", **told)
    assert (pickup.answer["number"], len(pickup.answer["left_out"])) == ("HO0000000001", 1)
    refused = planned(CANCEL, external_id="A-1", order_code=code)
    assert (refused.state, refused.why) == ("refused", "B0102")


@pytest.fixture
def batch(there):
    """Three parcels of a shop that speaks with Cainiao itself, scanned out and acknowledged there.

    Cainiao knows the first; the second has a code that it does not know, the third has none yet.
    """
    link = cainiao_link(shop_in_storage())
    parcels = scanned(link.shop, 3)
    known = there.call(there.cainiao.book.make, CODE, parcels[0].order.external_id)
    codes = (known.order_code, "LP00799999999999", "")
    for parcel, code in zip(parcels, codes, strict=True):
        Consignment.everything.create(
            order_id=parcel.order_id, shop=link.shop, link=link, code=code, made_at=NOON
        )
    notify_dispatch([parcel.pk for parcel in parcels], now=NOON)
    RemoteCall.objects.update(next_look_at=LATER)
    notices = notices_of(parcels)
    for notice in notices:
        answer(notice)
    return notices


def asked_at(at, deliver):
    """Close what is due by then, make its calls and hear how they end."""
    close_days(now=at)
    call_partners(clock=lambda: at, budget=timedelta(seconds=20))
    deliver()


def test_r_002_39_the_asn_tells_weight_and_address_once_and_the_truck_comes_there(
    there, batch, deliver
):
    place = warehouse_of(batch[0].shop)
    agreed, place.address = place.address, "elsewhere"
    close_days(now=DUE)
    place.save()
    assert Pickup.everything.count() == 0
    for n in (1, 2, 3):
        asked_at(DUE + n * GRACE, deliver)
    batch[0].refresh_from_db()
    assert (batch[0].asn, batch[0].asn_words, bool(batch[0].asn_at)) == ("accepted", "", True)
    [line] = there.journal.lines("cainiao", "order.updated")
    weight = there.cainiao.book.known(line.key).weight_g
    assert (weight, line.detail["fetched_at"]) == (batch[0].outbound.weight_g, agreed)
    [pickup] = there.cainiao.book.pickups.values()
    assert pickup["where"]["detailAddress"] == agreed


def test_r_002_26_a_truck_is_asked_for_by_their_codes_and_the_rest_is_named(there, batch, deliver):
    for n in (0, 1, 2):
        asked_at(DUE + n * GRACE, deliver)
    for notice in batch:
        notice.refresh_from_db()
    [taken] = there.cainiao.book.pickups.values()
    pickup = Pickup.everything.get()
    assert taken["codes"] == [Consignment.everything.get(order=batch[0].outbound.order).code]
    assert [one.pickup_id for one in batch] == [pickup.pk, None, None]
    assert (pickup.state, pickup.parcels, pickup.number) == ("accepted", 1, "HO0000000001")
    assert [one.words for one in batch] == ["", "parcel does not exist", NO_CODE]


def test_a_secret_that_is_wrong_rests_the_partner_and_changes_nothing(there, settings):
    settings.PARTNER_SECRETS = {CODE: "wrong"}
    assert planned(CREATE, **ORDER).why == "S02"
    assert (effects(there, "digest.refused"), effects(there, "order.created")) == (1, 0)
    assert all("wrong" not in str(call.payload) for call in RemoteCall.objects.all())


def test_the_road_is_asked_for_and_none_is_an_unknown_number(there):
    code = planned(CREATE, **ORDER).answer["order_code"]
    told = track([code, "LP00000000000000"], timezone.now)
    assert ([one.kind for one in told.heard], told.unknown) == (
        ["registered"],
        ("LP00000000000000",),
    )
    there.fail("cainiao", "nothing")
    assert track([code], timezone.now).unknown == (code,)


@pytest.mark.parametrize(
    ("fault", "kinds"),
    [("", [Kind.AT_POINT]), ("hex", []), ("dashes", [Kind.AT_POINT]), ("zoneless", [Kind.AT_POINT]),
     ("strange", [Kind.UNKNOWN]), ("bare", [Kind.AT_POINT])],
)  # fmt: skip
def test_a_push_of_the_sandbox_is_taken_in_whatever_is_odd_about_it(there, client, fault, kinds):
    book, pushes = there.cainiao.book, there.cainiao.pushes
    parcel = there.call(book.make, CODE, "A-1")
    step = there.call(book.reach, parcel, "GTMS_STA_SIGNED", tell=False)
    form = pushes.form_of(parcel, step, fault)
    for _ in range(2):
        push(client, urlencode(form).encode())
    process_due(now=timezone.now() + timedelta(hours=1))
    events = TrackingEvent.objects.all()
    assert [event.kind for event in events] == kinds
    assert all(event.at == step.at for event in events)


def test_an_answer_past_the_deadline_is_unknown_and_made_good_once(there, monkeypatch):
    """Five seconds too long, in small: half a second is given, two are taken."""
    with monkeypatch.context() as hasty:
        hasty.setitem(CAINIAO.operations, CREATE.name, replace(CREATE, total_s=0.5))
        there.fail("cainiao", "slow", seconds=2, when="after", count=1)
        assert planned(CREATE, **ORDER).state == "unknown"
    work(timedelta(minutes=2))
    assert progress_of(CREATE, ["order:1"])["order:1"].state == "done"
    assert effects(there, "order.created") == 1


@pytest.mark.parametrize("code", [6, 8, 9, 13, 14])
def test_an_error_that_passes_is_made_good_once(there, code):
    there.fail("cainiao", "refusal", code=code, count=1)
    assert planned(CREATE, **ORDER).state in ("unknown", "planned")
    assert effects(there, "order.created") == 0
    work(timedelta(minutes=20))
    assert progress_of(CREATE, ["order:1"])["order:1"].state == "done"
    assert effects(there, "order.created") == 1


def test_a_reply_cut_off_in_the_middle_is_no_answer_and_made_good_once(there):
    there.fail("cainiao", "reset", when="after", count=1)
    assert planned(CREATE, **ORDER).state == "unknown"
    work(timedelta(minutes=2))
    assert progress_of(CREATE, ["order:1"])["order:1"].state == "done"
    assert effects(there, "order.created") == 1


@pytest.mark.parametrize("kind", ["doubled", "turned"])
def test_pushes_twice_or_in_another_order_leave_what_happened(there, live_server, kind):
    book, pushes = there.cainiao.book, there.cainiao.pushes
    pushes.url = f"{live_server.url}/hooks/cainiao/"
    parcel = there.call(book.make, CODE, "A-1")
    there.fail("cainiao", kind, count=1)
    steps = [there.call(book.reach, parcel, code) for code in ("GTMS_ACCEPT", "GTMS_SIGNED")]

    async def arrived():
        async with asyncio.timeout(20):
            await asyncio.gather(*pushes._under_way)

    there.run(arrived())
    pushes.url = ""
    process_due(now=timezone.now() + timedelta(hours=1))
    events = TrackingEvent.objects.order_by("at").values_list("kind", "at")
    assert list(events) == [(Kind.ARRIVED, steps[0].at), (Kind.DELIVERED, steps[1].at)]

"""What is promised of parcels that leave, and what the matrix may change after (R-002-71, R-002-72)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from kernel.history import Actor, ActorKind
from logistics.models import LeadTime, LeadTimeChange, ParcelPromise
from logistics.rules.heard import Answered
from logistics.selectors.invariants import INVARIANTS
from logistics.services import enrol_missing, enrol_orders, promise_parcels
from logistics.services.lead_times import (
    ChangeNotAgreed,
    LeadTimesNotRead,
    agree_change,
    upload_lead_times,
)
from orders.models import OrderContact
from sellers.states import Role
from tests.factories.logistics import NUMBER, carrier, parcel_of, sent, shipped
from tests.factories.sellers import ShopFactory, member

pytestmark = pytest.mark.django_db
ADMIN = Actor(ActorKind.PLATFORM, "Admin", source="backoffice")
BASE = "/backoffice/logistics"


def goes_to(order, country, city):
    OrderContact.everything.filter(order=order).update(country=country, city=city)
    return order


def promise_of(order):
    return ParcelPromise.everything.get(parcel=parcel_of(order))


def row(**more):
    values = {"country": "RU", "first_attempt_days": 9, "delivery_days": 9, **more}
    return LeadTime.objects.create(**values)


def test_r_002_71_a_parcel_is_promised_by_the_matrix_of_its_dispatch_and_keeps_that():
    order = goes_to(shipped(), "RU", "г. Москва")
    enrol_orders([order.pk], now=order.shipped_at)
    left = order.shipped_at.date()
    promise = promise_of(order)
    assert (promise.first_attempt_on, promise.deliver_on) == (
        left + timedelta(days=1),
        left + timedelta(days=2),
    )
    row(city="moscow", valid_from=order.shipped_at - timedelta(days=1))
    promise_parcels([promise.parcel_id])
    assert promise_of(order).first_attempt_on == left + timedelta(days=1)
    later = goes_to(shipped("20450000000002"), "RU", "Москва")
    enrol_orders([later.pk], now=later.shipped_at)
    assert promise_of(later).first_attempt_on == later.shipped_at.date() + timedelta(days=9)
    with pytest.raises(DatabaseError), transaction.atomic():
        ParcelPromise.everything.update(deliver_on=date(2030, 1, 1))


def test_r_003_11_the_mode_of_transport_changes_what_is_promised():
    carrier().__class__.objects.filter(code="nova_poshta").update(mode="air")
    since = datetime(2026, 1, 1, tzinfo=UTC)
    row(country="KZ", mode="rail", first_attempt_days=20, delivery_days=30, valid_from=since)
    row(country="KZ", mode="air", first_attempt_days=5, delivery_days=6, valid_from=since)
    order = goes_to(shipped(), "KZ", "Алматы")
    enrol_orders([order.pk], now=order.shipped_at)
    assert promise_of(order).deliver_on == order.shipped_at.date() + timedelta(days=6)


def test_where_the_matrix_says_nothing_nothing_is_promised():
    order = goes_to(shipped(), "FR", "Paris")
    enrol_orders([order.pk], now=order.shipped_at)
    assert promise_of(order).lead_time_id is None
    assert promise_of(order).deliver_on is None


def test_r_002_72_a_change_needs_an_agreement_recorded_before_its_period():
    starts = datetime(2026, 2, 1, tzinfo=UTC)
    change = LeadTimeChange.objects.create(
        country="RU", starts_at=starts, ends_at=starts + timedelta(days=30), extra_days=4,
        reason="big_sale",
    )  # fmt: skip
    agreed = {"agreed_with": "Li Wei", "agreed_at": starts - timedelta(days=3), "actor": ADMIN}
    with pytest.raises(ChangeNotAgreed):
        agree_change(change.pk, **agreed, now=starts)
    before = goes_to(shipped(), "RU", "Москва")
    enrol_orders([before.pk], now=before.shipped_at)
    assert promise_of(before).change_id is None
    agree_change(change.pk, **agreed, now=starts - timedelta(days=2))
    inside = goes_to(shipped("20450000000003"), "RU", "Москва")
    enrol_orders([inside.pk], now=inside.shipped_at)
    promise = promise_of(inside)
    assert promise.change_id == change.pk
    assert promise.first_attempt_on == inside.shipped_at.date() + timedelta(days=5)
    with pytest.raises(DatabaseError), transaction.atomic():
        LeadTimeChange.objects.filter(pk=change.pk).update(recorded_at=starts)


def test_r_002_71_a_file_is_taken_whole_or_not_at_all():
    was, at = LeadTime.objects.count(), datetime(2026, 2, 1, tzinfo=UTC)
    head = "country,city,carrier,first_attempt_days,delivery_days\n"
    with pytest.raises(LeadTimesNotRead) as refused:
        upload_lead_times(f"{head}RU,Пермь,CDEK,3,5\nRU,Омск,Nobody,3,5\n", actor=ADMIN, at=at)
    assert str(refused.value).startswith("3: ")
    assert LeadTime.objects.count() == was
    upload_lead_times(f"{head}RU,Пермь,СДЭК,3,5\nRU,Омск,,4,6\n", actor=ADMIN, at=at)
    made = LeadTime.objects.order_by("pk").values_list("city", "carrier__code", "valid_from")
    assert list(made)[was:] == [("perm", "cdek", at), ("omsk", None, at)]


def test_an_administrator_uploads_the_matrix_and_agrees_changes_and_others_read(client):
    client.force_login(member(Role.ADMIN))
    text = "country,first_attempt_days,delivery_days\nPL,2,3\n"
    upload = client.post(
        f"{BASE}/leadtime/upload/", {"file": SimpleUploadedFile("a.csv", text.encode())}
    )
    assert upload.status_code == 302
    assert LeadTime.objects.filter(country="PL").count() == 1
    assert client.get(f"{BASE}/leadtime/?q=pl").status_code == 200
    starts = datetime(2030, 1, 1, tzinfo=UTC)
    change = LeadTimeChange.objects.create(
        country="RU", starts_at=starts, ends_at=starts + timedelta(days=9), extra_days=4,
        reason="holiday",
    )  # fmt: skip
    said = {"agreed_with": "Li Wei", "agreed_at_0": "2020-01-01", "agreed_at_1": "10:00:00"}
    url = f"{BASE}/leadtimechange/{change.pk}/agree/"
    assert client.get(url).status_code == 200
    assert client.post(url, said).status_code == 302
    change.refresh_from_db()
    assert change.agreed_with == "Li Wei"
    client.force_login(member(Role.WAREHOUSE_OPERATOR))
    assert client.get(f"{BASE}/leadtime/").status_code == 200
    assert client.post(url, said).status_code == 403


def test_as_many_statements_for_three_orders_as_for_one(django_assert_num_queries):
    orders = [shipped(f"2045000000001{n}") for n in range(2)]
    shop = ShopFactory()
    orders += [shipped(f"2045000000001{n}", shop=shop) for n in range(2, 5)]
    assert enrol_orders([orders[0].pk], now=orders[0].shipped_at) == 1
    with CaptureQueriesContext(connection) as taken:
        assert enrol_orders([orders[1].pk], now=orders[0].shipped_at) == 1
    with django_assert_num_queries(len(taken)):
        assert enrol_orders([order.pk for order in orders[2:]], now=orders[0].shipped_at) == 3


def test_what_left_before_parcels_were_known_is_followed_once():
    orders = [shipped(f"2045000000002{n}") for n in range(3)]
    assert enrol_missing(now=orders[0].shipped_at, most=2) == 2
    assert enrol_missing(now=orders[0].shipped_at, most=2) == 1
    assert enrol_missing(now=orders[0].shipped_at, most=2) == 0
    assert {promise_of(order).shop_id for order in orders} == {order.shop_id for order in orders}


def test_goods_that_come_back_under_numbers_of_their_own_are_followed(django_assert_num_queries):
    from logistics.models import Waybill
    from logistics.services.polling import _enrol_returns

    orders = [sent(f"2045000000003{n}") for n in range(2)]
    told = Answered(returns=tuple((f"2045000000003{n}", f"5900000000000{n}") for n in range(2)))
    ours = carrier()
    with django_assert_num_queries(1):
        _enrol_returns(ours, told, orders[0].shipped_at)
    _enrol_returns(ours, told, orders[0].shipped_at)
    back = Waybill.everything.filter(direction="return").order_by("number")
    assert [(bill.number, bill.parcel_id) for bill in back] == [
        (f"5900000000000{n}", parcel_of(order).pk) for n, order in enumerate(orders)
    ]


def test_r_003_16_a_number_is_to_be_entered_within_the_configured_time_of_the_dispatch_scan():
    order = sent()
    assert promise_of(order).tracking_due_at == order.ready_at + timedelta(hours=36)


def test_the_invariants_hold():
    sent(NUMBER)
    for invariant in INVARIANTS:
        with connection.cursor() as cursor:
            cursor.execute(invariant.sql)
            assert cursor.fetchall() == [], invariant.name

"""The last mile in the back office: whose a problem is, and where a parcel waits, written by hand."""

from datetime import UTC, datetime, timedelta

import pytest

from kernel.deadlines.models import Deadline
from kernel.history import History
from logistics.models import Hold, Problem
from logistics.services.last_mile import settle_last_mile
from logistics.states import Kind
from sellers.states import Role
from tests.factories.logistics import parcel_of, sent, tell
from tests.factories.sellers import MembershipFactory, member

pytestmark = pytest.mark.django_db
BASE = "/backoffice/logistics"
NOON = datetime(2026, 2, 5, 10, tzinfo=UTC)


def heard(kind, **more):
    order = sent()
    tell(kind, NOON, **more)
    settle_last_mile(parcel_of(order).pk, now=NOON)
    return order


@pytest.fixture
def lead(client):
    user = member(Role.WAREHOUSE_LEAD)
    client.force_login(user)
    return user


def test_r_003_30_a_problem_is_given_to_somebody_of_its_shop_or_taken(client, lead):
    order = heard(Kind.CUSTOMS, reason="papers")
    manager = MembershipFactory(shop=order.shop, role=Role.MANAGER).user
    stranger = MembershipFactory(role=Role.MANAGER).user
    problem = Problem.everything.get()
    assert (
        "Give it to somebody" in client.get(f"{BASE}/problem/{problem.pk}/change/").content.decode()
    )
    url = f"{BASE}/problem/{problem.pk}/give/"
    shown = client.get(url).content.decode()
    assert (f'value="{manager.pk}"' in shown, f'value="{stranger.pk}"' in shown) == (True, False)
    assert client.post(url, {"owner_id": stranger.pk}).status_code == 422
    problem.refresh_from_db()
    assert problem.owner_id is None
    for owner in (manager, lead):
        assert client.post(url, {"owner_id": owner.pk}).status_code == 302
        problem.refresh_from_db()
        assert problem.owner_id == owner.pk
    assert History.objects.filter(subject_id=str(problem.pk), action="give").count() == 2


def test_r_002_62_what_the_carrier_said_is_written_by_hand_and_shortens_the_wait(client, lead):
    heard(Kind.AT_POINT, place="Branch 22")
    hold = Hold.everything.get()
    before = Deadline.objects.get(subject_id=hold.pk, state="running").due_at
    url = f"{BASE}/hold/{hold.pk}/write/"
    assert "Branch 22" in client.get(url).content.decode()
    assert client.post(url, {"place": "", "code": "", "told_days": "9"}).status_code == 422
    assert Deadline.objects.get(subject_id=hold.pk, state="running").due_at == before
    said = {"place": "Khreshchatyk 22", "code": "4711", "told_days": "2"}
    assert client.post(url, said).status_code == 302
    hold.refresh_from_db()
    assert (hold.place, hold.code, hold.told_days) == ("Khreshchatyk 22", "4711", 2)
    after = Deadline.objects.get(subject_id=hold.pk, state="running").due_at
    assert before - after == timedelta(days=1)


@pytest.mark.parametrize("role", [Role.WAREHOUSE_OPERATOR, Role.MODERATOR])
def test_who_may_not_act_is_not_offered_the_form(client, role):
    heard(Kind.AT_POINT, place="Branch 22")
    client.force_login(member(role))
    answer = client.get(f"{BASE}/hold/{Hold.everything.get().pk}/write/")
    assert (answer.status_code == 200) == (role == Role.MODERATOR)

"""The lead's board: true, live, for leads only, and as cheap with much as with little going on."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from sellers.states import Role
from tests.factories.docks import dispatched
from tests.factories.sellers import member
from tests.factories.warehouse import OfferFactory, shop_in_storage, warehouse_of
from warehouse.models import Outbound, OutboundLine, Scan, Wave
from warehouse.selectors.lead_board import lead_board

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return shop_in_storage()


@pytest.fixture
def lead(client):
    client.force_login(member(Role.WAREHOUSE_LEAD))
    return client


def busy(shop, n, now):
    """Leave ``n`` parcels in each of two states, a wave, and somebody at work."""
    place, offer = warehouse_of(shop), OfferFactory(shop=shop)
    wave = Wave.objects.create(
        warehouse=place,
        number=Wave.objects.count() + 1,
        planned_at=now,
        start_by=now - timedelta(minutes=5),
        leave_by=now,
        minutes=5,
    )
    for state in ("released", "in_wave"):
        for done in dispatched(n, shop, at=now):
            row = Outbound.everything.create(
                shop=shop,
                warehouse=place,
                order_id=done.order_id,
                place=2,
                extra_reason="split",
                code=f"X{done.code}",
                state=state,
                channel="native",
                released_at=now,
                dispatch_by=now + timedelta(seconds=10),
                wave=wave if state == "in_wave" else None,
            )
            line = {"outbound": row, "order_id": done.order_id, "offer": offer}
            OutboundLine.objects.create(**line, sku="A", name="A", quantity=1)
    who = member(Role.WAREHOUSE_OPERATOR)
    return Scan.objects.create(
        action_id=f"0197a0c2-0000-7000-8000-{who.pk:012}",
        warehouse=place,
        user_id=who.pk,
        who=who.name,
        action="pick",
        code="A",
        verdict="wrong",
        at=now,
    )


def test_the_board_tells_stages_waves_people_and_misses(shop):
    now = datetime(2026, 2, 4, 15, 59, 50, tzinfo=UTC)  # ten seconds before 18:00 in Kyiv
    scan = busy(shop, 2, now)
    seen = lead_board(warehouse_of(shop), now=now)
    assert dict(seen.stages) | {"released": 2, "picking": 2, "dispatched": 4} == dict(seen.stages)
    [wave] = seen.waves
    assert (wave.is_late, wave.missing, wave.number) == (True, 2, 1)
    [person] = seen.persons
    assert (person.name, person.work, person.scans, person.wrong) == (scan.who, "pick", 1, 1)
    assert (seen.outlook.due, len(seen.outlook.missing), seen.left_today) == (4, 4, 4)


def test_the_board_costs_the_same_with_much_going_on(shop, django_assert_num_queries):
    now = timezone.now()
    for n in (1, 5):
        busy(shop, n, now)
        place = warehouse_of(shop)
        with django_assert_num_queries(6):
            lead_board(place, now=now)


@pytest.mark.parametrize("query", ["", "?wall=1", "?part=1", "?wall=1&part=1"])
def test_the_board_opens_as_a_page_a_wall_and_a_part(lead, shop, query):
    busy(shop, 1, timezone.now())
    answer = lead.get(f"/floor/{warehouse_of(shop).code}/board/{query}")
    page = answer.content.decode()
    assert (answer.status_code, "<html" in page, "data-until" in page) == (
        200,
        "part" not in query,
        True,
    )


def test_the_board_is_for_leads(client, shop):
    client.force_login(member(Role.WAREHOUSE_OPERATOR))
    assert client.get(f"/floor/{warehouse_of(shop).code}/board/").status_code == 403
    assert "board/" not in client.get(f"/floor/{warehouse_of(shop).code}/").content.decode()

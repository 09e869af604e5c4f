"""Warnings before a cut-off, and the pages of a dispatch day: the back office's and the shop's own."""

from datetime import timedelta

import pytest
import time_machine
from django.db.models import F

from logistics.models import CutOffWarning, DispatchDay, Link
from logistics.services import close_days, warn_of_cut_offs
from logistics.services.closing import GRACE
from notifications.models import Message
from sellers.states import Role
from tests.factories.dispatch import CHANNEL, DUE, Recipients, answer, calls, connect, told
from tests.factories.outbounds import on_shelf, released
from tests.factories.sellers import member
from tests.factories.warehouse import shop_in_storage
from warehouse.models import Outbound

pytestmark = pytest.mark.django_db
BASE = "/backoffice/logistics"


@pytest.fixture(autouse=True)
def recipients():
    standing = Recipients()
    yield standing
    standing.go()


@pytest.fixture
def shop():
    return shop_in_storage()


@pytest.fixture
def at_risk(shop):
    """A parcel that is not scanned out, of which tomorrow's cut-off is too late."""
    parcel = released({on_shelf(shop): 1})
    Outbound.everything.filter(pk=parcel.pk).update(dispatch_by=DUE + timedelta(hours=6))
    return parcel


def before(minutes):
    return DUE - timedelta(minutes=minutes)


def given():
    rows = CutOffWarning.everything.order_by("told_at", F("shop_id").asc(nulls_first=True))
    return list(rows.values_list("shop_id", "minutes", "parcels"))


def test_shop_and_warehouse_are_warned_louder_until_somebody_has_seen_it(client, shop, at_risk):
    """Issue 5: at 16:00, 17:00 and 17:30 with what is at risk; who acknowledges is not warned again."""
    for minutes in (121, 120, 90, 61):
        warn_of_cut_offs(now=before(minutes))
    assert given() == [(None, 120, 1), (shop.pk, 120, 1)]
    own = CutOffWarning.everything.get(shop=shop)
    client.force_login(member(Role.OPERATOR, shop))
    url = f"/s/{shop.slug}/dispatch/warnings/"
    with time_machine.travel(before(100), tick=False):
        assert at_risk.order.number in client.get(url).content.decode()
        assert client.get(f"{url}{own.pk}/acknowledge/").status_code == 405
        assert client.post(f"{url}{own.pk}/acknowledge/").status_code == 302
        assert at_risk.order.number not in client.get(url).content.decode()
    own.refresh_from_db()
    assert (own.acknowledged_at, own.acknowledged_by != "") == (before(100), True)
    for minutes in (60, 59, 30, 1, 0):
        warn_of_cut_offs(now=before(minutes))
    assert [(place, minutes) for place, minutes, _n in given()[2:]] == [(None, 60), (None, 30)]


def test_a_warning_of_another_shop_is_not_there(client, shop, at_risk):
    warn_of_cut_offs(now=before(60))
    other = shop_in_storage()
    client.force_login(member(Role.OWNER, other))
    own = CutOffWarning.everything.get(shop=shop)
    assert (
        client.post(f"/s/{other.slug}/dispatch/warnings/{own.pk}/acknowledge/").status_code == 404
    )
    own.refresh_from_db()
    assert own.acknowledged_at is None


def test_nothing_at_risk_is_no_reason_to_wake_anybody(shop):
    released({on_shelf(shop): 1})
    Outbound.everything.update(dispatch_by=DUE + timedelta(days=1))
    assert warn_of_cut_offs(now=before(60)) == 0


def test_the_warning_reaches_the_shop_and_the_leads_of_the_warehouse(shop, at_risk, deliver):
    lead = member(Role.WAREHOUSE_LEAD)
    member(Role.OWNER, shop)
    warn_of_cut_offs(now=before(60))
    with time_machine.travel(before(60), tick=False):
        deliver()
    told_to = set(
        Message.everything.filter(topic="cut_off_near").values_list("person_key", flat=True)
    )
    assert {f"shop:{shop.pk}", f"staff:{lead.pk}"} <= told_to


@pytest.fixture
def settled(shop):
    """A day of three parcels, settled: one acknowledged, one refused, one without an answer."""
    connect(shop)
    yes, no, _silent = told(shop, 3)
    answer(yes)
    answer(no, refused="unknown order <b>")
    close_days(now=DUE)
    close_days(now=DUE + GRACE)
    return DispatchDay.objects.get(state="asked")


def test_every_number_of_the_day_leads_to_its_list(client, shop, settled):
    """R-002-25, R-002-26: one page of evidence; each number is as long as the list behind it."""
    client.force_login(member(Role.WAREHOUSE_LEAD))
    page = client.get(f"{BASE}/dispatchday/{settled.pk}/change/")
    assert page.status_code == 200
    numbers = {str(what): (count, url) for what, count, url, _tone in page.context["numbers"]}
    assert {what: count for what, (count, _url) in numbers.items() if count} == {
        "scanned out in time": 3,
        "not answered yet": 1,
        "accepted": 1,
        "refused": 1,
        "not in a pickup": 2,
    }
    for count, url in numbers.values():
        assert client.get(url).context["cl"].result_count == count


def test_a_lead_tells_again_what_was_refused_and_an_operator_may_not(client, settled):
    url = f"{BASE}/dispatchday/{settled.pk}/again/"
    client.force_login(member(Role.WAREHOUSE_OPERATOR))
    assert client.post(url).status_code == 403
    assert settled.notices.filter(state="refused").count() == 1
    client.force_login(member(Role.WAREHOUSE_LEAD))
    assert client.post(url).status_code == 302
    assert settled.notices.filter(state="planned").count() == 2


def test_an_administrator_connects_a_channel_and_history_says_so(client, shop):
    """R-002-01: the model is a row of the back office; a partner without an address is refused."""
    client.force_login(member(Role.ADMIN))
    words = {"shop": shop.pk, "channel": CHANNEL, "model": "partner", "partner_code": "OTG-1",
             "partner_name": "Trade", "endpoint": ""}  # fmt: skip
    assert client.post(f"{BASE}/link/add/", words).status_code == 200
    assert Link.everything.count() == 0
    words["endpoint"] = "https://trade.example/in"
    assert client.post(f"{BASE}/link/add/", words).status_code == 302
    link = Link.everything.get()
    assert (link.recipient, calls()) == ("partner", [])
    changed = {**words, "model": "seller"}
    assert client.post(f"{BASE}/link/{link.pk}/change/", changed).status_code == 302
    link.refresh_from_db()
    assert link.recipient == "cainiao"
    assert "partner → seller" in client.get(f"{BASE}/link/{link.pk}/history/").content.decode()


def test_a_shop_sees_its_own_parcels_of_a_day_and_no_other_shops(client, shop, settled):
    client.force_login(member(Role.OWNER, shop))
    days = client.get(f"/s/{shop.slug}/dispatch/").content.decode()
    assert f"/s/{shop.slug}/dispatch/{settled.pk}/" in days
    page = client.get(f"/s/{shop.slug}/dispatch/{settled.pk}/").content.decode()
    assert ("unknown order &lt;b&gt;" in page, "05.02" in page) == (True, True)
    other = shop_in_storage()
    client.force_login(member(Role.OWNER, other))
    assert client.get(f"/s/{other.slug}/dispatch/{settled.pk}/").status_code == 404
    assert "No dispatch day yet" in client.get(f"/s/{other.slug}/dispatch/").content.decode()


def test_a_days_page_takes_as_many_queries_for_twenty_parcels(
    client, shop, settled, django_assert_max_num_queries
):
    client.force_login(member(Role.OWNER, shop))
    client.get(f"/s/{shop.slug}/dispatch/{settled.pk}/")
    told(shop, 17)
    with django_assert_max_num_queries(16):
        client.get(f"/s/{shop.slug}/dispatch/{settled.pk}/")

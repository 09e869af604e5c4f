"""Staff's pages of calls to partners: what waits for a person, and the acts that settle it (X5, C3, C6)."""

import pytest
import time_machine
from django.db import transaction

from kernel.history import History
from kernel.remote import plan
from kernel.remote.answers import Unknown
from kernel.remote.claiming import claim, settle
from kernel.remote.health import ensure_partners, note
from kernel.remote.judging import Verdict
from kernel.remote.models import OddReply, RemoteCall, RemotePartner
from sellers.states import Role
from tests.factories.sellers import MembershipFactory
from tests.partners import NOW, Adapter

pytestmark = pytest.mark.django_db
CALLS, PARTNERS = "/backoffice/kernel/remotecall/", "/backoffice/kernel/remotepartner/"
NOWHERE = "http://127.0.0.1:9"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def adapter():
    one = Adapter(NOWHERE)
    yield one
    one.forget()


def signed_in(client, role):
    client.force_login(MembershipFactory(shop=None, role=role).user)
    return client


@pytest.fixture
def chief(client):
    return signed_in(client, Role.ADMIN)


@pytest.fixture
def lost(adapter):
    """A call nobody can be asked about, and nobody knows whether it arrived."""
    with transaction.atomic():
        pk = plan(adapter.blind, about="box 1", payload={"name": "Olena", "weight": 500}, now=NOW)
    [one] = claim(adapter.partner, now=NOW, limit=1)
    settle(one, Verdict(Unknown("cut_off")), now=NOW)
    return pk


def page(client, url):
    reply = client.get(url)
    assert reply.status_code == 200, url
    return reply.content.decode()


def test_the_front_page_and_the_list_show_what_waits_for_a_person(chief, lost):
    assert "calls without a verdict" in page(chief, "/backoffice/")
    assert "box 1" in page(chief, f"{CALLS}?person=yes")
    assert "box 1" not in page(chief, f"{CALLS}?state__exact=done")


def test_a_call_shows_its_tries_and_nobodys_name(chief, lost):
    shown = page(chief, f"{CALLS}{lost}/change/")
    assert ("cut_off" in shown, str(lost) in shown, "500" in shown) == (True, True, True)
    assert "Olena" not in shown


@pytest.mark.parametrize(
    ("act", "state"),
    [("note_done", "done"), ("give_up", "refused"), ("send_again", "planned")],
)
def test_a_person_settles_it_with_a_reason(chief, lost, act, state):
    url = f"{CALLS}{lost}/{act}/"
    assert "reason" in page(chief, url)
    assert chief.post(url, {"reason": ""}).status_code == 422
    assert RemoteCall.objects.get().state == "unknown", "no reason, no act"
    assert chief.post(url, {"reason": "called them"}).status_code == 302
    assert RemoteCall.objects.get().state == state
    line = History.objects.get(subject_kind="remotecall", subject_id=str(lost))
    assert (line.comment, line.source) == ("called them", "backoffice")
    assert "called them" in page(chief, f"{CALLS}{lost}/history/")


def test_a_refused_act_is_told_and_changes_nothing(chief, lost):
    reply = chief.post(f"{CALLS}{lost}/ask_again/", {"reason": "again"})
    assert (reply.status_code, "Nobody there can be asked" in reply.content.decode()) == (422, True)
    assert (RemoteCall.objects.get().state, History.objects.count()) == ("unknown", 0)


def test_moderators_read_and_settle_nothing(client, lost):
    moderator = signed_in(client, Role.MODERATOR)
    page(moderator, f"{CALLS}{lost}/change/")
    for act in ("ask_again", "send_again", "note_done", "give_up"):
        assert moderator.post(f"{CALLS}{lost}/{act}/", {"reason": "x"}).status_code == 403
    assert RemoteCall.objects.get().state == "unknown"


def test_a_partner_that_is_away_is_seen_and_called_again_by_hand(chief, adapter):
    ensure_partners(["alpha"])
    assert "called as usual" in page(chief, PARTNERS)
    for _ in range(20):
        note("alpha", good=False, trial=False, now=NOW)
    assert "left in peace" in page(chief, f"{PARTNERS}alpha/change/")
    assert "partners away" in page(chief, "/backoffice/")
    chief.post(f"{PARTNERS}alpha/stop/", {"reason": "they asked"})
    assert RemotePartner.objects.get(name="alpha").stopped_at == NOW
    chief.post(f"{PARTNERS}alpha/resume/", {"reason": "they are back"})
    row = RemotePartner.objects.get(name="alpha")
    assert (row.open_until, row.stopped_at) == (None, None)


def test_odd_replies_are_shown_as_text(chief, adapter):
    odd = OddReply.objects.create(
        partner="alpha", operation="ask", at=NOW, status=502, length=9, body="<script>x()</script>"
    )
    shown = page(chief, f"/backoffice/kernel/oddreply/{odd.pk}/change/")
    assert ("&lt;script&gt;x()" in shown, "<script>x()" in shown) == (True, False)
    page(chief, "/backoffice/kernel/oddreply/")


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_any_number(
    chief, adapter, count, django_assert_max_num_queries
):
    with transaction.atomic():
        for n in range(count):
            plan(adapter.keyed, about=f"box {n}", payload={}, now=NOW)
    chief.get(CALLS)
    with django_assert_max_num_queries(10):
        page(chief, CALLS)

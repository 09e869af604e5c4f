"""Trucks through their doors: signed in the browser, printed, read over REST and in the back office."""

import base64
from datetime import timedelta

import pytest
from django.utils import timezone

from sellers.states import Role
from tests.factories.docks import (
    NOW,
    closed_pallet,
    dispatched,
    dock_of_shop,
    drawing,
    loaded_truck,
    signed,
)
from tests.factories.sellers import TokenFactory, member, secret_of
from tests.factories.warehouse import StorageFactory, shop_in_storage
from warehouse.models import Handover, HandoverPaper, Pallet, Seal
from warehouse.services.freezing import freeze_handover, thaw_handover
from warehouse.services.handover_papers import keep_papers
from warehouse.states import HandoverState, SealState

pytestmark = pytest.mark.django_db
BACK = "/backoffice/warehouse"


@pytest.fixture
def shop():
    return shop_in_storage()


@pytest.fixture
def dock(shop):
    return dock_of_shop(shop)


@pytest.fixture
def truck(shop, dock):
    return loaded_truck(dock, [closed_pallet(dock, dispatched(2, shop))])


@pytest.fixture
def packer(client, dock):
    client.force_login(member(Role.WAREHOUSE_OPERATOR))
    client.cookies["station"] = dock.code
    return client


def drawn():
    return "data:image/png;base64," + base64.b64encode(drawing()).decode()


def sign(client, truck, **wrong):
    given = {
        "our_name": "Павло",
        "our_signature": drawn(),
        "their_name": "Їжак",
        "their_signature": drawn(),
        **wrong,
    }
    return client.post(f"/floor/{truck.warehouse.code}/handovers/{truck.pk}/sign/", given)


def paper(client, truck, kind="sheet", version=1, query=""):
    where = f"/floor/{truck.warehouse.code}/handovers/{truck.pk}/{kind}/{version}/{query}"
    return client.get(where)


def test_both_sign_in_the_browser_r_002_24(packer, truck):
    assert sign(packer, truck).status_code == 409  # not closed yet
    freeze_handover(handover_id=truck.pk, at=NOW)
    assert sign(packer, truck, our_signature="data:image/png;base64,xx").status_code == 422
    assert sign(packer, truck, their_name=" ").status_code == 422
    assert Handover.objects.get().state == HandoverState.FROZEN
    assert sign(packer, truck).status_code == 200
    done = Handover.objects.get()
    assert (done.state, done.our_name, bytes(done.our_signature)) == (
        HandoverState.SIGNED,
        "Павло",
        drawing(),
    )


def test_papers_are_downloaded_before_and_after_they_are_kept_r_002_23(packer, truck):
    """R-002-23: both papers; the kept bytes are the drawn ones, earlier versions stay readable."""
    assert paper(packer, truck).status_code == 404
    freeze_handover(handover_id=truck.pk, at=NOW)
    drawn_now = paper(packer, truck).content
    thaw_handover(handover_id=truck.pk, at=NOW)
    assert paper(packer, truck).content == drawn_now
    assert bytes(HandoverPaper.objects.get(kind="sheet").content) == drawn_now
    freeze_handover(handover_id=truck.pk, at=NOW + timedelta(minutes=3))
    second = paper(packer, truck, version=2)
    assert (second["Content-Type"], second.content != drawn_now) == ("application/pdf", True)
    signed(truck)
    with_names = paper(packer, truck, "tn1", 2).content
    keep_papers(handover_id=truck.pk, at=NOW)
    assert paper(packer, truck, "tn1", 2).content == with_names
    assert paper(packer, truck, "tn1", 2, "?lang=uk").content != with_names


@pytest.mark.parametrize(
    ("kind", "version", "query"),
    [("sheet", 9, ""), ("bill", 1, ""), ("sheet", 1, "?lang=fr"), ("sheet-signed", 1, "")],
)
def test_papers_that_are_not_there_are_not_found(packer, truck, kind, version, query):
    freeze_handover(handover_id=truck.pk, at=NOW)
    assert paper(packer, truck, kind, version, query).status_code == 404


def test_the_facts_have_the_papers_kept(truck, deliver):
    freeze_handover(handover_id=truck.pk, at=NOW)
    deliver()
    signed(truck)
    deliver()
    kinds = truck.papers.order_by("kind").values_list("kind", flat=True)
    assert list(kinds) == ["sheet", "sheet-signed", "tn1", "tn1-signed"]


def test_the_pallets_label_is_printed(packer, truck):
    pallet = Pallet.objects.get()
    where = f"/floor/{truck.warehouse.code}/pallets/{pallet.sscc}/label/"
    assert packer.get(where).content.startswith(b"%PDF")
    assert packer.get(f"{where}?as=png").content.startswith(b"\x89PNG")
    assert packer.get(where.replace(pallet.sscc, "0" * 18)).status_code == 404


@pytest.fixture
def two_shops(shop, dock):
    other = StorageFactory(warehouse=dock.warehouse).shop
    mine, theirs = dispatched(1, shop), dispatched(1, other)
    truck = loaded_truck(dock, [closed_pallet(dock, mine + theirs)])
    closed_pallet(dock, dispatched(1, other))
    return mine[0], theirs[0], truck


def read(client, shop, path):
    return client.get(
        f"/api/v1/{path}", headers={"authorization": f"Bearer {secret_of(TokenFactory(shop=shop))}"}
    )


def test_a_shop_reads_its_own_parcels_on_pallets_and_trucks(client, shop, two_shops):
    mine, theirs, truck = two_shops
    [pallet] = read(client, shop, "pallets/").json()["results"]
    assert [p["code"] for p in pallet["parcels"]] == [mine.code]
    [one] = read(client, shop, "handovers/").json()["results"]
    assert (one["id"], one["seals"][0]["number"]) == (str(truck.pk), "A-001")
    whole = read(client, shop, f"handovers/{truck.pk}/").json()
    assert [p["code"] for p in whole["parcels"]] == [mine.code]
    assert theirs.code not in str(whole)


def test_a_shop_without_parcels_on_it_does_not_find_a_truck(client, two_shops):
    stranger = shop_in_storage()
    assert read(client, stranger, "pallets/").json() == {"results": [], "next_before": None}
    assert read(client, stranger, f"handovers/{two_shops[2].pk}/").status_code == 404


def test_lists_over_rest_go_on_page_by_page_at_one_cost(
    client, shop, dock, django_assert_max_num_queries
):
    for _n in range(3):
        closed_pallet(dock, dispatched(1, shop))
    first = read(client, shop, "pallets/?limit=2").json()
    rest = read(client, shop, f"pallets/?limit=2&before={first['next_before']}").json()
    seen = [p["sscc"] for p in first["results"] + rest["results"]]
    assert (len(seen), len(set(seen)), rest["next_before"]) == (3, 3, None)
    with django_assert_max_num_queries(8):
        read(client, shop, "pallets/")


@pytest.mark.parametrize("model", ["pallet", "handover", "seal", "handoverpaper"])
def test_staff_reads_and_changes_nothing_by_a_form(client, truck, model):
    freeze_handover(handover_id=truck.pk, at=NOW)
    keep_papers(handover_id=truck.pk, at=NOW)
    client.force_login(member(Role.WAREHOUSE_OPERATOR))
    row = {
        "pallet": Pallet,
        "handover": Handover,
        "seal": Seal,
        "handoverpaper": HandoverPaper,
    }[model].objects.first()
    assert client.get(f"{BACK}/{model}/?q=A").status_code == 200
    assert client.get(f"{BACK}/{model}/{row.pk}/change/").status_code == 200
    assert client.post(f"{BACK}/{model}/{row.pk}/change/", {}).status_code in (403, 405)
    assert client.get(f"{BACK}/{model}/add/").status_code in (403, 405)


def test_a_lead_notes_what_became_of_a_seal_r_002_49(client, truck):
    freeze_handover(handover_id=truck.pk, at=NOW)
    signed(truck)
    seal = Seal.objects.get()
    said = {"place": "SC 1", "at_0": "2026-02-05", "at_1": "09:00", "note": "cut"}
    client.force_login(member(Role.WAREHOUSE_OPERATOR))
    assert client.post(f"{BACK}/seal/{seal.pk}/opened/", said).status_code == 403
    client.force_login(member(Role.WAREHOUSE_LEAD))
    assert client.get(f"{BACK}/seal/{seal.pk}/opened/").status_code == 200
    late = timezone.now() + timedelta(days=2)
    client.post(f"{BACK}/seal/{seal.pk}/broken/", {**said, "at_0": f"{late:%Y-%m-%d}"})
    seal.refresh_from_db()
    assert seal.state == SealState.APPLIED
    client.post(f"{BACK}/seal/{seal.pk}/opened/", said)
    seal.refresh_from_db()
    assert (seal.state, seal.place) == (SealState.OPENED, "SC 1")

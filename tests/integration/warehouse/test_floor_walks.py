"""The floor's screens of waves, picking, sorting, checking and putting back, as a browser asks for them."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from sellers.states import Role
from tests.factories.outbounds import (
    boxed,
    in_wave,
    on_shelf,
    picked,
    released,
    shelf_of,
    slot,
    tote,
)
from tests.factories.sellers import MembershipFactory
from tests.factories.warehouse import shop_in_storage, warehouse_of
from warehouse.models import Cell, Outbound, Wave
from warehouse.services.calling_back import stop_parcel

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return shop_in_storage()


class Browser:
    """Somebody signed in at the floor of a warehouse."""

    def __init__(self, client, warehouse, role):
        self.client, self.base, self.context = client, f"/floor/{warehouse.code}", {}
        client.force_login(MembershipFactory(shop=None, role=role).user)

    def open(self, screen):
        return self.client.get(f"{self.base}/{screen}/")

    def scan(self, screen, code, **fields):
        body = {"action_id": str(uuid4()), "code": str(code), "context": self.context}
        answer = self.client.post(
            f"{self.base}/{screen}/scan/",
            json.dumps({**body, "fields": fields}),
            content_type="application/json",
        ).json()
        self.context = answer["known"]["context"]
        return answer


@pytest.fixture
def lead(client, shop):
    return Browser(client, warehouse_of(shop), Role.WAREHOUSE_LEAD)


def at_work(parcel):
    return time_machine.travel(parcel.released_at + timedelta(minutes=5), tick=False)


def test_r_002_15_the_lead_plans_prints_and_drops(lead, shop):
    cup = on_shelf(shop, name="Cup & saucer")
    parcel = released({cup: 2})
    with at_work(parcel):
        assert "1" in lead.open("waves").content.decode()
        said = lead.scan("waves", "CMD:PLAN", people="3")
        assert (said["verdict"], said["title"]) == ("ok", "1 wave")
        wave = Wave.objects.get()
        page = lead.client.get(f"{lead.base}/waves/{wave.number}/list/").content.decode()
        assert [word in page for word in ("Cup &amp; saucer", shelf_of(cup).code, "WV:1")] == [
            True,
            True,
            True,
        ]
        assert lead.scan("waves", f"CMD:DROP={wave.number}")["title"] == "Wave 1 dropped"
    assert Outbound.everything.get().state == "released"


def test_r_002_15_a_picker_may_not_plan(client, shop):
    parcel = released({on_shelf(shop): 1})
    picker = Browser(client, warehouse_of(shop), Role.WAREHOUSE_OPERATOR)
    assert picker.open("waves").status_code == 403
    body = {"action_id": str(uuid4()), "code": "CMD:PLAN", "action": "plan"}
    said = client.post(
        f"{picker.base}/pick/scan/", json.dumps(body), content_type="application/json"
    ).json()
    assert (said["code"], Wave.objects.count(), parcel.state) == ("not_here", 0, "released")


def test_r_002_16_the_screen_leads_the_picker(lead, shop):
    cup, box = on_shelf(shop), tote(shop)
    [parcel] = in_wave({cup: 2})
    with at_work(parcel):
        assert "Take a wave" in lead.open("pick").content.decode()
        prompts = []
        for code in ("CMD:NEXT", box.code, shelf_of(cup).code, cup.sku, cup.sku, box.code):
            said = lead.scan("pick", code)
            assert said["verdict"] == "ok", said
            prompts.append(said["panel"].split('class="prompt">')[1].split("<")[0])
    assert prompts == [
        f"Go to {shelf_of(cup).code}",
        f"Go to {shelf_of(cup).code}",
        "Scan the item",
        "Scan the item",
        f"Into tote {box.code}",
        "Take a wave",
    ]


def test_a_screen_that_is_cut_off_knows_all_that_is_right_on_the_walk(lead, shop):
    cup, box = on_shelf(shop, barcode="4820000000017"), tote(shop)
    [parcel] = in_wave({cup: 2})
    with at_work(parcel):
        lead.scan("pick", "CMD:NEXT")
        known = lead.scan("pick", box.code)["known"]
        kept = [
            {"action_id": str(uuid4()), "code": code, "context": known["context"]}
            for code in (shelf_of(cup).code, cup.barcode, cup.barcode, box.code)
        ]
        answers = lead.client.post(
            f"{lead.base}/pick/scans/", json.dumps({"scans": kept}), content_type="application/json"
        ).json()["answers"]
    codes = [one["code"] for one in kept]
    assert sorted(known["expected"]) == sorted([*codes, codes[0], codes[3], cup.sku, cup.sku])
    assert [one["verdict"] for one in answers] == ["ok"] * 4
    assert Outbound.everything.get().state == "picked"


@pytest.mark.parametrize("screen", ["waves", "pick", "sort", "check", "put-back", "unpack"])
def test_every_screen_opens_with_and_without_work(lead, shop, screen):
    assert lead.open(screen).status_code == 200
    cup = on_shelf(shop)
    slot(shop)
    waiting, stopped = picked({cup: 1}), boxed(picked({cup: 1}))
    Outbound.everything.filter(pk=waiting.pk).update(needs_check=True)
    stop_parcel(stopped, at=stopped.packed_at)
    with at_work(waiting):
        assert lead.open(screen).status_code == 200


def test_r_002_37_the_screens_of_cancelled_goods_say_where_they_go(lead, shop):
    cup, box = on_shelf(shop), tote(shop)
    parcel = boxed(picked({cup: 1}))
    stop_parcel(parcel, at=parcel.packed_at)
    with time_machine.travel(parcel.packed_at + timedelta(minutes=1), tick=False):
        assert parcel.code in lead.open("unpack").content.decode()
        lead.scan("unpack", parcel.code)
        assert lead.scan("unpack", box.code)["title"] == box.code
        lead.context = {}
        lead.scan("put-back", box.code)
        said = lead.scan("put-back", cup.sku)
        assert f"To the shelf: {shelf_of(cup).code}" in said["panel"]
        assert lead.scan("put-back", shelf_of(cup).code)["title"] == "All back"
    assert Cell.objects.get(pk=box.pk).balances.filter(on_hand__gt=0).count() == 0

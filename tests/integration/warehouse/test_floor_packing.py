"""The screens from the tote to the door, as a browser talks to them."""

import io
import json
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
import zxingcpp
from PIL import Image

from sellers.states import Role
from tests.factories.parcels import PICKED_AT, goods, parcel
from tests.factories.sellers import member
from tests.factories.warehouse import shop_in_storage
from warehouse.models import Outbound
from warehouse.states import OutboundState as O

pytestmark = pytest.mark.django_db
AT = PICKED_AT + timedelta(minutes=30)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(AT, tick=False):
        yield


class Browser:
    """A floor screen in the hands of somebody."""

    def __init__(self, client, warehouse, role=Role.WAREHOUSE_OPERATOR):
        client.force_login(member(role, name="Ігор"))
        self.client, self.base = client, f"/floor/{warehouse.code}"

    def open(self, screen):
        page = self.client.get(f"{self.base}/{screen}/")
        return page.status_code, page.content.decode()

    def send(self, screen, *codes, **more):
        """Send scans one by one; return the last answer."""
        for code in codes:
            told = {"action_id": str(uuid4()), "code": code, **more}
            answer = self.client.post(
                f"{self.base}/{screen}/scan/", json.dumps(told), content_type="application/json"
            )
        return answer.json()

    def send_kept(self, screen, codes):
        """Send what was kept while the network was gone."""
        kept = [{"action_id": str(uuid4()), "code": code} for code in codes]
        told = json.dumps({"scans": kept})
        answer = self.client.post(
            f"{self.base}/{screen}/scans/", told, content_type="application/json"
        )
        return [one["code"] for one in answer.json()["answers"]]


def test_r_002_18_the_screen_shows_contents_rules_with_reasons_and_progress(client):
    things = goods(2, category="laptops", barcode="4820001", name="Ноутбук «Їжак»")
    box = parcel(O.PICKED, things)
    floor = Browser(client, box.warehouse)
    assert "1" in floor.open("pack")[1]
    shown = floor.send("pack", box.tote.code)
    for words in ("Ноутбук «Їжак»", "a box, nothing else", "0 / 2"):
        assert words in shown["panel"]
    assert shown["known"]["expected"].count("4820001") == 2
    shown = floor.send("pack", "4820001", "4820001")
    assert (shown["known"]["expected"].count("4820001"), "2 / 2" in shown["panel"]) == (0, True)
    assert "CMD:CLOSE" in shown["panel"]
    closed = floor.send("pack", "PKG-BOX-M", "CMD:CLOSE")
    assert (closed["code"], box.code in closed["panel"]) == ("closed", True)
    label = client.get(closed["data"]["print"])
    picture = Image.open(io.BytesIO(label.content))
    assert [one.text for one in zxingcpp.read_barcodes(picture)] == [box.code]


def test_r_002_19_a_label_is_a_pdf_a_picture_or_zpl(client):
    box = parcel(O.PICKED, goods(1, category="clothes", barcode="4820001"))
    floor = Browser(client, box.warehouse)
    url = f"{floor.base}/labels/{box.code}"
    assert client.get(f"{url}.png").status_code == 404
    floor.send("pack", box.tote.code, "4820001", "PKG-BAG-M", "CMD:CLOSE")
    found = {fmt: client.get(f"{url}.{fmt}") for fmt in ("pdf", "png", "zpl")}
    assert {fmt: (one.status_code, one["Content-Type"], one.content[:4]) for fmt, one in found.items()} == {
        "pdf": (200, "application/pdf", b"%PDF"),
        "png": (200, "image/png", b"\x89PNG"),
        "zpl": (200, "application/zpl", b"^XA^"),
    }  # fmt: skip
    assert client.get(f"{url}.exe").status_code == 404


def test_the_scale_shows_what_is_expected_and_only_leads_accept_another(client):
    box = parcel(O.LABELLED, goods(1, weight_g=500))
    floor = Browser(client, box.warehouse)
    assert "0.500" in floor.send("weigh", box.code)["panel"]
    shown = floor.send("weigh", "900")
    assert (shown["code"], "Accept a weight" in shown["panel"]) == ("weight_differs", True)
    accept = {"fields": {"weight": "900", "reason": "a gift"}, "action": "weigh_override"}
    assert floor.send("weigh", "CMD:ACCEPT", **accept)["code"] == "not_here"
    assert floor.open("weigh-by-lead")[0] == 403
    lead = Browser(client, box.warehouse, Role.WAREHOUSE_LEAD)
    assert "Why it is right" in lead.send("weigh-by-lead", box.code)["panel"]
    assert lead.send("weigh-by-lead", "CMD:ACCEPT", **accept)["code"] == "weighed"
    assert Outbound.everything.get(pk=box.pk).weight_g == 900


def test_r_002_21_the_dispatch_screen_counts_and_knows_what_is_right(client):
    box = parcel(O.WEIGHED)
    floor = Browser(client, box.warehouse)
    shown = floor.send("dispatch", box.code)
    assert (shown["code"], shown["known"]["expected"]) == ("dispatched", [])
    assert floor.send("dispatch", box.code)["title"] == "Already dispatched at 19:30"


def test_r_002_19_the_carriers_label_is_right_as_the_parcels_own_is(client):
    box = parcel(O.WEIGHED)
    for code, replaced_at in (("OLD-1", box.released_at), ("NP-1", None)):
        box.labels.create(
            is_carriers=True,
            code=code,
            content=b"",
            made_at=box.released_at,
            replaced_at=replaced_at,
        )
    shown = Browser(client, box.warehouse).send("dispatch", "OG404")
    assert shown["known"]["expected"] == [box.code, "NP-1"]


def test_what_was_kept_in_a_cut_is_dispatched_in_order_at_one_cost(
    client, django_assert_max_num_queries
):
    shop = shop_in_storage()
    boxes = [parcel(O.WEIGHED, goods(shop=shop)) for _ in range(12)]
    floor = Browser(client, boxes[0].warehouse)
    codes = [box.code for box in boxes]
    with django_assert_max_num_queries(25):
        assert floor.send_kept("dispatch", [*codes, codes[0]]) == [
            *["dispatched"] * 12, "already_dispatched",
        ]  # fmt: skip


@pytest.mark.parametrize("screen", ["pack", "weigh", "dispatch"])
@pytest.mark.parametrize("number", [1, 3])
def test_a_screen_asks_as_often_whatever_waits(client, screen, number, django_assert_num_queries):
    shop = shop_in_storage()
    boxes = [parcel(O.WEIGHED, goods(shop=shop)) for _ in range(number)]
    floor = Browser(client, boxes[0].warehouse)
    floor.open(screen)
    with django_assert_num_queries({"pack": 7, "weigh": 5, "dispatch": 6}[screen]):
        floor.open(screen)

"""Evidence (R-002-27, R-002-28, C-46): found by parcel, kept 90 days, never thrown away while held."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sellers.states import Role
from tests.factories.parcels import PICKED_AT, do_scan, goods, parcel, worker
from tests.factories.sellers import member
from tests.factories.warehouse import StationFactory
from warehouse.models import EvidenceFile, EvidenceHold, Packaging, PackagingStock, Scan
from warehouse.selectors.evidence import evidence_of
from warehouse.services.evidence import (
    EvidenceRefused,
    attach_evidence,
    hold_evidence,
    purge_evidence,
    release_evidence,
)
from warehouse.states import OutboundState as O

pytestmark = pytest.mark.django_db
AT = PICKED_AT
DAYS_90 = timedelta(days=90)
MOMENT = timedelta(microseconds=1)


@pytest.fixture
def igor(db):
    return worker("Ігор")


def attach(subject=("outbound", "A"), content=b"\xff\xd8 a picture", **more):
    given = {"name": "box.jpg", "media_type": "image/jpeg", "actor": worker(), "at": AT, **more}
    return attach_evidence(subject, content=content, **given)


def left():
    return list(EvidenceFile.objects.order_by("pk").values_list("subject_id", flat=True))


def test_r_002_27_pack_and_dispatch_scans_say_station_camera_and_moment(igor):
    box = parcel(O.PICKED, goods(1, category="clothes", barcode="4820001"))
    station = StationFactory(warehouse=box.warehouse, code="PACK-1", camera="CAM-03")
    here = {"station_id": station.pk, "camera": station.camera, "at": AT}
    for code in (box.tote.code, "4820001", "PKG-BAG-M", "CMD:CLOSE", box.code):
        assert do_scan(box, "pack", code, igor, **here).verdict == "ok"
    for action, code in (("weigh", box.code), ("weigh", "300"), ("dispatch", box.code)):
        do_scan(box, action, code, igor, **here)
    shown = evidence_of("outbound", box.pk).footage
    assert [one.code for one in shown if one.action == "pack"][1] == "4820001"
    assert {(one.station, one.camera, one.at, one.who) for one in shown} == {
        ("PACK-1", "CAM-03", AT, "Ігор")
    }
    assert shown[-1].action == "dispatch"
    assert {one.keep_until for one in shown} == {AT + DAYS_90}


def test_r_002_28_a_file_is_kept_ninety_days_and_not_a_moment_longer():
    kept = attach()
    assert kept.keep_until == AT + DAYS_90
    assert (purge_evidence(now=AT + DAYS_90 - MOMENT), left()) == (0, ["A"])
    assert (purge_evidence(now=AT + DAYS_90), left()) == (1, [])


def test_c_46_what_a_claim_holds_is_not_thrown_away(igor):
    attach(("outbound", "A"))
    attach(("outbound", "B"))
    hold, files = hold_evidence(("outbound", "A"), reason="claim 7", actor=igor, at=AT)
    other, _files = hold_evidence(("outbound", "A"), reason="claim 8", actor=igor, at=AT)
    later = AT + timedelta(days=400)
    assert (files, purge_evidence(now=later), left()) == (1, 1, ["A"])
    release_evidence(hold.pk, actor=igor, at=later)
    assert (purge_evidence(now=later), left(), evidence_of("outbound", "A").holds) == (
        0, ["A"], ("claim 8",),
    )  # fmt: skip
    release_evidence(other.pk, actor=igor, at=later)
    assert (purge_evidence(now=later), left()) == (1, [])


def test_the_same_file_or_hold_again_is_the_one_that_is_there(igor):
    assert attach() == attach()
    holds = {hold_evidence(("outbound", "A"), reason="x", actor=igor, at=AT)[0] for _ in range(2)}
    assert (EvidenceFile.objects.count(), len(holds)) == (1, 1)


@pytest.mark.parametrize(
    "wrong",
    [{"content": b""}, {"media_type": "text/html"}, {"subject": ("order", "A")},
     {"subject": ("outbound", "")}],
)  # fmt: skip
def test_what_is_no_evidence_is_refused(wrong):
    with pytest.raises(EvidenceRefused):
        attach(**wrong)
    assert left() == []


@pytest.fixture
def lead(client):
    client.force_login(member(Role.WAREHOUSE_LEAD))
    return client


def test_the_back_office_finds_scans_and_shows_until_when_film_is_kept(lead, igor):
    box = parcel(O.WEIGHED)
    do_scan(box, "dispatch", box.code, igor, camera="CAM-05")
    for query in (f"q={box.code}", "q=CAM-05", "action__exact=dispatch", f"q={box.pk}"):
        page = lead.get(f"/backoffice/warehouse/scan/?{query}").content.decode()
        assert (box.code in page, "May 4, 2026" in page) == (True, True)
    nothing = lead.get("/backoffice/warehouse/scan/?q=CAM-09").content.decode()
    assert box.code not in nothing


def test_a_lead_attaches_a_file_holds_it_and_releases_it(lead, igor):
    box = parcel(O.WEIGHED)
    do_scan(box, "dispatch", box.code, igor)
    file = SimpleUploadedFile("box.png", b"\x89PNG", content_type="image/png")
    told = {"subject_kind": "outbound", "subject_id": str(box.pk), "file": file}
    assert lead.post("/backoffice/warehouse/evidencefile/add/", told).status_code == 302
    kept = EvidenceFile.objects.get()
    assert (bytes(kept.content), kept.subject_id) == (b"\x89PNG", str(box.pk))
    change = f"/backoffice/warehouse/evidencefile/{kept.pk}/change/"
    assert lead.get(change).status_code == 200
    assert lead.post(change, {**told, "subject_id": "X", "name": "other.png"}).status_code == 302
    assert EvidenceFile.objects.values_list("subject_id", "name").get() == (str(box.pk), "box.png")
    scan = Scan.objects.get()
    page = f"/backoffice/warehouse/scan/{scan.pk}/hold/"
    assert lead.get(page).status_code == 200
    assert EvidenceHold.objects.count() == 0
    assert lead.post(page, {"reason": "claim 9"}).status_code == 302
    hold = EvidenceHold.objects.get()
    assert (hold.reason, hold.subject_id) == ("claim 9", str(box.pk))
    lead.post(f"/backoffice/warehouse/evidencehold/{hold.pk}/release/")
    hold.refresh_from_db()
    assert hold.released_at is not None


@pytest.mark.parametrize(
    "model",
    ["scan", "evidencefile", "evidencehold", "packaging", "packagingstock", "packingrule",
     "learnedweight", "label"],
)  # fmt: skip
def test_staff_reads_every_page(lead, model):
    assert lead.get(f"/backoffice/warehouse/{model}/").status_code == 200


def test_r_001_28_a_lead_says_how_much_packaging_there_is(lead):
    box = parcel(O.WEIGHED)
    film = Packaging.objects.get(code="film")
    row = PackagingStock.objects.create(warehouse=box.warehouse, packaging=film, quantity=-3)
    page = f"/backoffice/warehouse/packagingstock/{row.pk}/count/"
    assert lead.post(page, {"quantity": 200, "reorder_at": 50}).status_code == 302
    row.refresh_from_db()
    assert (row.quantity, row.reorder_at) == (200, 50)


def test_a_lead_changes_a_packing_rule_and_history_keeps_it(lead):
    from kernel import history
    from warehouse.models import PackingRule

    rule = PackingRule.objects.get(code="fashion")
    told = {
        "code": rule.code, "position": rule.position, "categories": "fashion,kids", "flags": "",
        "channels": "", "carriers": "", "needs": "bag", "one_of": "", "suggests": "bag",
        "least_layers": 0, "requirement": "R-002-35", "is_active": "on",
    }  # fmt: skip
    page = f"/backoffice/warehouse/packingrule/{rule.pk}/change/"
    assert lead.post(page, told).status_code == 302
    rule.refresh_from_db()
    assert (rule.needs, rule.suggests) == (["bag"], "bag")
    assert [line.action for line in history.of("packingrule", rule.pk)] == ["change"]

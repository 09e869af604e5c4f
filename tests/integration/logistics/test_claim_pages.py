"""Claims on the pages: the seller's list and page, the back office with its acts, the evidence as PDF."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kernel.scope import Scope
from logistics.models import Claim, ClaimFile
from logistics.services.claim_papers import claim_bundle
from sellers.states import Role
from tests.factories.claims import SIGNED_AT, claim, film, handed_over, lines_of
from tests.factories.docks import PACKER, drawing
from tests.factories.sellers import MembershipFactory, member
from warehouse.public import keep_evidence
from warehouse.services.handover_papers import keep_papers

pytestmark = pytest.mark.django_db
LATER = SIGNED_AT + timedelta(hours=20)
OFFICE = "/backoffice/logistics"


@pytest.fixture
def line():
    return lines_of(handed_over())[0]


def seen_by_seller(client, line, path=""):
    client.force_login(MembershipFactory(shop=line.shop, role=Role.MANAGER).user)
    return client.get(f"/s/{line.shop.slug}/claims/{path}")


def test_the_seller_sees_window_evidence_verdict_and_act_on_one_page(client, line):
    film(line)
    found = claim(line, LATER, words="Box <b>empty</b>")
    listed = seen_by_seller(client, line).content.decode()
    assert str(found) in listed
    page = seen_by_seller(client, line, f"{found.pk}/").content.decode()
    for words in ("cam-07", "act.pdf", "Box &lt;b&gt;empty", "We have film or pictures", line.code,
                  "on the signed sheet", "The carrier pays"):  # fmt: skip
        assert words in page
    kept = ClaimFile.objects.get()
    answer = seen_by_seller(client, line, f"{found.pk}/files/{kept.pk}/")
    assert (answer.content, answer["Content-Disposition"]) == (
        b"%PDF-1.4 act",
        'attachment; filename="act.pdf"',
    )


def test_claims_of_another_shop_are_not_found(client, line):
    found = claim(line, LATER)
    other = lines_of(handed_over())[0]
    kept = ClaimFile.objects.get()
    for path in (f"{found.pk}/", f"{found.pk}/evidence.pdf", f"{found.pk}/files/{kept.pk}/"):
        assert seen_by_seller(client, other, path).status_code == 404
    empty = seen_by_seller(client, other).content.decode()
    assert "Nobody claims anything" in empty


def test_the_list_takes_as_many_queries_for_ten_claims(client):
    lines = lines_of(handed_over(10))
    counts = []
    for some in (lines[:1], lines[1:]):
        for line in some:
            claim(line, LATER)
        seen_by_seller(client, line)
        with CaptureQueriesContext(connection) as caught:
            client.get(f"/s/{line.shop.slug}/claims/")
        counts.append(len(caught))
    assert counts[0] == counts[1]


def test_r_002_45_all_evidence_is_on_one_paper_in_two_languages(line):
    """R-002-75 beside: scans with their cameras, pictures, seals, the signed sheet, the road."""
    keep_papers(handover_id=line.handover_id, at=SIGNED_AT)
    film(line)
    for content in (drawing(), b"\x89PNG\r\n\x1a\nno picture"):
        keep_evidence(
            line.outbound_id, name="box.png", media_type="image/png", content=content,
            actor=PACKER, at=SIGNED_AT,
        )  # fmt: skip
    found = claim(line, LATER)
    made = claim_bundle(Scope.shop(line.shop_id), found.pk, at=LATER)
    assert made.startswith(b"%PDF-")
    assert made == claim_bundle(Scope.shop(line.shop_id), found.pk, at=LATER)


def test_staff_enter_a_claim_and_decide_it_with_a_reason(client, line):
    """R-002-43b: by form; R-002-44: without its type or act it is refused and nothing is kept."""
    client.force_login(member(Role.ADMIN))
    words = {"barcode": line.code, "sender": "Ли Вэй", "kind": "missing"}
    address = reverse("admin:logistics_claim_enter")
    assert client.post(address, words).status_code == 422
    assert client.post(address, {**words, "kind": "", "act": act()}).status_code == 422
    assert Claim.everything.count() == 0
    assert client.post(address, {**words, "act": act()}).status_code == 302
    late = Claim.everything.get()
    assert (late.is_late, late.state) == (True, "carrier_liable")  # it counts from today
    found = claim(lines_of(handed_over())[0], LATER)
    for name, data, state in (
        ("decide", {"liable": "carrier", "reason": "Film shows it"}, "carrier_liable"),
        ("settle", {"amount": "1250.50", "currency": "RUB", "reason": "As agreed"}, "compensated"),
    ):
        at = reverse(f"admin:logistics_claim_{name}", args=[found.pk])
        assert client.post(at, data).status_code == 302
        found.refresh_from_db()
        assert found.state == state
    assert (found.amount_minor, found.note) == (125_050, "As agreed")
    page = client.get(f"{OFFICE}/claim/{found.pk}/change/")
    assert (page.status_code, "act.pdf" in page.content.decode()) == (200, True)
    assert client.get(f"{OFFICE}/claim/").status_code == 200
    pdf = client.get(reverse("admin:logistics_claim_bundle", args=[found.pk]))
    assert pdf.content.startswith(b"%PDF-")


def act():
    return SimpleUploadedFile("act.pdf", b"%PDF-1.4 act", content_type="application/pdf")


def test_r_002_50_staff_send_in_a_list_and_see_what_was_not_scanned(client, line):
    client.force_login(member(Role.WAREHOUSE_LEAD))
    listed = client.get(f"{OFFICE}/manifestline/?accepted_at__isempty=1").content.decode()
    assert line.code in listed
    file = SimpleUploadedFile("scan.csv", f"barcode\n{line.code}\n".encode())
    answer = client.post(
        reverse("admin:logistics_acceptancefile_take"), {"carrier": "cainiao", "file": file}
    )
    assert answer.status_code == 302
    listed = client.get(f"{OFFICE}/manifestline/?accepted_at__isempty=1").content.decode()
    assert line.code not in listed

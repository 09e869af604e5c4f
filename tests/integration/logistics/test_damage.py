"""A damaged parcel: signed before opened, photo and signed act before it is submitted (R-002-65..-67)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kernel.scope import PLATFORM
from logistics.models import DamageCase
from logistics.services.damaging import (
    ACT,
    PHOTO,
    DamageOver,
    DamageRefused,
    Findings,
    Signing,
    add_damage_file,
    report_damage,
    submit_damage,
)
from sellers.states import Role
from tests.factories.logistics import sent
from tests.factories.orders import SELLER
from tests.factories.sellers import MembershipFactory
from warehouse.models import EvidenceHold

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 2, 5, 12, tzinfo=UTC)
BY = {"scope": PLATFORM, "actor": SELLER, "now": NOW}
SIGNED = Signing(courier_name="Ivan", buyer_name="Olena")


def found(*, signed=2, opened=1, **more):
    return Findings(
        signed_at=NOW - timedelta(hours=signed),
        opened_at=NOW - timedelta(hours=opened),
        package_damaged=True,
        product_damaged=True,
        description="Crushed corner, broken cup",
        **more,
    )


def add(case, kind):
    add_damage_file(case_id=case.pk, kind=kind, name="a.png", media_type="image/png",
                    content=b"png" + kind.encode(), **BY)  # fmt: skip


def test_r_002_65_opened_before_it_was_signed_for_is_refused_or_flagged():
    order = sent()
    with pytest.raises(DamageRefused, match="only after it was signed"):
        report_damage(order_id=order.pk, findings=found(signed=1, opened=2), **BY)
    assert DamageCase.everything.count() == 0
    said = found(signed=1, opened=2, opened_unsigned=True)
    assert report_damage(order_id=order.pk, findings=said, **BY).opened_unsigned
    assert not report_damage(order_id=order.pk, findings=found(), **BY).opened_unsigned


def test_r_002_66_nothing_is_submitted_without_photo_act_and_signatures():
    """C-16: the buyer's signature may be missing with a reason only."""
    case = report_damage(order_id=sent().pk, findings=found(), **BY)
    for kind, missing in ((PHOTO, "photo"), (ACT, "act"), (None, "name")):
        with pytest.raises(DamageRefused) as refusal:
            submit_damage(case_id=case.pk, signing=Signing(courier_name=""), **BY)
        assert missing in (refusal.value.field or "")
        if kind:
            add(case, kind)
    with pytest.raises(DamageRefused, match="write why the buyer did not"):
        submit_damage(case_id=case.pk, signing=Signing(courier_name="Ivan"), **BY)
    case.refresh_from_db()
    assert case.submitted_at is None
    absent = Signing(courier_name="Ivan", unsigned_reason="had to leave")
    done = submit_damage(case_id=case.pk, signing=absent, **BY)
    assert (done.submitted_at, done.buyer_signed_at) == (NOW, None)
    assert EvidenceHold.objects.filter(reason=done.number).count() == 2
    with pytest.raises(DamageOver):
        add(case, PHOTO)


def test_r_002_67_the_act_is_a_pdf_of_the_order_and_of_nobody_elses(client):
    order, other = sent(), sent("20450000000009")
    for one in (order, other):
        report_damage(order_id=one.pk, findings=found(), **BY)
    client.force_login(MembershipFactory(shop=order.shop, role=Role.OWNER).user)
    act = client.get(reverse("logistics:damage-act", args=[order.shop.slug, order.pk]))
    assert (act["Content-Type"], act.content[:5]) == ("application/pdf", b"%PDF-")
    for name in ("logistics:damage", "logistics:damage-act"):
        assert client.get(reverse(name, args=[order.shop.slug, other.pk])).status_code == 404


def test_r_002_66_it_is_done_on_one_page_from_the_report_to_the_end(client):
    order = sent()
    client.force_login(MembershipFactory(shop=order.shop, role=Role.OWNER).user)
    where = [order.shop.slug, order.pk]
    page = reverse("logistics:damage", args=where)
    words = {"signed_at": "2026-02-05T10:00", "opened_at": "2026-02-05T10:05",
             "package_damaged": "on", "product_damaged": "on", "description": "broken"}  # fmt: skip
    assert client.post(page, words).status_code == 302
    for kind in (PHOTO, ACT):
        file = SimpleUploadedFile("p.png", kind.encode(), content_type="image/png")
        client.post(reverse("logistics:damage-file", args=where), {"kind": kind, "file": file})
    assert "Photos: 1, signed acts: 1" in client.get(page).content.decode()
    names = {"courier_name": "Ivan", "buyer_name": "Olena"}
    client.post(reverse("logistics:damage-submit", args=where), names)
    assert DamageCase.everything.get().submitted_at is not None

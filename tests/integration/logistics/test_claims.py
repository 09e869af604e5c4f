"""Claims of carriers: their window, their act, the verdict, and what follows (section 2.5, C-11..C-14)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, transaction

from kernel.deadlines.models import Deadline
from kernel.deadlines.sweeping import sweep
from kernel.history import SYSTEM
from kernel.invariants import check
from kernel.models import Delivery
from logistics.models import Claim, ClaimFile, ManifestLine
from logistics.public import INVARIANTS
from logistics.services.claim_opening import ClaimFileRefused, Upload, window_end
from logistics.services.claim_silence import judge_silence
from logistics.services.claiming import ClaimRefused
from logistics.services.claims_on_returns import claim_return
from logistics.services.deciding import (
    ClaimMoveRefused,
    DecisionRefused,
    compensate_claim,
    decide_claim,
    match_claim,
    reject_claim,
    return_claimed,
)
from logistics.services.judging import show_evidence
from logistics.services.manifests import keep_manifest
from logistics.states import ClaimKind, Kind
from tests.factories.claims import SIGNED_AT, claim, film, handed_over, lines_of
from tests.factories.docks import PACKER, drawing
from tests.factories.logistics import carrier
from warehouse.models import EvidenceHold, GoodsReturn, Outbound

pytestmark = pytest.mark.django_db
MOSCOW = ZoneInfo("Europe/Moscow")
END = datetime(2026, 2, 11, tzinfo=MOSCOW)  # the first moment after Tuesday 10 February
PICTURE = Upload(name="box.png", media_type="image/png", content=drawing())
ACTING = {"actor": SYSTEM}


@pytest.fixture
def line():
    return lines_of(handed_over())[0]


def sound():
    assert [(one.invariant.name, one.rows) for one in check(INVARIANTS) if one.count] == []


@pytest.mark.parametrize(
    ("day", "last"),
    [(4, (2, 9)), (5, (2, 10)), (6, (2, 11)), (7, (2, 11))],
    ids=["Wed", "Thu", "Fri", "Sat"],
)
def test_r_002_43_the_window_ends_with_the_third_working_day_after_the_handover(day, last):
    """C-13 and the claim vectors of section 11: 4 Feb -> 9 Feb 23:59:59, and so on."""
    truck = handed_over(at=datetime(2026, 2, day, 14, tzinfo=UTC))
    ends = window_end(truck.pk).astimezone(MOSCOW) - timedelta(seconds=1)
    assert f"{ends:%m-%d %H:%M:%S}" == f"{last[0]:02}-{last[1]:02} 23:59:59"


def test_r_002_43_a_claim_is_accepted_to_the_last_second_and_late_after(line):
    """R-002-55 beside: a late report moves nothing to the seller, though nothing can be shown."""
    in_time = claim(line, END - timedelta(seconds=1))
    assert (in_time.is_late, in_time.state) == (False, "open")
    other = lines_of(handed_over())[0]
    late = claim(other, END)
    assert (late.is_late, late.state, late.basis) == (True, "carrier_liable", "late")
    sound()


@pytest.mark.parametrize(
    ("missing", "field"),
    [
        ({"act": None}, "act"),
        ({"kind": ""}, "kind"),
        ({"barcode": "", "handover_id": None}, "barcode"),
        ({"kind": ClaimKind.NO_BARCODE}, "picture"),
    ],
)
def test_r_002_44_a_claim_names_its_type_and_parcel_and_brings_its_act(line, missing, field):
    """R-002-43, R-002-54 and C-12 beside; what is refused leaves nothing behind."""
    with pytest.raises(ClaimRefused) as refused:
        claim(line, SIGNED_AT, **missing)
    assert (refused.value.field, Claim.everything.count()) == (field, 0)


def test_a_file_that_is_no_document_is_refused(line):
    with pytest.raises(ClaimFileRefused):
        claim(line, SIGNED_AT, act=Upload(name="a.exe", media_type="x/y", content=b"MZ"))
    assert Claim.everything.count() == 0


def test_the_same_act_again_is_the_same_claim(line):
    assert claim(line, SIGNED_AT) == claim(line, END)
    assert (Claim.everything.count(), ClaimFile.objects.count()) == (1, 1)


def test_r_002_45_film_and_signed_sheet_make_the_carrier_liable_at_once(line):
    film(line)
    found = claim(line, SIGNED_AT + timedelta(hours=20))
    assert (found.state, found.basis) == ("carrier_liable", "both")
    assert (found.kind, found.shop_id) == ("missing", line.shop_id)
    sound()


def test_r_002_45_one_of_the_two_is_left_to_a_person_and_a_picture_in_time_decides(line):
    found = claim(line, SIGNED_AT)
    assert found.state == "open"  # the sheet alone: there is still time to show more
    answer = Deadline.objects.get(subject_id=found.pk, kind="claim.answer")
    shown = show_evidence(
        found.pk,
        name="a.png",
        media_type="image/png",
        content=drawing(),
        actor=PACKER,
        at=SIGNED_AT,
    )
    assert (shown.state, shown.basis) == ("carrier_liable", "both")
    answer.refresh_from_db()
    assert answer.state == "kept"


def test_r_002_45_when_nobody_shows_more_in_time_a_person_decides(line, deliver):
    found = claim(line, SIGNED_AT)
    sweep(now=SIGNED_AT + timedelta(days=4))
    deliver()
    found.refresh_from_db()
    assert (found.state, found.basis) == ("manual", "one")
    with pytest.raises(DecisionRefused):
        decide_claim(found.pk, liable="seller", reason=" ", at=END, **ACTING)
    decided = decide_claim(found.pk, liable="seller", reason="Empty box", at=END, **ACTING)
    assert (decided.state, decided.basis, decided.note) == ("seller_liable", "person", "Empty box")
    assert set(Deadline.objects.filter(subject_id=found.pk).values_list("state", flat=True)) <= {
        "missed",
        "kept",
    }


def silent(truck):
    return judge_silence(truck.pk, now=END)


def test_r_002_46_silence_for_three_working_days_is_lost_by_the_carrier_once(deliver):
    """R-002-53 beside: at the end of the day of pickup each parcel without a scan is a case b."""
    truck = handed_over(3)
    scanned, claimed, lost = lines_of(truck)
    ManifestLine.everything.filter(pk=scanned.pk).update(accepted_at=SIGNED_AT, accepted_by="push")
    sweep(now=SIGNED_AT + timedelta(hours=8))
    deliver()
    cases = Claim.everything.order_by("number").values_list("outbound_id", "kind", "state")
    assert set(cases) == {(one.outbound_id, "no_goods", "open") for one in (claimed, lost)}
    film(claimed)
    claim(claimed, END - timedelta(days=1))
    sweep(now=END + timedelta(seconds=1))
    deliver()
    found = Claim.everything.get(outbound=lost.outbound_id)
    assert (found.state, found.basis) == ("carrier_liable", "silence")
    assert Claim.everything.get(outbound=claimed.outbound_id).basis == "both"
    assert (silent(truck), Claim.everything.count()) == (0, 2)
    assert list(EvidenceHold.objects.filter(subject_id=str(lost.outbound_id), released_at=None))
    sound()


def test_r_002_46_nothing_is_judged_before_the_window_has_ended():
    truck = handed_over()
    assert judge_silence(truck.pk, now=END - timedelta(seconds=1)) == 0
    assert (Claim.everything.count(), silent(truck)) == (0, 1)
    found = Claim.everything.get()
    assert (found.kind, found.came, found.state) == ("missing", "silence", "carrier_liable")
    sound()


def test_a_claim_that_came_in_time_and_is_read_after_the_silence_opens_the_case_again():
    truck = handed_over()
    [line] = lines_of(truck)
    silent(truck)
    found = claim(line, END - timedelta(seconds=1))
    assert (found.state, found.is_late, found.came) == ("open", False, "silence")
    assert Claim.everything.count() == 1
    other = handed_over()
    silent(other)
    kept = claim(lines_of(other)[0], END)
    assert (kept.state, kept.basis) == ("carrier_liable", "silence")
    sound()


def test_no_window_and_no_verdict_for_a_carrier_without_such_a_contract():
    truck = handed_over(carrier="Nova Poshta")
    assert (window_end(truck.pk), silent(truck)) == (None, 0)
    assert keep_manifest(truck.pk, now=SIGNED_AT) == 0
    found = claim(lines_of(truck)[0], SIGNED_AT + timedelta(days=90))
    assert found.is_late is False


@pytest.mark.parametrize("kind", [ClaimKind.WRONG_PERSON])
def test_r_002_70_given_to_the_wrong_person_is_the_carriers_to_answer(line, kind):
    assert claim(line, SIGNED_AT, kind).state == "carrier_liable"


def test_r_002_54_a_parcel_without_barcode_comes_with_a_picture_and_is_matched_later(line):
    found = claim(line, SIGNED_AT, ClaimKind.NO_BARCODE, barcode="", pictures=(PICTURE,))
    assert (found.outbound_id, found.shop_id, found.state) == (None, None, "open")
    with pytest.raises(DecisionRefused):
        match_claim(found.pk, barcode="no such", at=SIGNED_AT, **ACTING)
    matched = match_claim(found.pk, barcode=line.code, at=SIGNED_AT, **ACTING)
    assert (matched.outbound_id, matched.shop_id) == (line.outbound_id, line.shop_id)
    sound()


def test_r_002_56_closing_as_a_return_makes_the_warehouse_expect_it(line):
    found = claim(line, SIGNED_AT)
    return_claimed(found.pk, reason="Found in Podolsk", at=END, **ACTING)
    return_claimed(found.pk, reason="Found in Podolsk", at=END, **ACTING)
    back = GoodsReturn.everything.get()
    assert (back.outbound_id, back.reason, back.state) == (
        line.outbound_id,
        "discrepancy",
        "expected",
    )
    assert not EvidenceHold.objects.filter(released_at=None).exists()
    sound()


def test_r_002_74_a_compensated_claim_is_told_once_with_amount_and_basis(line):
    film(line)
    found = claim(line, SIGNED_AT)
    words = {"amount_minor": 125_000, "currency": "RUB", "reason": "As agreed", "at": END}
    with pytest.raises(DecisionRefused):
        compensate_claim(found.pk, **{**words, "amount_minor": 0}, **ACTING)
    before = Delivery.objects.filter(topic="logistics.claim.settled.v1").count()
    for _twice in range(2):
        settled = compensate_claim(found.pk, **words, **ACTING)
    assert (settled.state, settled.amount_minor, settled.currency) == (
        "compensated",
        125_000,
        "RUB",
    )
    assert before == 0
    with pytest.raises(ClaimMoveRefused):
        reject_claim(found.pk, reason="No", at=END, **ACTING)
    sound()


def test_r_002_73_damage_on_a_parcel_that_came_back_can_be_the_carriers(line):
    Outbound.everything.filter(pk=line.outbound_id).update(handed_over_at=SIGNED_AT)
    back = GoodsReturn.everything.create(
        shop_id=line.shop_id,
        warehouse_id=line.handover.warehouse_id,
        outbound_id=line.outbound_id,
        reason="rejected",
        opened_at=END,
    )
    assert [claim_return(back.pk, now=END), claim_return(back.pk, now=END)] == [True, False]
    found = Claim.everything.get()
    assert (found.kind, found.came, found.state) == ("damaged", "return", "manual")
    assert claim_return(999_999, now=END) is False


def test_c_46_evidence_is_held_from_the_opening_to_the_end_of_a_claim(line):
    """R-002-28: an open claim keeps what would be thrown away."""
    found = claim(line, SIGNED_AT)
    held = EvidenceHold.objects.filter(released_at=None).values_list("subject_kind", "subject_id")
    assert set(held) == {("outbound", str(line.outbound_id)), ("handover", str(line.handover_id))}
    reject_claim(found.pk, reason="They found it", at=END, **ACTING)
    assert not EvidenceHold.objects.filter(released_at=None).exists()


def test_the_database_refuses_a_claim_without_type_or_act(line):
    found = claim(line, SIGNED_AT)
    for fault in ({"kind": ""}, {"act_sha256": ""}, {"amount_minor": 5, "currency": "RUB"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Claim.everything.filter(pk=found.pk).update(**fault)


def test_a_loss_by_silence_is_said_of_the_parcel_and_taken_back():
    from logistics.models import Parcel, TrackingEvent, Waybill

    truck = handed_over()
    [line] = lines_of(truck)
    parcel = Parcel.everything.create(
        shop_id=line.shop_id, created_at=SIGNED_AT, dispatched_at=SIGNED_AT
    )
    Waybill.everything.create(
        shop_id=line.shop_id,
        parcel=parcel,
        carrier=carrier("cainiao"),
        number=line.code,
        entered_at=SIGNED_AT,
    )
    silent(truck)
    parcel.refresh_from_db()
    assert parcel.state == Kind.LOST
    claim(line, END - timedelta(seconds=1))
    parcel.refresh_from_db()
    assert (parcel.state, TrackingEvent.objects.count()) == (Kind.DISPATCHED, 2)

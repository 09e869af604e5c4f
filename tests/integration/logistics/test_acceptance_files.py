"""What a carrier scanned against what it signed for: nothing half-done (R-002-50..-53)."""

import io
from datetime import timedelta

import pytest
import xlsxwriter

from kernel.history import SYSTEM
from logistics.models import AcceptanceFile, Claim, ManifestLine
from logistics.services.acceptance_files import AcceptanceFileRefused, take_acceptance_file
from logistics.services.reconciling import open_not_accepted
from logistics.states import ClaimState
from tests.factories.claims import SIGNED_AT, claim, handed_over, lines_of

pytestmark = pytest.mark.django_db
NEXT = SIGNED_AT + timedelta(hours=20)


def workbook(rows):
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return kept.getvalue()


def take(content, **more):
    given = {"carrier_code": "cainiao", "name": "a-scan.csv", "actor": SYSTEM, "now": NEXT}
    return take_acceptance_file(**{**given, "content": content, **more})


def test_r_002_52_what_they_scan_and_nobody_knows_is_a_case_a_and_the_same_list_does_nothing():
    truck = handed_over(2)
    one = lines_of(truck)[0]
    content = (
        f"Tracking number;Scanned at\n{one.code};2026-02-05 23:10\nLP0000;06.02.2026 01:00\n"
    ).encode()
    taken, is_new = take(content)
    assert (is_new, taken.rows, taken.accepted, taken.unknown) == (True, 2, 1, 1)
    one.refresh_from_db()
    assert (f"{one.accepted_at:%d %H:%M}", one.accepted_by) == ("05 15:10", "push")  # Shanghai
    case = Claim.everything.get()
    assert (case.kind, case.barcode, case.shop_id, case.state) == (
        "no_data",
        "LP0000",
        None,
        "open",
    )
    assert take(content) == (taken, False)
    assert (Claim.everything.count(), AcceptanceFile.objects.count()) == (1, 1)


def test_r_002_53_what_is_not_on_the_whole_list_of_a_truck_is_a_case_b_until_it_is_scanned():
    truck = handed_over(2)
    one, other = lines_of(truck)
    taken, _new = take(f"barcode\n{one.code}\n".encode(), handover_id=truck.pk)
    assert taken.absent == 1
    case = Claim.everything.get()
    assert (case.kind, case.outbound_id, case.state) == ("no_goods", other.outbound_id, "open")
    take(f"barcode\n{other.code}\n".encode())
    case.refresh_from_db()
    assert (case.state, case.basis) == (ClaimState.REJECTED, "accepted")
    assert open_not_accepted(truck.pk, at=NEXT) == 0


def test_a_workbook_is_read_too_and_what_the_carrier_claims_stays_though_it_scanned_it():
    truck = handed_over()
    [line] = lines_of(truck)
    claimed = claim(line, SIGNED_AT)
    taken, _new = take(workbook([["运单号"], [line.code]]))
    claimed.refresh_from_db()
    assert (taken.accepted, claimed.state) == (1, "open")


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("Barcode,Time\n{code},yesterday\n,2026-02-05 20:00\n", [2, 3]),
        ("Barcode,Time\n{code},2026-02-09 20:00\n", [2]),
        ("What,When\n{code},2026-02-05 20:00\n", []),
        ("Barcode\n", []),
        ("%PDF-1.4", []),
    ],
)
def test_a_list_with_a_row_that_cannot_be_read_changes_nothing_and_names_it(content, named):
    [line] = lines_of(handed_over())
    with pytest.raises(AcceptanceFileRefused) as refused:
        take(content.format(code=line.code).encode())
    assert [row["row"] for row in refused.value.details.get("rows", [])] == named
    assert not ManifestLine.everything.exclude(accepted_at=None).exists()
    assert (Claim.everything.count(), AcceptanceFile.objects.count()) == (0, 0)

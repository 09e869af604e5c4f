"""Imports through the service and the command: accounted for row by row, and the same again."""

import csv
import json
from contextlib import nullcontext, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import xlsxwriter
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.db.models import Sum
from django.utils import timezone

from kernel import history
from kernel.deadlines.models import Deadline
from kernel.scope import Scope
from orders.models import (
    ImportedOrder,
    ImportJob,
    ImportRefusal,
    ImportState,
    Order,
    OrderContact,
    OrderLine,
)
from orders.rules.files.profiles import GENERIC, UCI
from orders.services import add_comment, open_order
from orders.services.imports import batches
from orders.services.imports.errors import FileRefused, ImportBusy, ImportNotFound
from orders.services.imports.profiles import (
    ProfileRefused,
    UnknownProfile,
    profile_by_code,
    profiles_of,
    save_profile,
)
from orders.services.imports.report import counts_of, refusals_of, rows_of
from orders.services.imports.run import due_imports, run_due_imports, run_import
from orders.services.imports.start import (
    import_of_file,
    repeat_for_real,
    start_import,
    upload_file,
)
from orders.services.imports.storage import chunks_of, digest_of, path_of, shown_name
from orders.services.imports.undo import kept_orders, undo_import
from tests.factories import files
from tests.factories.orders import SELLER
from tests.factories.sellers import OfferFactory, ShopFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def shop(db):
    return ShopFactory(slug="import-shop", language="en")


def job_of(path, shop, profile=UCI, *, dry_run=False, channel="native", now=NOW):
    return import_of_file(
        shop_id=shop.pk,
        channel=channel,
        path=path,
        sha256=digest_of(path),
        chunks=chunks_of(path),
        profile=profile,
        dry_run=dry_run,
        actor=SELLER,
        now=now,
    )


def run(job, **more):
    assert run_import(job_id=job.pk, clock=lambda: NOW, **more)
    job.refresh_from_db()
    return job


def imported(path, shop, profile=UCI, **more):
    return run(job_of(path, shop, profile, **more))


def command(path, shop, **options):
    report = path.with_suffix(".report.json")
    call_command("import_orders", str(path), shop=shop.slug, report=report, **options)
    return json.loads(report.read_text())


def stored():
    """Everything an import writes, by what people know it by: ids and moments of ours aside."""
    orders = Order.everything.order_by("external_id").values_list(
        "shop__slug", "channel", "external_id", "state", "placed_at", "paid_at", "total_minor"
    )
    lines = OrderLine.objects.order_by("order__external_id", "position").values_list(
        "order__external_id", "position", "sku", "name", "quantity", "unit_price_minor"
    )
    contacts = OrderContact.everything.order_by("order__external_id").values_list(
        "order__external_id", "buyer_ref", "phone", "phone_ok", "country", "search"
    )
    clocks = Deadline.objects.order_by("kind", "due_at").values_list("kind", "opened_at", "due_at")
    return [list(rows) for rows in (orders, lines, contacts, clocks)]


def test_every_row_of_a_dirty_file_is_accounted_for(shop, tmp_path):
    job = imported(files.dirty_file(tmp_path), shop)
    counts = counts_of(job)
    assert {name: counts[name] for name in files.DIRTY_COUNTS} == files.DIRTY_COUNTS
    assert [(r["row"], r["code"], r["amount"]) for r in refusals_of(job)] == [
        (8, "cancellation", -2750),
        (9, "cancellation", -510),
        (10, "stock_note", 0),
        (11, "not_sold", 0),
        (12, "manual_entry", 125),
        (15, "bank_charges", 1500),
        (19, "cut_off", None),
    ]
    assert job.flags == {
        "address_lacking": 5,
        "guest_buyer": 1,
        "amount_unreadable": 1,
        "last_order_may_be_cut": 1,
    }
    totals = Order.everything.aggregate(goods=Sum("goods_minor"), total=Sum("total_minor"))
    assert totals["total"] == job.amount_accepted
    assert Order.everything.get(external_id="700003").delivery_minor == 5400
    assert (job.state, job.rows_expected, job.rows_done, job.finished_at) == (
        ImportState.DONE,
        18,
        19,
        NOW,
    )


def test_the_report_names_every_row_once(shop, tmp_path):
    job = imported(files.dirty_file(tmp_path), shop)
    lines = list(rows_of(job))
    assert [(ln.first_row, ln.last_row, ln.outcome) for ln in lines] == [
        (2, 4, "created"),
        (5, 5, "created"),
        (6, 7, "created"),
        (8, 8, "refused"),
        (9, 9, "refused"),
        (10, 10, "refused"),
        (11, 11, "refused"),
        (12, 14, "created"),
        (12, 12, "refused"),
        (15, 15, "refused"),
        (16, 18, "created"),
        (19, 19, "refused"),
    ]
    assert sum(order.rows for order in ImportedOrder.objects.all()) == job.rows_accepted


def test_the_same_file_again_changes_nothing_and_says_so(shop, tmp_path, capsys):
    """I1."""
    path = files.dirty_file(tmp_path)
    first = command(path, shop, profile="uci-online-retail")
    before = stored()
    second = command(path, shop, profile="uci-online-retail")
    assert stored() == before
    assert (second["orders_created"], second["orders_unchanged"]) == (0, first["orders_created"])
    same = ("rows_read", "rows_accepted", "rows_refused", "amount_accepted", "amount_refused")
    assert {name: second[name] for name in same} == {name: first[name] for name in same}
    assert second["refused"] == first["refused"]
    assert "nothing has changed" in capsys.readouterr().out


def test_the_real_week_is_accounted_for_row_by_row(shop):
    """Issue 2, section 4: 14,595 data rows, reconciled to the last penny; again changes nothing."""
    path = files.real_week()
    job = imported(path, shop)
    read = job.rows_accepted + job.rows_refused
    assert (read, job.rows_accepted, job.rows_refused) == (14_595, 14_280, 315)
    assert (job.orders_created, job.orders_unchanged) == (561, 0)
    with path.open(newline="") as text:
        rows = list(csv.reader(text))[1:]
    assert len(rows) == 14_595
    whole = [cells for cells in rows if len(cells) == 8]
    total = sum(int(cells[3]) * round(float(cells[5]) * 100) for cells in whole)
    assert job.amount_accepted + job.amount_refused == total
    assert Order.everything.aggregate(total=Sum("total_minor"))["total"] == job.amount_accepted
    refused = set(ImportRefusal.objects.values_list("row", flat=True))
    spans = ImportedOrder.objects.values_list("first_row", "last_row")
    taken = {row for first, last in spans for row in range(first, last + 1)} - refused
    assert (len(refused), len(taken)) == (315, 14_280)
    assert refused | taken == set(range(2, 14_597))
    again = imported(path, shop)
    assert (again.orders_created, again.orders_unchanged) == (0, 561)
    assert (again.rows_accepted, again.amount_accepted) == (job.rows_accepted, job.amount_accepted)


def test_a_files_clocks_count_from_its_import(shop, tmp_path):
    imported(files.dirty_file(tmp_path), shop)
    assert set(Deadline.objects.values_list("opened_at", flat=True)) == {NOW}


def test_a_dry_run_tells_the_same_and_keeps_nothing(shop, tmp_path):
    path = files.dirty_file(tmp_path)
    tried = imported(path, shop, dry_run=True)
    assert stored() == [[], [], [], []]
    real = run(repeat_for_real(job_id=tried.pk, scope=Scope.shop(shop.pk), actor=SELLER, now=NOW))
    told = (
        "rows_read",
        "rows_accepted",
        "rows_refused",
        "orders_created",
        "amount_accepted",
        "flags",
    )
    assert {n: counts_of(tried)[n] for n in told} == {n: counts_of(real)[n] for n in told}
    assert list(refusals_of(tried)) == list(refusals_of(real))
    assert Order.everything.count() == real.orders_created == 5


def test_a_dry_run_sees_what_is_here_already(shop, tmp_path):
    path = files.dirty_file(tmp_path)
    imported(path, shop)
    tried = imported(path, shop, dry_run=True)
    assert (tried.orders_created, tried.orders_unchanged) == (0, 5)


def test_a_workbook_is_read_as_a_file_of_text_is(shop, tmp_path):
    text = imported(files.generic_file(tmp_path, 5), shop, GENERIC)
    before = counts_of(text)
    path = tmp_path / "orders.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        for number, line in enumerate(files.generic_lines(5)):
            cells = line.split(",")
            if number:
                cells[4], cells[5] = int(cells[4]), float(cells[5])
            sheet.write_row(number, 0, cells)
    book = imported(path, ShopFactory(language="en"), GENERIC)
    assert counts_of(book) == before
    assert before["orders_created"] == 5


def test_cells_of_a_workbook_keep_their_zeros_dates_and_doubts(shop, tmp_path):
    """I2, I4."""
    path = tmp_path / "cells.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        date = workbook.add_format({"num_format": "dd.mm.yyyy hh:mm"})
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["Order", "Date", "SKU", "Name", "Qty", "Price"])
        for row in range(1, 6):
            sheet.write(row, 0, 1000 + row)
            sheet.write_datetime(row, 1, datetime(2026, 2, 3, 18, 0), date)
            sheet.write_row(row, 4, [2, 1.234 if row == 5 else 1.25])
        sheet.write_string(1, 2, "00123")
        sheet.write(2, 2, 4820000000017)
        sheet.write(3, 2, 48200000000171234567.0)
        sheet.write_string(4, 2, "=1+1")
        sheet.write_formula(4, 3, "=A1", None, "Товар")
        sheet.write_string(5, 2, "X")
    job = imported(path, shop, GENERIC)
    assert list(OrderLine.objects.order_by("id").values_list("sku", flat=True)) == [
        "00123",
        "4820000000017",
        "=1+1",
    ]
    assert [(r["row"], r["code"]) for r in refusals_of(job)] == [
        (4, "rounded_number"),
        (6, "too_precise"),
    ]
    first = Order.everything.order_by("external_id").first()
    assert (first.external_id, first.placed_at) == ("1001", datetime(2026, 2, 3, 16, tzinfo=UTC))


def test_an_order_the_service_refuses_is_reported_by_its_rows(shop, tmp_path):
    future = "G-1,03.02.2036 10:00,A,Cup,1,1.00"
    long = f"G-2,03.02.2026 10:00,{'S' * 70},Cup,1,1.00"
    good = "G-3,03.02.2026 10:00,A,Cup,1,1.00"
    path = files.written(tmp_path / "f.csv", ["Order,Date,SKU,Name,Qty,Price", future, long, good])
    job = imported(path, shop, GENERIC)
    assert [(r["row"], r["code"], r["field"]) for r in refusals_of(job)] == [
        (2, "in_future", "Date"),
        (3, "too_long", "SKU"),
    ]
    assert job.orders_created == 1


def test_ids_of_another_shop_mean_nothing_in_a_file(shop, tmp_path):
    """I6."""
    foreign = OfferFactory(sku="SKU-000")
    path = files.generic_file(tmp_path, 1)
    imported(path, shop, GENERIC)
    assert not OrderLine.objects.filter(offer=foreign).exists()
    other = ShopFactory()
    assert imported(path, other, GENERIC).orders_created == 1
    with pytest.raises(ImportNotFound):
        undo_import(
            job_id=ImportJob.everything.get(shop=shop).pk,
            scope=Scope.shop(other.pk),
            actor=SELLER,
            now=NOW,
        )


def test_undo_removes_what_nobody_has_touched_and_lists_the_rest(shop, tmp_path):
    job = imported(files.dirty_file(tmp_path), shop)
    scope = Scope.shop(shop.pk)
    opened = Order.everything.get(external_id="700001")
    noted = Order.everything.get(external_id="700002")
    open_order(order_id=opened.pk, scope=scope, actor=SELLER, now=NOW)
    add_comment(order_id=noted.pk, scope=scope, actor=SELLER, now=NOW, text="Call first")
    gone = Order.everything.get(external_id="700003")
    job = undo_import(job_id=job.pk, scope=scope, actor=SELLER, now=NOW)
    assert job.state == ImportState.UNDONE
    assert {order.external_id for order in kept_orders(job)} == {"700001", "700002"}
    assert Order.everything.count() == OrderContact.everything.count() == 2
    assert set(Deadline.objects.filter(subject_id=gone.pk).values_list("state", flat=True)) == {
        "void"
    }
    assert [line.action for line in history.of("order", gone.pk)] == ["place", "undo_import"]
    outcomes = {
        line.external_id: line.outcome for line in rows_of(job) if line.outcome != "refused"
    }
    assert outcomes == {
        "700001": "created",
        "700002": "created",
        "700003": "removed",
        "700008": "removed",
        "700010": "removed",
    }


def test_undo_asked_again_does_nothing_more_and_the_file_may_come_again(shop, tmp_path):
    path = files.dirty_file(tmp_path)
    job = imported(path, shop)
    scope = Scope.shop(shop.pk)
    for _ in range(2):
        undo_import(job_id=job.pk, scope=scope, actor=SELLER, now=NOW)
    assert history.of("import", job.pk).count() == 1
    assert imported(path, shop).orders_created == 5


def test_undo_leaves_orders_of_other_imports_alone(shop, tmp_path):
    path = files.dirty_file(tmp_path)
    imported(path, shop)
    second = imported(path, shop)
    undo_import(job_id=second.pk, scope=Scope.shop(shop.pk), actor=SELLER, now=NOW)
    assert Order.everything.count() == 5


@pytest.mark.parametrize("state", ["draft", "waiting", "running"])
def test_what_has_not_ended_cannot_be_undone(shop, tmp_path, state):
    job = job_of(files.dirty_file(tmp_path), shop)
    ImportJob.everything.update(state=state)
    with pytest.raises(ImportBusy):
        undo_import(job_id=job.pk, scope=Scope.shop(shop.pk), actor=SELLER, now=NOW)


def test_a_run_that_is_stopped_goes_on_where_it_was(shop, tmp_path, monkeypatch):
    monkeypatch.setattr("orders.services.imports.run.ORDERS_OF_A_BATCH", 3)
    job = job_of(files.generic_file(tmp_path, 10), shop, GENERIC)
    stops = []
    while not run_import(job_id=job.pk, clock=lambda: NOW, until=NOW):
        job.refresh_from_db()
        stops.append((job.state, job.rows_done, job.orders_created))
    job.refresh_from_db()
    assert stops == [
        ("waiting", 10, 3),
        ("waiting", 19, 6),
        ("waiting", 28, 9),
        ("waiting", 31, 10),
    ]
    assert (job.state, job.orders_created, job.orders_unchanged, job.generation) == (
        "done",
        10,
        0,
        5,
    )


@pytest.mark.parametrize("broken_at", range(6))
def test_a_failure_anywhere_in_a_batch_undoes_the_batch_and_no_more(
    shop, tmp_path, monkeypatch, broken_at
):
    """I1: the checkpoint commits with the rows it covers."""
    monkeypatch.setattr("orders.services.imports.run.ORDERS_OF_A_BATCH", 2)
    path = files.generic_file(tmp_path, 12)
    whole = ShopFactory(slug="whole", language="en")
    imported(path, whole, GENERIC)
    job = job_of(path, shop, GENERIC)
    real = batches.Writer._check_point
    calls = iter(range(100))

    def failing(self, *args):
        if next(calls) == broken_at:
            raise ZeroDivisionError
        return real(self, *args)

    monkeypatch.setattr(batches.Writer, "_check_point", failing)
    with suppress(ZeroDivisionError):
        run_import(job_id=job.pk, clock=lambda: NOW)
    job.refresh_from_db()
    assert (job.orders_created, Order.everything.filter(shop=shop).count()) == (broken_at * 2,) * 2
    run(job, take_over=True)
    assert (job.state, job.orders_created, job.orders_unchanged) == ("done", 12, 0)
    ours, theirs = (
        Order.everything.filter(shop=s)
        .order_by("external_id")
        .values_list("external_id", "total_minor")
        for s in (shop, whole)
    )
    assert list(ours) == list(theirs)


def test_an_import_that_always_fails_is_given_up_and_says_so(shop, tmp_path, monkeypatch):
    job = job_of(files.dirty_file(tmp_path), shop)
    monkeypatch.setattr(batches.Writer, "write", lambda *a, **k: 1 / 0)
    for _ in range(5):
        with pytest.raises(ZeroDivisionError):
            run_import(job_id=job.pk, clock=lambda: NOW, take_over=True)
    job.refresh_from_db()
    assert (job.state, bool(job.error), due_imports(NOW + timedelta(days=1))) == (
        "failed",
        True,
        [],
    )


@pytest.mark.parametrize("fenced", [True, False])
def test_a_runner_that_was_overtaken_writes_nothing_more(shop, tmp_path, monkeypatch, fenced):
    """Q4: a stopped process wakes up past its lease; without the fence (control) it writes on."""
    monkeypatch.setattr("orders.services.imports.run.ORDERS_OF_A_BATCH", 2)
    if not fenced:
        monkeypatch.setattr(batches.Writer, "_hold", lambda self: None)
    job = job_of(files.generic_file(tmp_path, 4), shop, GENERIC)
    asleep = []

    def overtaken(mine):
        if not asleep:
            asleep.append(mine)
            run_import(job_id=job.pk, clock=lambda: NOW, take_over=True)

    with nullcontext() if fenced else pytest.raises(IntegrityError, match="imported_order_once"):
        assert run_import(job_id=job.pk, clock=lambda: NOW, progress=overtaken) is False
    job.refresh_from_db()
    assert (job.generation, job.state, job.rows_accepted) == (2, "done", 12)
    assert Order.everything.count() == 4


def test_a_held_lease_keeps_others_off_until_it_runs_out(shop, tmp_path):
    job = job_of(files.dirty_file(tmp_path), shop)
    ImportJob.everything.update(state="running", lease_until=NOW + timedelta(seconds=60))
    assert due_imports(NOW) == []
    assert run_import(job_id=job.pk, clock=lambda: NOW) is True
    assert Order.everything.count() == 0
    later = NOW + timedelta(seconds=61)
    assert run_due_imports(clock=lambda: later, until=later + timedelta(seconds=1)) == 1
    assert Order.everything.count() == 5


def test_the_command_goes_on_with_the_unfinished_import_of_the_same_file(shop, tmp_path):
    path = files.dirty_file(tmp_path)
    job = job_of(path, shop, now=timezone.now())
    ImportJob.everything.update(state="running", lease_until=timezone.now() + timedelta(hours=1))
    report = command(path, shop, profile="uci-online-retail")
    assert (report["import"], ImportJob.everything.count()) == (str(job.pk), 1)
    assert report["orders_created"] == 5


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"profile": "none"}, "no profile"),
        ({"shop": "none"}, "no shop"),
        ({"channel": "ebay"}, "no channel"),
        ({"file": "missing.csv"}, "No such file"),
    ],
)
def test_the_command_says_what_it_cannot_do(shop, tmp_path, arguments, text):
    path = arguments.pop("file", None) or str(files.dirty_file(tmp_path))
    with pytest.raises(CommandError, match=text) as caught:
        call_command("import_orders", path, **{"shop": shop.slug, **arguments})
    assert (caught.value.returncode, Order.everything.count()) == (2, 0)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", "empty"),
        (b"a,b\n1,2\n", "no column"),
        (b"%PDF-1.7 x", "no table"),
        (b"PK\x03\x04 no zip", "no .xlsx workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "old or a locked"),
        (b"\x1f\x8b\x08 packed", "unpack it"),
    ],
)
def test_a_file_that_cannot_be_read_ends_with_code_2_and_says_why(shop, tmp_path, content, text):
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=text) as caught:
        call_command("import_orders", str(path), shop=shop.slug)
    assert caught.value.returncode == 2
    assert ImportJob.everything.get().state == ImportState.FAILED


def test_a_file_with_a_header_only_is_an_import_of_nothing(shop, tmp_path):
    path = files.written(tmp_path / "h.csv", ["Order,Date,SKU,Qty,Price"])
    job = imported(path, shop, GENERIC)
    assert (job.state, counts_of(job)["rows_read"]) == ("done", 0)


def test_an_upload_waits_for_its_layout_and_is_kept_under_our_own_name(shop, tmp_path):
    """I5."""
    path = files.dirty_file(tmp_path)
    job = upload_file(
        shop_id=shop.pk,
        channel="native",
        filename="..\\..\\/etc/\u202epasswd\r\n<b>.csv",
        chunks=chunks_of(path),
        profile=GENERIC,
        actor=SELLER,
        now=NOW,
        most=20_000_000,
    )
    assert (job.state, job.filename) == (ImportState.DRAFT, "passwd b .csv")
    assert path_of(job).name == f"{job.pk}.bin"
    assert due_imports(NOW) == []
    with pytest.raises(FileRefused):
        start(job, shop, replace(GENERIC, columns={"sku": "Nowhere"}))
    start(job, shop, UCI)
    assert due_imports(NOW) == [job.pk]
    with pytest.raises(ImportBusy):
        start(job, shop, UCI)
    assert run(job).orders_created == 5


def start(job, shop, profile):
    return start_import(
        job_id=job.pk,
        scope=Scope.shop(shop.pk),
        channel="native",
        profile=profile,
        dry_run=False,
        now=NOW,
    )


def test_an_upload_that_is_no_table_is_not_kept(shop, tmp_path, settings):
    for content, most in ((b"%PDF-1.7", 1000), (b"x" * 1001, 1000)):
        with pytest.raises(Exception, match=r"table|MB"):
            upload_file(
                shop_id=shop.pk,
                channel="native",
                filename="x",
                chunks=[content],
                profile=GENERIC,
                actor=SELLER,
                now=NOW,
                most=most,
            )
    assert (list((settings.MEDIA_ROOT / "imports").iterdir()), ImportJob.everything.count()) == (
        [],
        0,
    )


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("orders.csv", "orders.csv"),
        ("../../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\замовлення.csv", "замовлення.csv"),
        ("a\x00b\r\nc.csv", "a b c.csv"),
        ("..", "file"),
        ("", "file"),
        ("x" * 4000 + ".csv", "x" * 116 + ".csv"),
        ("\ud800.csv", "csv"),
    ],
)
def test_a_name_is_shown_without_what_could_mislead(name, shown):
    """I5."""
    assert shown_name(name) == shown


def test_a_shop_keeps_layouts_of_its_own(shop):
    mine = replace(GENERIC, columns={"external_id": "No", "sku": "Code"}, decimal=",")
    kept = save_profile(shop_id=shop.pk, title="Мій магазин", profile=mine)
    assert (kept.title, kept.decimal, dict(kept.columns)) == (
        "Мій магазин",
        ",",
        dict(mine.columns),
    )
    assert [p.code for p in profiles_of(shop.pk)] == [kept.code, "generic", "uci-online-retail"]
    save_profile(shop_id=shop.pk, title="Мій магазин", profile=replace(mine, decimal="."))
    assert profile_by_code(shop.pk, kept.code).decimal == "."
    with pytest.raises(UnknownProfile):
        profile_by_code(ShopFactory().pk, kept.code)


@pytest.mark.parametrize(
    ("title", "profile", "field"),
    [
        ("", GENERIC, "title"),
        ("Generic", GENERIC, "title"),
        ("X", replace(GENERIC, decimal="x"), "decimal"),
    ],
)
def test_a_layout_that_makes_no_sense_is_not_kept(shop, title, profile, field):
    with pytest.raises(ProfileRefused) as caught:
        save_profile(shop_id=shop.pk, title=title, profile=profile)
    assert (caught.value.field, len(profiles_of(shop.pk))) == (field, 2)

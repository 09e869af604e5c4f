"""The pages of imports and replays: look, try, import, report, undo; whose they are, and what they hide."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from kernel.scope import Scope
from orders.models import ImportJob, ImportProfile, ImportState, Order, ReplayRun, ReplayState
from orders.rules.files.profiles import GENERIC
from orders.services.imports.run import run_due_imports
from orders.services.imports.storage import path_of
from orders.services.replay.run import run_due_replays
from sellers.states import Role
from tests.factories import files
from tests.factories.sellers import ShopFactory, member

pytestmark = pytest.mark.django_db
GENERIC_TEXT = "\n".join(files.generic_lines(3)).encode()
DIRTY = "\r".join([files.UCI_HEADER, *files.DIRTY_ROWS]).encode()


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def shop(db):
    return ShopFactory(slug="cabinet-shop", language="en")


@pytest.fixture
def page(client, shop):
    client.force_login(member(Role.OWNER, shop, language="en"))
    return client


def url(shop, *parts):
    return "/".join(["", "s", shop.slug, *map(str, parts), ""])


def upload(client, shop, content=GENERIC_TEXT, name="orders.csv", channel="native"):
    file = SimpleUploadedFile(name, content, content_type="text/csv")
    return client.post(url(shop, "imports"), {"file": file, "channel": channel})


def uploaded(client, shop, **file):
    assert upload(client, shop, **file).status_code == 302
    return ImportJob.everything.latest("created_at")


def layout(client, shop, job):
    """Return what the layout page would send, as a browser fills it."""
    form = client.get(url(shop, "imports", job.pk)).context["form"]
    return {"profile": form.profile.code, **{f.name: f.value() or "" for f in form}}


def work():
    return run_due_imports(clock=timezone.now, until=timezone.now() + timedelta(seconds=30))


def test_a_file_is_looked_at_tried_imported_and_undone(page, shop):
    job = uploaded(page, shop, content=DIRTY, name="week.csv")
    asked = layout(page, shop, job)
    assert asked["profile"] == "uci-online-retail"
    answer = page.post(url(shop, "imports", job.pk, "start"), {**asked, "try": "1"})
    assert (answer.status_code, answer.url) == (302, url(shop, "imports", job.pk))
    assert page.get(answer.url).context["live"] is True
    assert work() == 1
    tried = page.get(answer.url)
    assert (tried.context["job"].orders_created, Order.everything.count()) == (5, 0)
    assert "Import 5 orders" in tried.content.decode()
    real = page.post(url(shop, "imports", job.pk, "repeat"))
    assert work() == 1
    assert Order.everything.count() == 5
    shown = page.get(real.url).content.decode()
    assert "This row cancels an earlier invoice" in shown
    undone = page.post(f"{real.url}undo/", follow=True)
    assert "The import is undone" in undone.content.decode()
    assert Order.everything.count() == 0


def test_columns_are_guessed_shown_with_their_first_rows_and_can_be_changed(page, shop):
    lines = ["Order,Date,SKU,Goods,Qty,Price", "1,03.02.2026,A,Cup,1,2.50"]
    job = uploaded(page, shop, content="\n".join(lines).encode())
    form = page.get(url(shop, "imports", job.pk)).context["form"]
    guessed = [column.field for column in form.look.columns]
    assert guessed == ["external_id", "placed_at", "sku", "", "quantity", "unit_price"]
    assert form.look.columns[3].samples == ("Cup",)
    asked = {**layout(page, shop, job), "column-3": "name", "title": "Our export", "import": "1"}
    page.post(url(shop, "imports", job.pk, "start"), asked)
    work()
    assert Order.everything.get().lines.get().name == "Cup"
    assert ImportProfile.everything.get().settings["columns"]["name"] == "Goods"
    again = uploaded(page, shop, content="\n".join(lines).encode())
    chosen = page.get(url(shop, "imports", again.pk)).context["form"].profile
    assert (str(chosen.title), chosen.columns["name"]) == ("Our export", "Goods")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"column-2": ""}, "__all__"),
        ({"column-3": "sku"}, "column-3"),
        ({"currency": "DOGE"}, "currency"),
        ({"zone": "Mars/Base"}, "zone"),
        ({"formats": "%Q"}, "formats"),
        ({"column-1": "shop_id"}, "column-1"),
    ],
)
def test_a_layout_that_makes_no_sense_is_shown_again_with_the_reason(page, shop, changes, field):
    job = uploaded(page, shop)
    answer = page.post(
        url(shop, "imports", job.pk, "start"), {**layout(page, shop, job), **changes, "import": "1"}
    )
    assert (answer.status_code, next(iter(answer.context["form"].errors))) == (422, field)
    job.refresh_from_db()
    assert (job.state, work()) == (ImportState.DRAFT, 0)


@pytest.mark.parametrize(
    ("content", "name", "text"),
    [
        (b"%PDF-1.7", "orders.csv", "no table"),
        (b"", "orders.csv", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "orders.xlsx", "locked"),
        (b"x" * 20_000_001, "orders.csv", "larger than 20 MB"),
    ],
)
def test_what_cannot_be_read_is_refused_at_once_and_not_kept(page, shop, content, name, text):
    """I3, I5."""
    answer = upload(page, shop, content=content, name=name)
    assert answer.status_code == 422
    assert text in answer.content.decode()
    assert ImportJob.everything.count() == 0


def test_a_hostile_name_is_shown_harmless_and_never_used(page, shop, settings):
    """I5: names are text."""
    job = uploaded(page, shop, name="<img src=x onerror=alert(1)>.csv")
    shown = page.get(url(shop, "imports")).content.decode()
    assert "<img src=x" not in shown
    assert path_of(job).parent == settings.MEDIA_ROOT / "imports"
    assert path_of(job).name == f"{job.pk}.bin"


def test_the_progress_asks_again_until_the_import_has_ended(page, shop):
    job = uploaded(page, shop)
    page.post(url(shop, "imports", job.pk, "start"), {**layout(page, shop, job), "import": "1"})
    live = page.get(url(shop, "imports", job.pk, "progress")).content.decode()
    work()
    ended = page.get(url(shop, "imports", job.pk, "progress")).content.decode()
    assert ("hx-trigger" in live, "hx-trigger" in ended) == (True, False)
    assert "<progress" in live


def test_the_report_is_safe_for_a_spreadsheet_and_is_an_attachment(page, shop):
    """I2, ASVS 1.2.10."""
    rows = ["Order,Date,SKU,Qty,Price", '=HYPERLINK("x"),03.02.2026,A,no,1', "@S,03.02.2026,A,1,1"]
    job = uploaded(page, shop, content="\n".join(rows).encode())
    page.post(url(shop, "imports", job.pk, "start"), {**layout(page, shop, job), "import": "1"})
    work()
    answer = page.get(f"/s/{shop.slug}/imports/{job.pk}/report.csv")
    text = b"".join(answer.streaming_content).decode()
    lines = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))[1:]
    assert [(line[0], line[1], line[2], line[3]) for line in lines] == [
        ("2", '\'=HYPERLINK("x")', "refused", "not_a_quantity"),
        ("3", "'@S", "created", ""),
    ]
    assert answer["Content-Disposition"] == f'attachment; filename="import-{job.pk}.csv"'
    body = page.get(f"/s/{shop.slug}/imports/{job.pk}/report.json")
    told = json.loads(b"".join(body.streaming_content))
    assert (told["rows_read"], told["orders_created"], len(told["refused"])) == (2, 1, 1)


PAGES = ("", "progress/", "report.csv", "report.json")
ACTS = ("start/", "repeat/", "undo/", "replay/")


def test_another_shops_imports_are_not_found(page, client, shop):
    """X1: a stranger's id is the same as none."""
    other = ShopFactory()
    job = ImportJob.everything.create(
        shop=other,
        channel_id="native",
        profile="generic",
        settings=GENERIC.settings(),
        filename="canary.csv",
        path="canary",
        sha256="0" * 64,
        size_bytes=1,
        currency="UAH",
        state="done",
        dry_run=True,
        created_at=timezone.now(),
    )
    base = f"/s/{shop.slug}/imports/{job.pk}/"
    assert [page.get(base + part).status_code for part in PAGES] == [404] * len(PAGES)
    for act in ACTS:
        page.post(base + act)
    job.refresh_from_db()
    assert (job.state, ImportJob.everything.count(), ReplayRun.everything.count()) == ("done", 1, 0)
    assert b"canary" not in page.get(url(shop, "imports")).content
    assert page.get(url(other, "imports")).status_code == 404


def test_an_operator_may_import_but_not_undo(client, shop):
    """D-07."""
    client.force_login(member(Role.OPERATOR, shop))
    job = uploaded(client, shop)
    assert client.post(url(shop, "imports", job.pk, "undo")).status_code == 403


def test_reading_pages_change_nothing(page, shop):
    job = uploaded(page, shop)
    before = list(ImportJob.everything.values())
    for part in ("", "?profile=generic", "?profile=uci-online-retail", "?profile=none"):
        page.get(f"{url(shop, 'imports', job.pk)}{part}")
    page.get(url(shop, "imports"))
    page.get(url(shop, "replays"))
    assert list(ImportJob.everything.values()) == before


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(
    page, shop, count, django_assert_max_num_queries
):
    for _ in range(count):
        uploaded(page, shop)
    with django_assert_max_num_queries(12):
        assert len(page.get(url(shop, "imports")).context["jobs"]) == count


def test_a_tried_file_is_replayed_and_its_picture_drawn(page, shop):
    job = uploaded(page, shop, content=DIRTY)
    page.post(url(shop, "imports", job.pk, "start"), {**layout(page, shop, job), "try": "1"})
    work()
    started = page.post(url(shop, "imports", job.pk, "replay"), {"speed": "0"})
    run = ReplayRun.everything.get()
    assert started.url == url(shop, "replays", run.pk)
    live = page.get(f"{started.url}progress/").content.decode()
    assert 'hx-trigger="every' in live
    assert run_due_replays(clock=timezone.now, until=timezone.now() + timedelta(seconds=30)) == 1
    ended = page.get(started.url)
    assert ended.context["run"].state == ReplayState.DONE
    assert str(ended.context["kinds"][0]["title"]) == "New order"
    assert "hx-trigger" not in page.get(f"{started.url}progress/").content.decode()
    assert run.filename in page.get(url(shop, "replays")).content.decode()
    assert Order.objects.of(Scope.shop(shop.pk)).count() == 0


def test_a_replay_is_stopped_by_its_button_and_seen_by_nobody_else(page, shop):
    job = uploaded(page, shop, content=DIRTY)
    page.post(url(shop, "imports", job.pk, "start"), {**layout(page, shop, job), "try": "1"})
    work()
    page.post(url(shop, "imports", job.pk, "replay"), {"speed": "junk"})
    run = ReplayRun.everything.get()
    twice = page.post(url(shop, "imports", job.pk, "replay"), follow=True)
    assert "A replay runs already" in twice.content.decode()
    page.post(url(shop, "replays", run.pk, "stop"))
    run.refresh_from_db()
    assert run.state == ReplayState.STOPPED
    stranger = ShopFactory()
    page.force_login(member(Role.OWNER, stranger))
    assert page.get(url(stranger, "replays", run.pk)).status_code == 404

"""Requirement numbers: how they are read, what claims them, what proves them, and how they are listed."""

import json
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.urls import path
from django.views import View

from config.requirements import claims, numbers, pages, proofs, report
from config.requirements.report import as_table

REGISTER = """
[documents]
"R-004" = "Orders"
[numbers]
"R-004-01" = "Told"
"R-004-02" = "Told otherwise"
"R-004-32b" = "The other side"
"R-004-03" = "Nobody wrote it"
"""


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("(R-004-22)", ["R-004-22"]),
        ("R-004-22, R-002-07,\n    R-003-27", ["R-004-22", "R-002-07", "R-003-27"]),
        ("R-003-28, -35", ["R-003-28", "R-003-35"]),
        ("R-004-22/-23", ["R-004-22", "R-004-23"]),
        ("R-004-22 and -23", ["R-004-22", "R-004-23"]),
        ("R-004-08..-11", ["R-004-08", "R-004-09", "R-004-10", "R-004-11"]),
        ("R-004-08..11", ["R-004-08", "R-004-09", "R-004-10", "R-004-11"]),
        ("R-004-08…R-004-10", ["R-004-08", "R-004-09", "R-004-10"]),
        ("R-004-08..-09, -12..-13, -15", [f"R-004-{n}" for n in ("08", "09", "12", "13", "15")]),
        ("R-004-01,\n# -02", ["R-004-01", "R-004-02"]),
        ("R-004-61..R-003-02", ["R-004-61", "R-003-02"]),
        ("R-004-32b", ["R-004-32b"]),
        ("D-07 and D-08", ["D-07", "D-08"]),
        ("R-004-100", ["R-004-100"]),
        ("R-004-22, 15 min, -3 degrees, C-21, AR-004-22, ID-07", ["R-004-22"]),
        ("nothing", []),
    ],
)
def test_numbers_are_read_as_people_write_them(text, named):
    assert [number for number, _ in numbers.mentions(text)] == named


@pytest.mark.parametrize(
    ("name", "spelt"),
    [
        ("test_next_morning_r_004_22", {"R-004-22"}),
        ("test_r_004_22_and_r_004_32b", {"R-004-22", "R-004-32b"}),
        ("TestR_004_22", set()),
        ("test_one_wins_d_02", {"D-02"}),
        ("test_or_004_22", set()),
        ("test_with_id_02_left", set()),
    ],
)
def test_names_spell_them(name, spelt):
    assert numbers.spelt_in(name) == spelt


@pytest.fixture
def checkout(tmp_path):
    """Return a way to write files into a small checkout with a register, an app and tests."""

    def write(name, text):
        place = tmp_path / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")

    write("docs/requirements.toml", REGISTER)
    write("tests/conftest.py", "")
    write("shops/__init__.py", "")
    return SimpleNamespace(root=tmp_path, write=write)


def proven(checkout, text):
    checkout.write("tests/unit/test_it.py", text)
    found = proofs.proofs(checkout.root)
    return {n: [test.split("::", 1)[1] for test in tests] for n, tests in found.items()}


@pytest.mark.parametrize(
    ("text", "tests"),
    [
        pytest.param("def test_a_r_004_01(): ...", ["test_a_r_004_01"], id="its name"),
        pytest.param('def test_a():\n    """R-004-01."""', ["test_a"], id="its docstring"),
        pytest.param('async def test_a():\n    """R-004-01."""', ["test_a"], id="async"),
        pytest.param(
            'class TestA:\n    """R-004-01."""\n    def test_b(self): ...\n    def test_c(self): ...',
            ["TestA::test_b", "TestA::test_c"],
            id="its class's docstring",
        ),
        pytest.param(
            '@pytest.mark.parametrize("a", [pytest.param(1, id="V1 and R-004-01")])\ndef test_a(a): ...',
            ["test_a"],
            id="an id of a parameter",
        ),
        pytest.param(
            '@pytest.mark.parametrize("a", [1], ids=["R-004-01"])\ndef test_a(a): ...',
            ["test_a"],
            id="ids",
        ),
        pytest.param(
            'TABLE = [pytest.param(1, id="R-004-01")]\nMORE = [*TABLE]\n'
            '@pytest.mark.parametrize("a", MORE)\ndef test_a(a): ...\ndef test_b(): ...',
            ["test_a"],
            id="an id in a table of the file",
        ),
        pytest.param(
            'class Shop(RuleBasedStateMachine):\n    """R-004-01."""\nTestShop = Shop.TestCase',
            ["TestShop::runTest"],
            id="a machine of Hypothesis",
        ),
    ],
)
def test_a_test_names_what_it_proves(checkout, text, tests):
    assert proven(checkout, text) == {"R-004-01": tests}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('"""R-004-01."""\ndef test_a(): ...', id="the top of the file"),
        pytest.param('def test_a():\n    say("R-004-01")  # R-004-01', id="its body"),
        pytest.param('def helper():\n    """R-004-01."""', id="no test"),
        pytest.param(
            'class Helper:\n    """R-004-01."""\n    def test_b(self): ...', id="no class"
        ),
        pytest.param('@pytest.mark.skip\ndef test_a():\n    """R-004-01."""', id="skipped"),
        pytest.param('@pytest.mark.xfail(reason="-")\ndef test_a_r_004_01(): ...', id="to fail"),
    ],
)
def test_what_names_no_test_proves_nothing(checkout, text):
    assert proven(checkout, text) == {}


def test_product_code_and_templates_claim_and_what_stands_outside_does_not(checkout):
    checkout.write("shops/rules/late.py", '"""Late."""\n# R-004-01, -02\n')
    checkout.write("templates/page.html", "<p>\n{# R-004-32b #}")
    checkout.write("sandbox/__init__.py", '"""R-004-03."""')
    checkout.write("var/notes.py", '"""R-004-03."""')
    found = claims.named_where(checkout.root, claims.product_files(checkout.root))
    assert found == {
        "R-004-01": ["shops/rules/late.py:2"],
        "R-004-02": ["shops/rules/late.py:2"],
        "R-004-32b": ["templates/page.html:2"],
    }


def view(request):
    """Show it (R-004-01)."""


def shown(request):
    return beside(request)


def beside(request):
    return "page.html"


class Page(View):
    """One page (R-004-01)."""

    template_name = "page.html"

    def post(self, request):
        """Send it (R-004-32b)."""


@pytest.fixture
def templates(checkout):
    """Write a page of three templates; what it says to people is no claim of the page's."""
    checkout.write(
        "templates/page.html", '{% extends "base.html" %}{% include "part.html" %}R-004-03'
    )
    checkout.write("templates/part.html", "{% comment %} R-004-02 {% endcomment %}")
    checkout.write("templates/base.html", "")


@pytest.fixture
def routes(monkeypatch, checkout):
    """Return a way to have some routes, named by the one method they are open to."""

    def have(*patterns):
        resolver = SimpleNamespace(url_patterns=patterns)
        monkeypatch.setattr(pages, "get_resolver", lambda: resolver)
        open_to = {p.name: {p.name: {"anybody"}} if p.name != "closed" else {} for p in patterns}
        monkeypatch.setattr(pages, "rows", lambda: open_to)
        return pages.pages(checkout.root / "templates")

    return have


def test_a_page_serves_what_its_view_says(routes):
    assert routes(path("a/", view, name="GET"), path("b/", view, name="closed")) == {
        "R-004-01": ["GET /a/"]
    }


def test_a_page_serves_what_its_class_its_methods_and_its_templates_say(routes, templates):
    assert routes(path("a/<int:pk>/", Page.as_view(), name="GET")) == {
        "R-004-01": ["GET /a/<int:pk>/"],
        "R-004-02": ["GET /a/<int:pk>/"],
        "R-004-32b": ["GET /a/<int:pk>/"],
    }


def test_a_view_may_leave_its_template_to_a_function_beside_it(routes, templates):
    assert routes(path("a/", shown, name="GET")) == {"R-004-02": ["GET /a/"]}


def test_an_act_serves_what_it_says_not_what_it_draws_again(routes, templates):
    assert routes(path("a/", shown, name="POST"), path("b/", view, name="POST")) == {
        "R-004-01": ["POST /b/"]
    }


@pytest.fixture
def complete(checkout, routes):
    """Return a checkout where one number is proven, one claimed only, one served, one unheard of."""
    routes(path("a/", view, name="GET"))
    checkout.write("shops/late.py", '"""R-004-01, -02."""')
    checkout.write("tests/unit/test_it.py", "def test_a_r_004_01(): ...")
    return checkout


def test_a_claim_without_a_test_is_complained_of(complete):
    assert list(report(complete.root).complaints()) == [
        "R-004-02 (Told otherwise) has no test, and is claimed at shops/late.py:1"
    ]


@pytest.mark.parametrize(
    ("file", "text", "place"),
    [
        ("shops/more.py", '"""R-004-99."""', "shops/more.py:1"),
        ("docs/more.md", "\nR-004-99", "docs/more.md:2"),
        ("templates/more.html", "{# R-004-99 #}", "templates/more.html:1"),
        ("tests/factories/more.py", '"""R-004-99."""', "tests/factories/more.py:1"),
        ("tests/test_x.py", "def test_r_004_99(): ...", "tests/test_x.py::test_r_004_99"),
    ],
)
def test_a_number_that_does_not_exist_is_complained_of_wherever_it_stands(
    complete, file, text, place
):
    complete.write("tests/unit/test_more.py", "def test_r_004_02(): ...")
    assert list(report(complete.root).complaints()) == []
    complete.write(file, text)
    assert list(report(complete.root).complaints()) == [
        f"R-004-99 is no requirement, and is named at {place}"
    ]


def test_the_table_shows_each_and_counts_at_the_end(complete):
    assert list(as_table(report(complete.root))) == [
        "R-004  Orders",
        "  number      tests  pages",
        "  R-004-01        1      1  Told",
        "                             tests/unit/test_it.py::test_a_r_004_01",
        "                             page GET /a/",
        "  R-004-02        0      0  Told otherwise  CLAIMED WITHOUT A TEST",
        "  R-004-32b       0      0  The other side",
        "  R-004-03        0      0  Nobody wrote it",
        "",
        "R-004: 1 of 3 have tests; still without: 02, 03",
        "1 of 3 have pages",
        "1 of 3 have tests; still without: R-004-02, R-004-03",
    ]


def listed(root, settings, *options):
    settings.BASE_DIR = root
    said = StringIO()
    call_command("requirements", *options, stdout=said)
    return said.getvalue()


def test_the_command_tells_machines_the_same(complete, settings):
    first, *others = json.loads(listed(complete.root, settings, "--json"))
    assert first == {
        "id": "R-004-01",
        "title": "Told",
        "claimed": ["shops/late.py:1"],
        "tests": ["tests/unit/test_it.py::test_a_r_004_01"],
        "pages": ["GET /a/"],
    }
    assert [row["id"] for row in others] == ["R-004-02", "R-004-32b", "R-004-03"]


def test_the_check_fails_with_the_list_and_passes_when_all_is_proven(complete, settings):
    with pytest.raises(CommandError, match=r"R-004-02 .* claimed at shops/late\.py:1") as failed:
        listed(complete.root, settings, "--check")
    assert failed.value.returncode == 1
    complete.write("tests/unit/test_more.py", "def test_r_004_02(): ...")
    assert listed(complete.root, settings, "--check").startswith("Every requirement")


def test_a_copy_without_tests_says_so(tmp_path, settings):
    with pytest.raises(CommandError, match=r"no tests/ and docs/.*from a checkout"):
        listed(tmp_path, settings)


def test_this_checkout_lists_all_of_them(settings):
    rows = json.loads(listed(Path(__file__).parents[3], settings, "--json"))
    counted = [row for row in rows if row["id"][0] == "R" and row["id"][-1] != "b"]
    assert (len(counted), len(rows)) == (247, 262)
    assert all(len(row["title"].split()) <= 12 for row in rows)

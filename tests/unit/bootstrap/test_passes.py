"""What `./test` tells pytest: nothing is left out, and what needs the machine has it for itself."""

import os

import pytest

from bootstrap import test as runner
from bootstrap.paths import ROOT
from config.settings.test import _apart
from tests.faults.conftest import pytest_collection_modifyitems as mark_alone


def folders_with_tests():
    return {
        f"tests/{path.relative_to(ROOT / 'tests').parts[0]}"
        for path in ROOT.glob("tests/**/test_*.py")
    }


def test_the_whole_run_leaves_no_folder_out():
    together, _alone = runner.passes([])
    assert {word for word in together if word.startswith("tests/")} == folders_with_tests()


def test_a_test_has_the_machine_to_itself_or_runs_beside_others_and_never_both():
    together, alone = runner.passes([])
    assert (together[together.index("-m") + 1], alone) == (
        "not alone",
        ["tests/faults", "-m", "alone"],
    )


def test_of_faults_all_is_alone_that_does_not_say_it_may_run_beside_others():
    class Item:
        def __init__(self, path, *marks):
            self.path, self.marks = ROOT / path, list(marks)

        def get_closest_marker(self, name):
            return name if name in self.marks else None

        def add_marker(self, name):
            self.marks.append(name)

    fault = "tests/faults/orders/test_it.py"
    items = [Item(fault), Item(fault, "beside"), Item("tests/unit/test_it.py")]
    mark_alone(items)
    assert [item.marks for item in items] == [["alone"], ["beside"], []]


@pytest.mark.parametrize(("cores", "workers"), [(None, 1), (1, 1), (2, 2), (64, 4)])
def test_there_are_as_many_workers_as_cores_and_four_at_most(monkeypatch, cores, workers):
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    assert [f"--numprocesses={workers}" in each for each in runner.passes([])] == [True, False]


def test_fast_takes_more_words_and_is_one_run():
    [words] = runner.passes(["fast", "-x"])
    assert words[:4] == ["tests/unit", "tests/integration", "-m", "not slow"]
    assert words[-1] == "-x" and "--dist=loadfile" in words


@pytest.mark.parametrize(
    ("runs", "codes", "verdict"),
    [
        ([["a"], ["b"]], [0, 0], []),
        ([["a"], ["b"]], [1, 0], ["tests (pytest ended with 1)"]),
        ([["a"], ["b"]], [0, 5], ["tests (pytest ended with 5)"]),
        ([["a"], ["b"]], [2, 1], ["tests (pytest ended with 2)"]),
    ],
)
def test_a_failure_in_one_run_does_not_spare_the_next_and_is_said_once(
    monkeypatch, runs, codes, verdict
):
    left, said = list(codes), []
    monkeypatch.setattr(
        runner.foreground, "talk", lambda command, env: said.append(command[-1]) or left.pop(0)
    )
    monkeypatch.setattr(runner, "browser", lambda: "/usr/bin/chromium")
    progress = type("Quiet", (), {"line": lambda self, *words: None})()
    assert (runner._tests(runs, {}, progress), said) == (verdict, ["a", "b"])


@pytest.mark.parametrize(
    ("worker", "url"),
    [
        ("", "redis://:secret@127.0.0.1:1/0"),
        ("gw0", "redis://:secret@127.0.0.1:1/1"),
        ("gw3", "redis://:secret@127.0.0.1:1/4"),
    ],
)
def test_each_worker_has_a_number_of_the_broker_of_its_own(worker, url):
    assert _apart("redis://:secret@127.0.0.1:1/0", worker) == url

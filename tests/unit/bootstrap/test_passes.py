"""What `./test` tells pytest: nothing is left out, and what needs the machine has it for itself."""

import os

import pytest

from bootstrap import test as runner
from bootstrap.paths import ROOT
from config.settings.test import _apart


def folders_with_tests():
    return {
        f"tests/{path.relative_to(ROOT / 'tests').parts[0]}"
        for path in ROOT.glob("tests/**/test_*.py")
    }


def test_the_whole_run_leaves_no_folder_out_and_runs_none_twice():
    together, alone = runner.passes([])
    named = [word for word in (*together, *alone) if not word.startswith("-")]
    assert (sorted(named), len(named)) == (sorted(folders_with_tests()), len(set(named)))


def test_what_starts_and_kills_processes_runs_one_by_one():
    assert runner.passes([])[1] == ["tests/faults"]


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

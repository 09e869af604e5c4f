"""The benchmarks: found by what they are, told in one table, and never part of the product."""

import importlib

import pytest

from bench.__main__ import COLUMNS, benchmarks, table
from tests.architecture.tree import PRODUCT, sources

ROW = {
    "workload": "W0",
    "name": "nothing",
    "ops_per_s": 1234.5,
    "limit_name": "the limit",
    "limit_ops_per_s": 2_000_000,
    "ratio": 0.5,
    "goal": ">= 70 %",
    "met": False,
}


def test_each_module_that_measures_is_found():
    assert {"sweep", "relay", "worktime", "lists"} <= set(benchmarks())
    assert "probes" not in benchmarks()


@pytest.mark.parametrize("name", benchmarks())
def test_it_can_be_loaded_without_a_database_and_says_what_it_measures(name):
    module = importlib.import_module(f"bench.{name}")
    assert module.__doc__.startswith("W") and callable(module.main)


def test_the_table_has_a_line_for_each_row_and_says_against_what():
    lines = table([ROW, {**ROW, "met": True}]).splitlines()
    assert lines[0].split() == list(COLUMNS)
    assert [line.split()[-1] for line in lines[1:3]] == ["NO", "yes"]
    assert "1,234.5" in lines[1] and "2,000,000" in lines[1]
    assert lines[-1] == "W0 nothing: against the limit"


def test_an_unknown_name_is_told_with_the_known_ones(capsys):
    from bench.__main__ import main

    assert main(["no-such"]) == 2
    assert "There is no benchmark no-such: " in capsys.readouterr().out


def test_no_product_code_knows_of_it():
    assert [
        str(s.path) for s in sources(*PRODUCT) if "bench." in s.text and "import bench" in s.text
    ] == []

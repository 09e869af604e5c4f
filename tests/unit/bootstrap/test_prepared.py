"""Preparing is skipped only when the data fits exactly this code."""

import pytest

from bootstrap import prepared


@pytest.fixture
def tree(tmp_path):
    for name, content in {
        "requirements/embedded.txt": "django",
        "orders/__init__.py": "",
        "orders/models.py": "a = 1",
        "tests/__init__.py": "",
        "static/x.css": "a {}",
    }.items():
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(content)
    return tmp_path


@pytest.mark.parametrize("name", ["orders/models.py", "static/x.css", "requirements/embedded.txt"])
def test_a_change_of_the_product_shows(tree, name):
    before = prepared.fingerprint(tree)
    (tree / name).write_text("changed")
    assert prepared.fingerprint(tree) != before


def test_a_new_migration_shows(tree):
    before = prepared.fingerprint(tree)
    (tree / "orders" / "migrations").mkdir()
    (tree / "orders" / "migrations" / "0002_more.py").write_text("")
    assert prepared.fingerprint(tree) != before


def test_a_change_of_a_test_does_not(tree):
    before = prepared.fingerprint(tree)
    (tree / "tests" / "__init__.py").write_text("changed")
    assert prepared.fingerprint(tree) == before


def test_remembered_until_forgotten(tmp_path):
    assert not prepared.is_current(tmp_path, "v1")
    prepared.remember(tmp_path, "v1")
    assert prepared.is_current(tmp_path, "v1")
    assert not prepared.is_current(tmp_path, "v2")
    prepared.forget(tmp_path)
    assert not prepared.is_current(tmp_path, "v1")

"""When the virtual environment is good enough, and how uv learns of pip's settings."""

import json

import pytest

from bootstrap import venv


@pytest.fixture
def stamped(tmp_path, monkeypatch):
    """Stamp a venv in a folder of its own."""
    python = tmp_path / "python"
    python.touch()
    monkeypatch.setattr(venv, "PYTHON", python)
    monkeypatch.setattr(venv, "_STAMP", tmp_path / "otgruz.json")

    def stamp(profile, lock=None):
        content = {"profile": profile, "lock": lock or venv._digest(profile)}
        (tmp_path / "otgruz.json").write_text(json.dumps(content))

    return stamp


@pytest.mark.parametrize(
    ("held", "wanted", "good"),
    [
        ("embedded", "embedded", True),
        ("dev", "embedded", True),
        ("dev", "dev", True),
        ("embedded", "dev", False),
        ("base", "embedded", False),
    ],
)
def test_a_venv_serves_its_own_profile_and_those_below(stamped, held, wanted, good):
    stamped(held)
    assert venv._satisfied(wanted) is good


def test_a_changed_lock_asks_for_work(stamped):
    stamped("dev", lock="of yesterday")
    assert not venv._satisfied("embedded")


@pytest.mark.parametrize("stamp", ["", "{", '{"profile": "unheard of"}'])
def test_an_unreadable_stamp_asks_for_work(stamped, tmp_path, stamp):
    (tmp_path / "otgruz.json").write_text(stamp)
    assert not venv._satisfied("base")


def test_a_venv_for_tests_is_not_cut_down(stamped, tmp_path, monkeypatch):
    """A new lock is installed for the profile the venv has, not for the smaller one asked for."""
    stamped("dev", lock="of yesterday")
    installed = []
    monkeypatch.setattr(venv, "ROOT", tmp_path)
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "dev.txt").write_text("")
    monkeypatch.setattr(venv, "_create", lambda _progress: False)
    monkeypatch.setattr(venv, "_install", lambda lock, exact: installed.append((lock.name, exact)))
    venv.ensure_venv("embedded", venv.Progress())
    assert installed == [("dev.txt", True)]
    assert venv._satisfied("embedded")


def test_a_venv_of_unknown_origin_loses_nothing(stamped, tmp_path, monkeypatch):
    installed = []
    monkeypatch.setattr(venv, "_create", lambda _progress: False)
    monkeypatch.setattr(venv, "_install", lambda lock, exact: installed.append((lock.name, exact)))
    venv.ensure_venv("embedded", venv.Progress())
    assert installed == [("embedded.txt", False)]


def test_uv_is_told_the_index_and_the_certificates_of_pip(monkeypatch):
    answer = "global.cert='/etc/a.pem'\n:env:.index-url='https://b/'\nglobal.index-url='https://a/'"
    done = venv.Answer(0, answer)
    monkeypatch.setattr(venv, "_quietly", lambda *_: done)
    monkeypatch.delenv("UV_DEFAULT_INDEX", raising=False)
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    settings = venv._uv_settings()
    assert (settings["UV_DEFAULT_INDEX"], settings["SSL_CERT_FILE"]) == ("https://b/", "/etc/a.pem")

"""Root starts the servers as somebody else, who may not reach the checkout."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from bootstrap import binaries, services
from bootstrap.account import Account, server_account
from bootstrap.paths import VENV

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes somebody else")


@pytest.fixture
def scratch():
    folder = Path(tempfile.mkdtemp(prefix="otgruz-test-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def closed(scratch):
    """A folder that only root may enter, as a home often is."""
    folder = scratch / "closed"
    folder.mkdir(mode=0o700)
    return folder


def test_root_becomes_a_user_that_exists():
    assert server_account().popen_options()["user"] > 0


def test_programs_in_a_closed_home_are_copied_to_where_they_run(scratch, closed, monkeypatch):
    (closed / "venv").symlink_to(VENV)
    monkeypatch.setattr(binaries, "VENV", closed / "venv")
    account = server_account()
    found = binaries.find_binaries(account, scratch)
    programs = [found.postgres / "postgres", found.postgres / "initdb", found.valkey]
    assert [program.is_relative_to(scratch / "programs") for program in programs] == [True] * 3
    assert [account.can_run(program) for program in programs] == [True] * 3


def test_programs_that_can_be_reached_are_used_where_they_are(scratch):
    found = binaries.find_binaries(server_account(), scratch)
    assert found.postgres.is_relative_to(VENV)
    assert list(scratch.iterdir()) == []


def test_data_of_a_closed_home_lies_elsewhere(closed, monkeypatch, scratch):
    monkeypatch.setattr(services, "_SYSTEM_HOME", scratch / "lib")
    state = closed / "var"
    home = services.servers_home(state, server_account())
    assert home.parent == scratch / "lib"
    assert services.servers_home(state, Account()) == state

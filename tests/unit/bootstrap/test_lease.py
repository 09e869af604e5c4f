"""One owner of the state folder at a time; others borrow what it runs."""

import os
import threading

import pytest

from bootstrap import lease as lease_module
from bootstrap.errors import Trouble
from bootstrap.lease import Lease

ENV = {"REDIS_URL": "redis://127.0.0.1:1/0"}


def end(lease):
    """Drop what the kernel would drop when the lease's process ends."""
    for descriptor in (lease._lock, lease._users):
        if descriptor is not None:
            os.close(descriptor)


@pytest.fixture
def owner(tmp_path):
    lease = Lease(tmp_path)
    assert lease.take("./run")
    yield lease
    end(lease)


@pytest.fixture
def other(tmp_path):
    lease = Lease(tmp_path)
    yield lease
    end(lease)


def test_a_second_owner_is_refused(owner, other):
    assert not other.take("./run")


def test_a_second_owner_is_told_the_address(owner, other):
    owner.publish("./run", ENV, "http://127.0.0.1:8000")
    assert str(other.refusal()) == (
        f"Otgruz is up already: http://127.0.0.1:8000 (process {os.getpid()}).\n"
        f"Stop it with Ctrl-C where it runs, or with: kill {os.getpid()}"
    )


def test_a_second_owner_is_told_the_command_while_nothing_is_served(owner, other, tmp_path):
    owner.publish("./dev manage replay", ENV)
    assert str(other.refusal()) == (
        f"The data in {tmp_path} is in use by `./dev manage replay` (process {os.getpid()}).\n"
        "Run this again when it has ended."
    )


def test_a_borrower_gets_the_environment(owner, other):
    owner.publish("./run", ENV)
    assert other.borrow() == ENV


def test_nothing_to_borrow_without_an_owner(other):
    assert other.borrow() is None


def test_a_borrower_waits_for_servers_that_are_starting_and_then_gives_up(owner, other):
    with pytest.raises(Trouble, match=r"is in use by `\./run`"):
        other.borrow(seconds=0.2)


def test_the_owner_waits_for_its_borrower(owner, other, monkeypatch):
    released = []
    monkeypatch.setattr(lease_module, "_let_go_of_streams", lambda: released.append(True))
    owner.publish("./dev manage one", ENV)
    assert other.borrow() == ENV
    leaving = threading.Thread(target=owner.release, kwargs={"wait_for_borrowers": True})
    leaving.start()
    leaving.join(timeout=0.2)
    assert (leaving.is_alive(), bool(released)) == (True, True)
    os.close(other._users)
    other._users = None
    leaving.join(timeout=5)
    assert not leaving.is_alive()


def test_the_card_with_its_passwords_is_ours_alone(owner, tmp_path):
    owner.publish("./run", ENV)
    assert (tmp_path / "run.json").stat().st_mode & 0o777 == 0o600


def test_after_the_owner_ended_the_next_takes_over(tmp_path):
    first, second = Lease(tmp_path), Lease(tmp_path)
    assert first.take("./run")
    end(first)
    assert second.take("./run")
    end(second)

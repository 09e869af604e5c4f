"""The processes of one machine: which, in which order, on which ports, with what in their hands."""

import io
import signal
import socket
import time

import pytest

from bootstrap import stack
from bootstrap.environment import Addresses, as_owner, stack_environment
from bootstrap.errors import Trouble
from bootstrap.family import Family
from bootstrap.program import Child, Program
from bootstrap.progress import Progress

PORTS = {
    "SANDBOX_WEB_PORT": 8010,
    "SANDBOX_TELEGRAM_PORT": 8011,
    "SANDBOX_SMTP_PORT": 8012,
    "SANDBOX_SMS_PORT": 8013,
    "SANDBOX_NOVA_POSHTA_PORT": 8014,
    "SANDBOX_CAINIAO_PORT": 8015,
    "SANDBOX_TRADE_PARTNER_PORT": 8016,
}
WHERE = Addresses(8000, PORTS)


def until(true):
    stop = time.monotonic() + 30
    while not true():
        assert time.monotonic() < stop, "it did not come to that"
        time.sleep(0.005)


def names(**copies):
    planned = stack.Stack({}, WHERE, stack.Copies(**copies)).programs()
    return [program.name for program in planned]


def test_the_worker_is_stopped_first_and_the_sandbox_last():
    """Children are stopped in the reverse order of their start."""
    assert names() == ["sandbox", "beat", "web", "worker"]


def test_copies():
    assert names(web=2, worker=2, beat=2) == [
        "sandbox",
        "beat",
        "beat-2",
        "web",
        "web-2",
        "worker",
        "worker-2",
    ]


def test_each_web_copy_has_a_port_of_its_own():
    planned = stack.Stack({}, WHERE, stack.Copies(web=2)).programs()
    binds = [word for program in planned for word in program.command if "--bind" in word]
    assert binds == ["--bind=127.0.0.1:8000", "--bind=127.0.0.1:8001"]


def test_copies_come_from_the_environment(monkeypatch):
    monkeypatch.setenv("WEB_COPIES", "2")
    monkeypatch.setenv("WORKER_COPIES", "")
    monkeypatch.delenv("BEAT_COPIES", raising=False)
    assert stack.Copies.from_environment() == stack.Copies(web=2, worker=1, beat=1)


def test_a_number_that_is_none_is_refused(monkeypatch):
    monkeypatch.setenv("PORT", "eight")
    with pytest.raises(Trouble, match=r"^PORT must be a whole number, not 'eight'\.$"):
        stack.number("PORT", 8000)


def test_a_taken_port_is_refused_with_a_way_out():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Trouble, match=f"^Port {port} is taken by another program\\."):
            stack.check_ports(port, stack.Copies())


def test_partners_are_the_sandbox_unless_the_person_names_real_ones():
    told = stack_environment({"SANDBOX_TELEGRAM_TOKENS": "1:a", "EMAIL_HOST": "mail.test"}, WHERE)
    asked = ("TELEGRAM_API_URL", "EMAIL_HOST", "EMAIL_PORT", "NOVA_POSHTA_URL")
    assert {name: told[name] for name in asked} == {
        "TELEGRAM_API_URL": "http://127.0.0.1:8011",
        "EMAIL_HOST": "mail.test",
        "EMAIL_PORT": "8012",
        "NOVA_POSHTA_URL": "http://127.0.0.1:8014/v2.0/json/",
    }


@pytest.mark.parametrize(
    ("env", "url"),
    [
        ({"DATABASE_URL": "app", "DATABASE_ADMIN_URL": "owner"}, "owner"),
        ({"DATABASE_URL": "only"}, "only"),
    ],
)
def test_the_owner_prepares_the_database(env, url):
    assert as_owner(env)["DATABASE_URL"] == url


def test_pauses_between_restarts_grow_to_half_a_minute(tmp_path):
    child = Child(Program("true", ["/bin/sh", "-c", "exit 3"]), tmp_path / "true.log")
    child.process.wait(30)
    assert [child.plan_restart() for _ in range(7)] == [1, 2, 4, 8, 16, 30, 30]
    assert child.how_it_ended() == "exit code 3"


def test_a_child_that_ignores_the_polite_signal_is_killed(tmp_path):
    script = "trap '' TERM; echo up; sleep 60 & wait; wait"
    program = Program("stubborn", ["/bin/sh", "-c", script], patience=0.2)
    child = Child(program, tmp_path / "stubborn.log")
    until(lambda: "up" in child.log.read_text())
    child.ask_to_stop()
    child.wait_stopped(is_urgent=lambda: False)
    assert child.process.returncode == -signal.SIGKILL
    assert child.how_it_ended() == "signal 9"


def test_the_log_of_the_last_run_is_kept_once(tmp_path):
    log = tmp_path / "web.log"
    for word in ("first", "second", "third"):
        Child(Program("web", ["/bin/sh", "-c", f"echo {word}"]), log).process.wait(30)
    assert [file.read_text() for file in (log, tmp_path / "web.log.1")] == ["third\n", "second\n"]


def test_a_log_that_has_grown_large_is_moved_aside_under_a_writing_child(tmp_path, monkeypatch):
    monkeypatch.setattr("bootstrap.program._LARGEST_LOG", 3)
    script = "echo before; until [ -e go ]; do sleep 0.01; done; echo after"
    child = Child(Program("web", ["/bin/sh", "-c", script], cwd=tmp_path), tmp_path / "web.log")
    until(child.log.read_text)
    child.trim_log()
    (tmp_path / "go").touch()
    child.process.wait(30)
    files = (tmp_path / "web.log.1", tmp_path / "web.log")
    assert [file.read_text() for file in files] == ["before\n", "after\n"]


@pytest.mark.parametrize(("code", "runs"), [(0, 1), (1, 2)])
def test_what_runs_once_is_started_again_only_if_it_fails(tmp_path, monkeypatch, code, runs):
    monkeypatch.setattr("bootstrap.program._LONGEST_PAUSE", 0.0)
    script = f"echo run >> count; [ $(wc -l < count) = 2 ] && exit 0; exit {code}"
    with Family(tmp_path / "log", Progress(io.StringIO())) as family:
        child = family.start(Program("once", ["/bin/sh", "-c", script], cwd=tmp_path, once=True))
        until(lambda: family.tick() or (child.is_cleared and child.process.returncode == 0))
    assert (tmp_path / "count").read_text() == "run\n" * runs

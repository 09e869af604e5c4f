"""The supervisor of `./run` with real processes: nobody survives it, and its data survives all."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import redis

from bootstrap.paths import ROOT
from bootstrap.processes import is_alive

SCRIPT = Path(__file__).with_name("supervisor_program.py")
ENV = {
    **{name: os.environ[name] for name in os.environ if name not in {"DATABASE_URL", "REDIS_URL"}},
    "PYTHONPATH": str(ROOT),
}


class Supervisor:
    """One started supervisor and all the processes under it."""

    def __init__(self, state):
        self.state = state
        told = [state / "pids.json", state / "stubborn"]
        for file in told:
            file.unlink(missing_ok=True)
        command = [sys.executable, str(SCRIPT), str(state)]
        self.process = subprocess.Popen(command, env=ENV, stdout=subprocess.PIPE, text=True)
        wait_until(lambda: all(file.exists() and file.read_text() for file in told))
        self.pids, self.grandchild = (json.loads(file.read_text()) for file in told)
        self.everybody = {self.process.pid, *descendants(self.process.pid)}

    @property
    def env(self):
        return json.loads((self.state / "run.json").read_text())["env"]

    def kill(self, number):
        self.process.send_signal(number)
        return self.process.wait(timeout=20)

    def end(self):
        if self.process.poll() is None:
            self.kill(signal.SIGINT)
        self.process.stdout.close()


@contextmanager
def supervisors():
    """Yield what starts supervisors, one after another, on one state folder."""
    # The servers' user has to get there, so pytest's own closed folder will not do.
    state = Path(tempfile.mkdtemp(prefix="otgruz-test-", dir="/tmp"))
    state.chmod(0o755)
    started = []

    def start():
        started.append(Supervisor(state))
        return started[-1]

    yield start
    for supervisor in started:
        supervisor.end()
    shutil.rmtree(state)


@pytest.fixture
def start():
    with supervisors() as start:
        yield start


@pytest.fixture(scope="module")
def running():
    """One supervisor for the tests that leave it as it was."""
    with supervisors() as start:
        yield start()


def test_killing_the_supervisor_leaves_no_survivor(start):
    supervisor = start()
    assert supervisor.grandchild in supervisor.everybody
    supervisor.kill(signal.SIGKILL)
    wait_until(lambda: alive(supervisor.everybody) == set())


def test_control_without_the_guard_a_grandchild_survives_and_our_own_children_do_not(start):
    """Shows what the guard is for, and that the kernel ends our own children even without it."""
    supervisor = start()
    os.kill(supervisor.pids["guard"], signal.SIGSTOP)
    supervisor.kill(signal.SIGKILL)
    stopped = {supervisor.grandchild, supervisor.pids["guard"]}
    wait_until(lambda: alive(supervisor.everybody) == stopped)
    os.kill(supervisor.pids["guard"], signal.SIGCONT)
    wait_until(lambda: alive(supervisor.everybody) == set())


def test_a_killed_guard_is_replaced(start):
    supervisor = start()
    os.kill(supervisor.pids["guard"], signal.SIGKILL)
    wait_until(lambda: guards(supervisor) not in (set(), {supervisor.pids["guard"]}))
    supervisor.everybody |= descendants(supervisor.process.pid)
    supervisor.kill(signal.SIGKILL)
    wait_until(lambda: alive(supervisor.everybody) == set())


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_asked_to_stop_it_stops_all_and_leaves_no_litter(start, number):
    supervisor = start()
    sockets = Path(supervisor.env["DATABASE_URL"].partition("host=")[2].replace("%2F", "/"))
    assert sockets.is_dir()
    assert supervisor.kill(number) == 0
    assert (alive(supervisor.everybody), sockets.parent.exists()) == (set(), False)


def test_the_next_start_finds_what_was_committed_before_a_kill(start):
    first = start()
    with psycopg.connect(first.env["DATABASE_ADMIN_URL"], autocommit=True) as connection:
        connection.execute("create table promise (text text)")
        connection.execute("insert into promise values ('kept')")
    # The whole family at once, servers included: nothing is shut down in good order.
    for pid in [*first.pids.values(), first.process.pid]:
        os.kill(pid, signal.SIGKILL)
    first.process.wait()
    os.kill(first.grandchild, signal.SIGKILL)
    second = start()
    with psycopg.connect(second.env["DATABASE_ADMIN_URL"]) as connection:
        assert connection.execute("select text from promise").fetchall() == [("kept",)]


def test_a_killed_broker_comes_back_at_its_address_with_its_data(running):
    client = redis.Redis.from_url(running.env["REDIS_URL"])
    client.set("bell", "rung")
    wait_until(lambda: client.info("persistence")["aof_pending_bio_fsync"] == 0)
    os.kill(running.pids["valkey"], signal.SIGKILL)
    wait_until(lambda: not is_alive(running.pids["valkey"]))
    wait_until(lambda: answer(client, "bell") == b"rung")
    client.close()


def test_a_second_run_is_refused_and_told_where_the_first_is(running):
    second = subprocess.run(
        [str(ROOT / "run")],
        env={**ENV, "OTGRUZ_VAR": str(running.state)},
        capture_output=True,
        text=True,
        check=False,
    )
    said = "\n".join(
        [
            f"Otgruz is up already: http://127.0.0.1:1 (process {running.process.pid}).",
            f"Stop it with Ctrl-C where it runs, or with: kill {running.process.pid}",
        ]
    )
    assert (second.returncode, second.stderr.strip(), second.stdout) == (1, said, "")
    assert is_alive(running.process.pid)


def test_the_applications_role_owns_nothing(running):
    with psycopg.connect(running.env["DATABASE_URL"], autocommit=True) as connection:
        rights = connection.execute(
            "select rolsuper, rolcreatedb, rolcreaterole, rolbypassrls from pg_roles"
            " where rolname = current_user"
        ).fetchone()
        assert rights == (False, False, False, False)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("create table public.mine (id int)")


def answer(client, key):
    try:
        return client.get(key)
    except redis.RedisError:
        return None


def guards(supervisor):
    return {pid for pid in descendants(supervisor.process.pid) if "guard.py" in words(pid)}


def words(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


def descendants(pid):
    """The processes under ``pid``, however deep."""
    listing = subprocess.run(
        ["ps", "-e", "-o", "pid=,ppid="], capture_output=True, text=True, check=True
    )
    parents = dict(map(int, line.split()) for line in listing.stdout.splitlines())
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid}


def alive(pids):
    return {pid for pid in pids if is_alive(pid)}


def wait_until(condition, seconds=15.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "this did not come true in time"
        time.sleep(0.02)

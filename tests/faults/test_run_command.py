"""`./run` itself, whole, with two of each process: up, hurt, stopped, up again."""

import http.client
import json
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

import psycopg
import pytest
import redis

from bootstrap.paths import ROOT
from bootstrap.ports import free_port_from
from bootstrap.processes import is_alive
from tests.faults.test_supervisor import alive, descendants, wait_until

FROM_OUTSIDE = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "SECRET_KEY", "STATIC_ROOT")


class Run:
    """One `./run` with its data in a folder of its own."""

    def __init__(self, state):
        self.state, self.port = state, free_port_from(18000, set())
        kept = {name: os.environ[name] for name in os.environ if name not in FROM_OUTSIDE}
        copies = dict.fromkeys(("WEB_COPIES", "WORKER_COPIES", "BEAT_COPIES"), "2")
        self.env = {**kept, **copies, "OTGRUZ_VAR": str(state), "PORT": str(self.port)}
        self.said = (state / "said").open("w+")
        self.process = subprocess.Popen([str(ROOT / "run")], env=self.env, stdout=self.said)
        wait_until(lambda: "Ready: " in self.words() or self.process.poll() is not None, 300)
        assert self.process.poll() is None, self.words()
        self.everybody = {self.process.pid, *descendants(self.process.pid)}

    def words(self):
        return (self.state / "said").read_text()

    def card(self):
        return json.loads((self.state / "run.json").read_text())

    def status(self, copy, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.port + copy, timeout=30)
        connection.request("GET", path)
        status = connection.getresponse().status
        connection.close()
        return status

    def pid_of(self, word):
        """The child of the supervisor that was started with ``word``."""
        command = ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(self.process.pid)]
        listing = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        lines = [line.split() for line in listing.splitlines()]
        return next((int(pid) for pid, *words in lines if word in words), None)

    def cluster(self):
        with psycopg.connect(self.card()["env"]["DATABASE_URL"]) as connection:
            return connection.execute(
                "select system_identifier from pg_control_system()"
            ).fetchone()

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        self.said.close()
        return self.process.wait(timeout=60)


@pytest.fixture(scope="module")
def start():
    state = Path(tempfile.mkdtemp(prefix="otgruz-test-", dir="/tmp"))
    state.chmod(0o755)
    started = []

    def begin():
        started.append(Run(state))
        return started[-1]

    yield begin
    for run in started:
        run.stop()
    shutil.rmtree(state)


@pytest.fixture(scope="module")
def run(start):
    return start()


def test_a_newcomer_is_told_where_to_go_and_as_whom(run):
    lines = [line.strip() for line in run.words().splitlines()]
    ready = lines.index(f"Ready: http://127.0.0.1:{run.port}")
    assert lines[ready + 2 : ready + 7] == [
        "seller     seller@demo.otgruz.test",
        "warehouse  warehouse@demo.otgruz.test",
        "lead       lead@demo.otgruz.test",
        "moderator  moderator@demo.otgruz.test",
        "password   demo-otgruz-2026",
    ]


@pytest.mark.parametrize("copy", [0, 1])
@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/account/login/"])
def test_both_web_copies_serve(run, copy, path):
    assert run.status(copy, path) == 200


def test_the_application_is_not_the_owner_of_its_tables(run):
    with (
        psycopg.connect(run.card()["env"]["DATABASE_URL"]) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("delete from kernel_history")


def test_a_killed_worker_and_an_emptied_broker_come_back(run):
    client = redis.Redis.from_url(run.card()["env"]["REDIS_URL"])
    worker = run.pid_of("--hostname=worker1@%h")
    under = descendants(worker)
    client.flushall()
    client.close()
    os.kill(worker, signal.SIGKILL)
    wait_until(lambda: run.pid_of("--hostname=worker1@%h") not in (None, worker), 60)
    assert alive({worker, *under}) == set()
    assert run.status(0, "/account/login/") == 200


def test_a_management_command_shares_the_running_servers(run):
    """And prints nothing but its own words on standard output."""
    question = {"calendar": "ua-orders", "start": "2026-02-03T18:00:00+02:00", "minutes": 180}
    done = subprocess.run(
        [str(ROOT / "dev"), "manage", "worktime"],
        env=run.env,
        input=json.dumps(question),
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout)["due"] == "2026-02-04T10:00:00+02:00"
    assert is_alive(run.process.pid)


def test_ctrl_c_stops_all_and_the_next_start_goes_on_with_the_same_data(run, start):
    cluster, keys = run.cluster(), (run.state / "keys.json").read_text()
    before = {*run.everybody, *descendants(run.process.pid)}
    assert run.stop() == 0
    assert alive(before) == set()
    again = start()
    assert (again.cluster(), (run.state / "keys.json").read_text()) == (cluster, keys)
    assert again.stop() == 0

"""A whole Otgruz of its own, all real processes: database, broker, sandbox, two of each of ours."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import httpx
import psycopg
from psycopg.rows import dict_row

from bootstrap.environment import as_owner
from bootstrap.family import Family
from bootstrap.paths import PYTHON, ROOT
from bootstrap.ports import free_port_from
from bootstrap.processes import is_alive
from bootstrap.progress import Progress
from bootstrap.services import Services
from bootstrap.stack import Copies, Stack, prepare

# What the test run, or its settings, put into the environment and ours is to have anew.
FROM_OUTSIDE = (
    "DATABASE_URL",
    "REDIS_URL",
    "DATABASE_ADMIN_URL",
    "DATABASE_APP_ROLE",
    "SECRET_KEY",
    "TELEGRAM_BOT_TOKEN",
    "TELEGRAM_WEBHOOK_SECRET",
)
BOUND = 120.0  # seconds: no promise of speed, only an end to waiting


@contextlib.contextmanager
def without_outside_servers():
    """Forget the servers of the test run for as long as the block lasts: ours are to be killed."""
    kept = {name: os.environ.pop(name) for name in FROM_OUTSIDE if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(kept)


class Otgruz:
    """One running Otgruz, its supervisor in our hands: it looks after the children while we `wait`."""

    def __init__(self, stack: Stack, family: Family) -> None:
        self.stack, self.family = stack, family
        self.rows = psycopg.connect(
            stack.env["DATABASE_URL"], autocommit=True, row_factory=dict_row
        )
        self.web = [f"http://127.0.0.1:{stack.where.web + copy}" for copy in range(2)]
        self.sandbox = httpx.Client(base_url=f"{stack.where.sandbox_url}/api", timeout=10)

    def run(self, *command, owner=False):
        """Run one of our programs beside the stack and return what it printed."""
        env = as_owner(self.stack.env) if owner else self.stack.env
        done = subprocess.run(
            [str(PYTHON), *command], env=env, cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def ask(self, statement, *values):
        """Return the rows of a question to the database."""
        return self.rows.execute(statement, values).fetchall()

    def wait(self, true, what, seconds=BOUND):
        """Look after the children until ``true`` says something true, and return that."""
        stop = time.monotonic() + seconds
        while True:
            self.family.tick()
            if found := true():
                return found
            assert time.monotonic() < stop, f"{what}: not within {seconds:.0f} s"
            time.sleep(0.1)

    def pause(self, seconds):
        """Let time pass while the children are looked after."""
        stop = time.monotonic() + seconds
        self.wait(lambda: time.monotonic() >= stop, "time", seconds + 10)

    def child(self, name):
        """Return one of the children."""
        return next(child for child in self.family.children if child.program.name == name)

    def kill(self, name):
        """Kill -9 a child with all it started; the supervisor notices at its next look."""
        child = self.child(name)
        os.killpg(child.process.pid, signal.SIGKILL)
        child.process.wait(10)
        assert not is_alive(child.process.pid)

    def back(self, name):
        """Wait until a child that was killed serves again."""
        child = self.child(name)
        self.wait(lambda: child.retry_at is None and child.is_ready, f"{name} is back", 90)

    def play(self, path, **body):
        """Play somebody of the outside world."""
        answer = self.sandbox.post(path, json=body)
        assert answer.is_success, answer.text
        return answer.json()

    def journal(self, service, kind):
        """Return what really took effect outside."""
        asked = {"service": service, "kind": kind, "limit": 100_000}
        return self.sandbox.get("/journal", params=asked).json()["lines"]

    def chat(self, chat_id):
        """Return what stands in a chat."""
        return self.sandbox.get(f"/telegram/chats/{chat_id}").json()


@contextlib.contextmanager
def otgruz():
    """Start everything in a folder that vanishes afterwards; its logs are copied to KEEP_LOGS, if set."""
    with tempfile.TemporaryDirectory(prefix="otgruz-test-", dir="/tmp") as folder:
        state = Path(folder)
        state.chmod(0o755)
        said = (state / "said").open("w+")
        progress = Progress(said)
        with said, without_outside_servers(), Family(state / "log", progress) as family:
            services = Services(state, family, "disposable").start()
            stack = Stack.plan(state, services, free_port_from(18100, set()), Copies(2, 2, 2))
            prepare(stack.env, state, progress)
            children = [family.start(program) for program in stack.programs()]
            family.wait_ready(*children, seconds=180)
            running = Otgruz(stack, family)
            running.run("manage.py", "telegram_webhook")
            try:
                with running.rows, running.sandbox:
                    yield running
            finally:
                if kept := os.environ.get("KEEP_LOGS"):
                    shutil.copytree(family.logs, kept, dirs_exist_ok=True)


def printed(text):
    """Return the JSON that a program printed last."""
    return json.loads(text.strip().splitlines()[-1])

"""The processes that make up Otgruz on one machine, and how they come up together."""

import http.client
import os
from dataclasses import dataclass, replace
from pathlib import Path

from bootstrap import catalogues, foreground, interrupts, prepared
from bootstrap.environment import (
    Addresses,
    addresses,
    application_environment,
    as_owner,
    stack_environment,
)
from bootstrap.errors import Trouble, last_lines
from bootstrap.family import Family
from bootstrap.paths import PYTHON, ROOT
from bootstrap.ports import HOST, answers, is_free
from bootstrap.program import Program
from bootstrap.progress import Progress
from bootstrap.services import is_given

QUEUES = "deadlines,facts,notify,partners,imports,default"
_TAKEN = """\
Port {port} is taken by another program.
Stop that program, or choose another port: PORT={other} {command}"""


@dataclass(frozen=True)
class Copies:
    """How many of each: more than one shows that nothing depends on being alone."""

    web: int = 1
    worker: int = 1
    beat: int = 1

    @classmethod
    def from_environment(cls) -> "Copies":
        """Read WEB_COPIES, WORKER_COPIES and BEAT_COPIES."""
        return cls(*(number(name, 1) for name in ("WEB_COPIES", "WORKER_COPIES", "BEAT_COPIES")))


def number(name: str, default: int) -> int:
    """Return the whole number in an environment variable; Trouble when it is none."""
    text = os.environ.get(name) or str(default)
    if not text.isdecimal():
        raise Trouble(f"{name} must be a whole number, not {text!r}.")
    return int(text)


def check_ports(web: int, copies: Copies, command: str = "./run") -> None:
    """Raise Trouble when a port that we were told to use is somebody else's."""
    for port in range(web, web + copies.web):
        if not is_free(port):
            other = next(free for free in range(port + 1, 65536) if is_free(free))
            raise Trouble(_TAKEN.format(port=port, other=other, command=command))


def prepare(env: dict[str, str], state: Path, progress: Progress) -> None:
    """Compile translations, bring database and static files up to date where they are not."""
    catalogues.compile_all()
    private, product = not is_given("DATABASE_URL"), prepared.fingerprint()
    if private and prepared.is_current(state, product):
        return
    log = state / "log" / "prepare.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as errors:
        code = foreground.run(
            [str(PYTHON), "-m", "bootstrap.prepare"],
            as_owner(env),
            output=progress.stream.fileno(),
            errors=errors,
        )
    interrupts.check()
    if code:
        raise Trouble(f"Preparing the database failed. The end of {log}:\n{last_lines(log, 30)}")
    if private:
        prepared.remember(state, product)


@dataclass(frozen=True)
class Stack:
    """All processes of one running Otgruz, with the environment they share."""

    env: dict[str, str]
    where: Addresses
    copies: Copies

    @classmethod
    def plan(cls, state: Path, services: dict[str, str], web: int, copies: Copies) -> "Stack":
        """Choose ports and put the environment together; nothing is started."""
        where = addresses(web, copies.web)
        env = stack_environment(application_environment(state, services), where)
        return cls(env, where, copies)

    def start(self, family: Family, progress: Progress) -> None:
        """Start everything and return when the pages are served."""
        with progress.step("Starting sandbox, beat, web and worker"):
            children = [family.start(program) for program in self.programs()]
            family.wait_ready(*children)
        for program in self._afterwards():
            family.start(program)

    def programs(self) -> list[Program]:
        """Return the processes in the order of their start; they are stopped in reverse."""
        beats = [self._beat(index) for index in range(self.copies.beat)]
        webs = [self._web(index) for index in range(self.copies.web)]
        workers = [self._worker(index) for index in range(self.copies.worker)]
        return [self._sandbox(), *beats, *webs, *workers]

    def _program(self, name: str, index: int, *arguments: str) -> Program:
        suffix = f"-{index + 1}" if index else ""
        command = [str(PYTHON), *arguments]
        return Program(name=name + suffix, command=command, env=self.env, cwd=ROOT, layer=3)

    def _sandbox(self) -> Program:
        port = self.where.sandbox["SANDBOX_WEB_PORT"]
        program = self._program("sandbox", 0, "-m", "sandbox")
        return replace(program, ready=lambda _child: answers(port), layer=2)

    def _web(self, index: int) -> Program:
        port = self.where.web + index
        program = self._program(
            "web",
            index,
            "-m",
            "gunicorn",
            "config.wsgi:application",
            f"--bind={HOST}:{port}",
            "--worker-class=gthread",
            "--workers=2",
            "--threads=4",
            "--graceful-timeout=5",
            "--preload",  # one import for both
            "--no-control-socket",
        )
        return replace(program, ready=lambda _child: is_healthy(port))

    def _worker(self, index: int) -> Program:
        program = self._celery(
            "worker",
            index,
            f"--queues={QUEUES}",
            f"--hostname=worker{index + 1}@%h",
            "--concurrency=4",
            "--loglevel=INFO",
        )
        return replace(program, ready=lambda child: " ready." in child.log.read_text())

    def _beat(self, index: int) -> Program:
        return self._celery("beat", index, "--pidfile=", "--loglevel=WARNING")

    def _celery(self, name: str, index: int, *options: str) -> Program:
        return self._program(name, index, "-m", "celery", "-A", "config", name, *options)

    def _afterwards(self) -> list[Program]:
        """What needs the others: the bot's way to us, and the life of the demo shop."""
        webhook = replace(self._manage("telegram_webhook"), once=True)
        road = replace(self._manage("demo_road"), once=True)
        programs = [webhook, self._manage("demo_traffic"), road]
        return [program for program in programs if _has_command(program.command[-1])]

    def _manage(self, command: str) -> Program:
        return self._program(command.replace("_", "-"), 0, "manage.py", command)


def _has_command(name: str) -> bool:
    return any(ROOT.glob(f"*/management/commands/{name}.py"))


def is_healthy(port: int) -> bool:
    """Tell whether the web process on ``port`` says that it can serve."""
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()

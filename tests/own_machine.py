"""A whole Otgruz of one's own, to be hurt: servers, a prepared database and processes, gone afterwards."""

import argparse
import os
import shutil
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bootstrap import interrupts
from bootstrap.family import Family
from bootstrap.paths import ROOT, VAR
from bootstrap.progress import Progress
from bootstrap.services import Services
from bootstrap.stack import prepare

DOCS = ROOT / "docs"


def options(name: str, about: str) -> argparse.ArgumentParser:
    """Return what every such play may be told; ``./dev name --help`` shows it."""
    parser = argparse.ArgumentParser(prog=f"./dev {name}", description=about)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=VAR / name)
    parser.add_argument("--keep-logs", type=Path)
    parser.add_argument("--docs", action="store_true", help=f"write docs/{name}.md and its chart")
    return parser


@dataclass(frozen=True)
class Place:
    """Where a play runs: its folder, its servers, and the processes that we look after."""

    state: Path
    services: dict[str, str]
    family: Family
    progress: Progress
    began: float = field(default_factory=time.monotonic)

    def prepare(self, env: Mapping[str, str]) -> None:
        """Bring the database and static files up to date."""
        prepare(dict(env), self.state, self.progress)

    def join(self, env: Mapping[str, str]) -> None:
        """Make this process one of the application's, with every right in its database."""
        os.environ.update({**env, "DATABASE_URL": self.services["DATABASE_SUPERUSER_URL"]})
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.local"
        import django

        django.setup()

    def say(self, said: str) -> None:
        """Tell the person at the terminal, with the seconds that have passed."""
        print(f"{time.monotonic() - self.began:6.0f} s  {said}", flush=True)


@contextmanager
def of_its_own(name: str, keep_logs: Path | None) -> Iterator[Place]:
    """Start servers of our own whatever servers were named: what is killed here is ours."""
    began = time.monotonic()
    interrupts.listen()
    for given in ("DATABASE_URL", "REDIS_URL"):
        os.environ.pop(given, None)
    state, progress = VAR / f"{name}-{os.getpid()}", Progress(sys.stderr)
    try:
        with Family(state / "log", progress) as family:
            services = Services(state, family, "bench").start()
            os.environ.update(services)
            yield Place(state, services, family, progress, began)
    finally:
        if keep_logs:
            shutil.copytree(state / "log", keep_logs, dirs_exist_ok=True)
        shutil.rmtree(state, ignore_errors=True)

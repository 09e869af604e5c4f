"""A private PostgreSQL: its folder, its command line, its roles."""

import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from bootstrap.account import Account
from bootstrap.errors import Trouble
from bootstrap.processes import command_line, is_alive
from bootstrap.program import Child, Program

OWNER, APP_ROLE, DATABASE = "otgruz", "otgruz_app", "otgruz"
_MAJOR = "18"
_COMMON = {
    "listen_addresses": "",
    "jit": "off",
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
}


def _memory_in_megabytes() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20


# What survives a power cut, and what is thrown away with its folder.
_DURABLE = {"shared_buffers": "256MB", "max_wal_size": "2GB"}
_DISPOSABLE = {
    "shared_buffers": "256MB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_wal_size": "4GB",
    # Who waits in vain is told which lock it waits for, and who holds one in its sleep lets go.
    "lock_timeout": "2min",
    "idle_in_transaction_session_timeout": "5min",
}
_BENCH = {
    "shared_buffers": f"{min(_memory_in_megabytes() // 4, 4096)}MB",
    "work_mem": "32MB",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "30min",
    "wal_buffers": "64MB",
    "random_page_cost": "1.1",
}
PROFILES = {"durable": _DURABLE, "disposable": _DISPOSABLE, "bench": _BENCH}
# The application's role owns nothing: it can neither alter the schema nor rewrite the audit trail.
_ROLES = f"""
select 'create role {OWNER} login createdb'
 where not exists (select from pg_roles where rolname = '{OWNER}') \\gexec
select 'create role {APP_ROLE} login'
 where not exists (select from pg_roles where rolname = '{APP_ROLE}') \\gexec
select 'create database {DATABASE} owner {OWNER}'
 where not exists (select from pg_database where datname = '{DATABASE}') \\gexec
"""


@dataclass(frozen=True)
class Postgres:
    """One cluster in ``data``, reachable only through a socket in ``sockets``."""

    programs: Path
    data: Path
    sockets: Path
    account: Account
    profile: str = "durable"

    def program(self) -> Program:
        """Return how to start it in the foreground and stop it fast, losing nothing."""
        settings = {**_COMMON, **PROFILES[self.profile]}
        settings["unix_socket_directories"] = str(self.sockets)
        options = [word for item in settings.items() for word in ("-c", "=".join(item))]
        return Program(
            name="postgres",
            command=[str(self.programs / "postgres"), "-D", str(self.data), *options],
            stop_signal=signal.SIGINT,
            death_signal=signal.SIGINT,
            patience=30,
            account=self.account,
            ready=self.is_ready,
            before_start=self.clear_stale_lock,
        )

    def create(self) -> bool:
        """Make the cluster if there is none and tell whether it is new.

        A half-made one from a killed start is made again.
        """
        if (self.data / "PG_VERSION").exists():
            self._check_version()
            return False
        unfinished = self.data.with_name(self.data.name + ".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        self.account.own_folder(unfinished)
        # The built-in locale is the same on every system; C.UTF-8 of the C library is not.
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        options = ["-U", "postgres", "-E", "UTF8", "-A", "trust", *locale, "--no-instructions"]
        options += [] if self.profile == "durable" else ["--no-sync"]
        self._tool("initdb", "-D", str(unfinished), *options)
        unfinished.rename(self.data)
        return True

    def _check_version(self) -> None:
        found = (self.data / "PG_VERSION").read_text().strip()
        if found != _MAJOR:
            raise Trouble(
                f"The data in {self.data} was made by PostgreSQL {found}, this is {_MAJOR}.\n"
                "Keep that folder if you need it; `./run --reset` starts afresh."
            )

    def create_roles(self) -> None:
        """Leave the owner, the application's role and the database there."""
        self._tool("psql", *self._as_superuser(), "-v", "ON_ERROR_STOP=1", "-f", "-", text=_ROLES)

    def is_ready(self, child: Child) -> bool:
        """Tell whether this very server takes connections: its lock file says so."""
        words = self._lock_words()
        return words[:1] == [str(child.process.pid)] and words[-1] == "ready"

    def clear_stale_lock(self) -> None:
        """Make way for a start after a crash: stop an orphan of ours, forget a number reused.

        Only the holder of the state folder's lease calls this, so nobody else may be using it.
        The lock of a dead server stays: PostgreSQL itself uses it to look for live backends.
        """
        words = self._lock_words()
        pid = int(words[0]) if words and words[0].isdigit() else 0
        if not pid or not is_alive(pid):
            return
        if str(self.data) not in command_line(pid):
            self._lock.unlink(missing_ok=True)
            return
        os.kill(pid, signal.SIGQUIT)
        deadline = time.monotonic() + 10
        while is_alive(pid) and time.monotonic() < deadline:
            time.sleep(0.05)

    @property
    def _lock(self) -> Path:
        return self.data / "postmaster.pid"

    def _lock_words(self) -> list[str]:
        try:
            return self._lock.read_text().split()
        except OSError:
            return []

    def url(self, role: str) -> str:
        """Return the address at which ``role`` reaches the database."""
        return f"postgres://{role}@/{DATABASE}?host={quote(str(self.sockets), safe='')}"

    def _as_superuser(self) -> list[str]:
        return ["-X", "-q", "-t", "-h", str(self.sockets), "-U", "postgres", "-d", "postgres"]

    def _tool(self, name: str, *arguments: str, text: str = "") -> None:
        done = subprocess.run(
            [str(self.programs / name), *arguments],
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            input=text,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            **self.account.popen_options(),
        )
        if done.returncode:
            raise Trouble(f"{name} failed:\n{done.stdout}")

"""PostgreSQL and a Redis-compatible server for one state folder, or the ones somebody gave us."""

import hashlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from bootstrap import prepared
from bootstrap.account import Account, server_account
from bootstrap.binaries import Binaries, find_binaries
from bootstrap.family import Family
from bootstrap.keys import keys_of
from bootstrap.paths import scratch_folder
from bootstrap.ports import free_port
from bootstrap.postgres import APP_ROLE, OWNER, Postgres
from bootstrap.valkey import Valkey

_SYSTEM_HOME = Path("/var/lib/otgruz")


@dataclass
class Services:
    """What the application stores its data in.

    ``profile`` is durable (fsync on), disposable (for tests) or bench (durable, much memory).
    Servers named by DATABASE_URL and REDIS_URL are used as they are; nothing is started for them.
    """

    state: Path
    family: Family
    profile: str = "durable"

    def start(self) -> dict[str, str]:
        """Start what is needed, wait until it serves, return the environment that leads to it."""
        given = {name: os.environ.get(name, "") for name in ("DATABASE_URL", "REDIS_URL")}
        if all(given.values()):
            return {
                "DATABASE_ADMIN_URL": given["DATABASE_URL"],
                **admin_from_environment(),
                **given,
            }
        account = server_account()
        scratch = self._scratch()
        binaries = find_binaries(account, scratch)
        home = servers_home(self.state, account)
        database = self._database(given["DATABASE_URL"], account, binaries, scratch, home)
        return {**database, **self._broker(given["REDIS_URL"], account, binaries, scratch, home)}

    def _scratch(self) -> Path:
        """Make this start's scratch folder; remove the one of a start that nobody cleared up."""
        note = self.state / "scratch"
        if note.exists():
            shutil.rmtree(note.read_text(), ignore_errors=True)
        folder = self.family.adopt_scratch(scratch_folder())
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text(str(folder))
        return folder

    def _database(
        self, given: str, account: Account, binaries: Binaries, scratch: Path, home: Path
    ) -> dict[str, str]:
        if given:
            return {"DATABASE_URL": given, "DATABASE_ADMIN_URL": given, **admin_from_environment()}
        sockets = account.own_folder(scratch / "s")
        server = Postgres(binaries.postgres, home / "postgres", sockets, account, self.profile)
        if server.create():
            prepared.forget(self.state)
        self.family.wait_ready(self.family.start(server.program()))
        server.create_roles()
        return {
            "DATABASE_URL": server.url(APP_ROLE),
            "DATABASE_ADMIN_URL": server.url(OWNER),
            "DATABASE_SUPERUSER_URL": server.url("postgres"),
            "DATABASE_APP_ROLE": APP_ROLE,
        }

    def _broker(
        self, given: str, account: Account, binaries: Binaries, scratch: Path, home: Path
    ) -> dict[str, str]:
        if given:
            return {"REDIS_URL": given}
        data = account.own_folder(home / "valkey")
        password = keys_of(self.state)["valkey"]
        server = Valkey(
            binaries.valkey,
            data,
            scratch,
            free_port(),
            password,
            account,
            durable=self.profile != "disposable",
        )
        self.family.wait_ready(self.family.start(server.program()))
        return {"REDIS_URL": server.url}


def admin_from_environment() -> dict[str, str]:
    """Return DATABASE_ADMIN_URL and DATABASE_APP_ROLE where the person set them."""
    names = ("DATABASE_ADMIN_URL", "DATABASE_APP_ROLE")
    return {name: os.environ[name] for name in names if os.environ.get(name)}


def is_given(name: str) -> bool:
    """Tell whether the person named a server: DATABASE_URL or REDIS_URL."""
    return bool(os.environ.get(name))


def server_folders(state: Path) -> list[Path]:
    """Return the folders in which the private servers keep the data of ``state``."""
    home = servers_home(state, server_account())
    return [home / "postgres", home / "valkey"]


def servers_home(state: Path, account: Account) -> Path:
    """Return where the servers keep their data: in ``state``, unless their user cannot get there.

    A checkout in a closed home (0700) started by root keeps it under /var/lib instead.
    """
    state.mkdir(parents=True, exist_ok=True)
    if account.can_enter(state):
        return state
    name = hashlib.sha256(str(state.resolve()).encode()).hexdigest()[:12]
    home = _SYSTEM_HOME / name
    home.mkdir(parents=True, exist_ok=True)
    return home

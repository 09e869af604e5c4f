"""Which operating-system user the private servers run as: PostgreSQL refuses to run as root."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bootstrap.errors import Trouble


@dataclass(frozen=True)
class Account:
    """A user to become in a child; ``entry`` is None when the child stays who we are."""

    entry: pwd.struct_passwd | None = None

    def popen_options(self) -> dict[str, Any]:
        """Return the arguments that make ``subprocess`` start a child as this user."""
        if self.entry is None:
            return {}
        return {"user": self.entry.pw_uid, "group": self.entry.pw_gid, "extra_groups": []}

    def own(self, *paths: Path) -> None:
        """Give existing ``paths`` to this user."""
        if self.entry is not None:
            for path in paths:
                os.chown(path, self.entry.pw_uid, self.entry.pw_gid)

    def own_folder(self, folder: Path) -> Path:
        """Leave ``folder`` there, this user's and closed to others."""
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        self.own(folder)
        return folder

    def can_enter(self, folder: Path) -> bool:
        """Tell whether this user gets through every parent of ``folder``."""
        return self._does(["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)])

    def can_run(self, binary: Path) -> bool:
        """Tell whether this user can start ``binary``."""
        return self._does([str(binary), "--version"])

    def _does(self, command: list[str]) -> bool:
        try:
            done = subprocess.run(
                command,
                cwd="/",
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
                **self.popen_options(),
            )
        except OSError:
            return False
        return done.returncode == 0


def server_account() -> Account:
    """Return ourselves, or for root the first unprivileged user this machine has."""
    if os.geteuid() != 0:
        return Account()
    for name in ("postgres", "nobody"):
        try:
            account = Account(pwd.getpwnam(name))
        except KeyError:
            continue
        if account.can_run(Path(shutil.which("env") or "/usr/bin/env")):
            return account
    raise Trouble(
        "PostgreSQL does not run as root, and this machine lets root become neither `postgres`"
        " nor `nobody`.\nRun this as an ordinary user, or set DATABASE_URL and REDIS_URL."
    )

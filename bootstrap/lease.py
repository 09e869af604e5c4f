"""Whose the state folder is: one owner runs the servers, others may borrow them."""

import fcntl
import json
import os
import time
from pathlib import Path
from typing import Any

from bootstrap import interrupts
from bootstrap.errors import Trouble

_UP = """\
Otgruz is up already: {url} (process {pid}).
Stop it with Ctrl-C where it runs, or with: kill {pid}"""
_BUSY = """\
The data in {folder} is in use by `{command}` (process {pid}).
Run this again when it has ended."""


class Lease:
    """The owner's hold on one state folder, released by the kernel if we die.

    `lock` is held by the owner, `users` is shared by the borrowers, `run.json` says what they need.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._card = folder / "run.json"
        self._lock: int | None = None
        self._users: int | None = None

    def take(self, command: str) -> bool:
        """Become the owner; False when somebody is."""
        self.folder.mkdir(parents=True, exist_ok=True)
        lock = _open(self.folder / "lock")
        if not _lock_within(lock, seconds=0.3):
            os.close(lock)
            return False
        self._lock = lock
        self._write({"pid": os.getpid(), "command": command})
        return True

    def publish(self, command: str, env: dict[str, str], url: str = "") -> None:
        """Tell borrowers how to reach what now runs; ``url`` only when the pages are up too."""
        card = {"pid": os.getpid(), "command": command, "env": env, "url": url}
        self._write(card)

    def release(self, *, wait_for_borrowers: bool) -> None:
        """Take the invitation back and, where asked, let those inside finish.

        Our streams are let go meanwhile: a borrower may be reading what we wrote, to its end.
        """
        self._card.unlink(missing_ok=True)
        if not wait_for_borrowers:
            return
        users = _open(self.folder / "users")
        while not try_lock(users, fcntl.LOCK_EX):
            _let_go_of_streams()
            interrupts.check()
            time.sleep(0.05)
        os.close(users)

    def borrow(self, seconds: float = 60.0) -> dict[str, str] | None:
        """Return the owner's environment once its servers are up; None when there is no owner.

        The servers stay until this process ends, unless the owner is `./run` and is stopped.
        """
        deadline = time.monotonic() + seconds
        while self._is_owned():
            self._users = self._users or _open(self.folder / "users")
            if try_lock(self._users, fcntl.LOCK_SH):
                card = self.card()
                if card.get("env") and self._is_owned():
                    os.set_inheritable(self._users, True)
                    return dict(card["env"])
                fcntl.flock(self._users, fcntl.LOCK_UN)
            if time.monotonic() > deadline:
                raise self.refusal()
            time.sleep(0.1)
        return None

    def card(self) -> dict[str, Any]:
        """Return what the owner last wrote."""
        try:
            return dict(json.loads(self._card.read_text()))
        except (OSError, ValueError):
            return {}

    def refusal(self) -> Trouble:
        """Return what to tell a second owner."""
        card = {"pid": "unknown", "command": "another command", "url": "", **self.card()}
        text = _UP if card["url"] else _BUSY
        return Trouble(text.format(folder=self.folder, **card))

    def _is_owned(self) -> bool:
        lock = _open(self.folder / "lock")
        try:
            return not try_lock(lock, fcntl.LOCK_SH)
        finally:
            os.close(lock)

    def _write(self, card: dict[str, Any]) -> None:
        """Replace the card at once; it holds passwords and is ours alone."""
        draft = self._card.with_suffix(".new")
        draft.unlink(missing_ok=True)
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(card))
        draft.replace(self._card)


def _let_go_of_streams() -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    os.close(nowhere)


def _open(path: Path) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def _lock_within(descriptor: int, seconds: float) -> bool:
    """Lock, with patience for those who only look (`_is_owned`): they hold it for an instant."""
    deadline = time.monotonic() + seconds
    while not (locked := try_lock(descriptor, fcntl.LOCK_EX)) and time.monotonic() < deadline:
        time.sleep(0.02)
    return locked


def try_lock(descriptor: int, kind: int) -> bool:
    """Lock an open file without waiting; tell whether it is ours."""
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except OSError:
        return False
    return True

"""A private Redis-compatible server: one folder, one loopback port, one password."""

import signal
import socket
from dataclasses import dataclass
from pathlib import Path

from bootstrap.account import Account
from bootstrap.program import Child, Program

_DURABLE = ("appendonly yes", "appendfsync everysec", "save 300 1")
_DISPOSABLE = ("appendonly no", 'save ""')


@dataclass(frozen=True)
class Valkey:
    """One server whose data lies in ``data`` and whose settings are a file in ``scratch``."""

    binary: Path
    data: Path
    scratch: Path
    port: int
    password: str
    account: Account
    durable: bool = True

    def program(self) -> Program:
        """Return how to start it in the foreground and stop it with its data written."""
        return Program(
            name="valkey",
            command=[str(self.binary), str(self._settings())],
            death_signal=signal.SIGTERM,
            account=self.account,
            ready=self.is_ready,
            layer=1,
        )

    def _settings(self) -> Path:
        """Write the settings where only the server's user reads them: they hold the password."""
        lines = [
            "bind 127.0.0.1",
            f"port {self.port}",
            f"requirepass {self.password}",
            f"dir {self.data}",
            "databases 16",
            "maxmemory-policy noeviction",
            *(_DURABLE if self.durable else _DISPOSABLE),
        ]
        file = self.scratch / "valkey.conf"
        file.touch(mode=0o600)
        file.write_text("\n".join(lines) + "\n")
        self.account.own(file)
        return file

    def is_ready(self, _child: Child) -> bool:
        """Tell whether it has loaded its data and answers."""
        request = f"AUTH {self.password}\r\nPING\r\n".encode()
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                connection.sendall(request)
                return connection.recv(64).endswith(b"+PONG\r\n")
        except OSError:
            return False

    @property
    def url(self) -> str:
        """The address of its first database."""
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

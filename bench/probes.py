"""What this machine can do at this moment: the disk, the loopback, the processor, one trip to PostgreSQL.

Machines drift from minute to minute, so figures are compared as ratios within one run, and these say in which
state it was.
"""

import os
import socket
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

SPELL = 0.4  # seconds a probe


def probes() -> dict[str, int]:
    """Return each probe with how often a second it goes."""
    return {
        "fdatasync of 8 kB": _syncs(),
        "loopback echo": _echoes(),
        "processor loop": _loops(),
        "select 1": _trips(),
    }


def _rate(act: Callable[[], object]) -> int:
    began = time.perf_counter()
    count = 0
    while (spent := time.perf_counter() - began) < SPELL:
        act()
        count += 1
    return int(count / spent)


def _syncs() -> int:
    """Write to the disk that the results are written to, which is the one the database is on."""
    page = b"\0" * 8192
    with tempfile.NamedTemporaryFile(dir=Path(__file__).parent) as file:

        def write() -> None:
            os.pwrite(file.fileno(), page, 0)
            os.fdatasync(file.fileno())

        return _rate(write)


def _echoes() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_echo, args=(server,), daemon=True).start()
        with closing(socket.create_connection(server.getsockname())) as client:
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

            def trip() -> None:
                client.sendall(b"x")
                client.recv(1)

            return _rate(trip)


def _echo(server: socket.socket) -> None:
    client, _address = server.accept()
    with closing(client):
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while received := client.recv(1):
            client.sendall(received)


def _loops() -> int:
    return _rate(lambda: sum(range(10_000)))


def _trips() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        return _rate(lambda: cursor.execute("select 1"))


def free_port() -> int:
    """Return a port of the loopback that nobody holds."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])

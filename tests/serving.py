"""The site as production serves it, and its deliverers of facts: forked, on the database of the test."""

import contextlib
import os
import signal
import socket
import time
from collections.abc import Iterator
from datetime import timedelta

from django.urls import get_resolver
from django.utils import timezone
from gunicorn.app.base import BaseApplication

from kernel.outbox.relay import deliver_due
from tests.processes import child, wait

IDLE = 0.02  # seconds a deliverer rests that found nothing
A_DAY = 86_400.0  # who serves does so for as long as the test likes


@contextlib.contextmanager
def site(*, workers: int = 2, threads: int = 4) -> Iterator[int]:
    """Serve the site by gunicorn, two processes of four threads unless told; give its port.

    What the test has patched is patched there, too.
    """
    get_resolver().reverse_dict  # noqa: B018 - imports every page here and not in each process
    with socket.socket() as ear:
        ear.bind(("127.0.0.1", 0))
        ear.listen(512)
        options = {"workers": workers, "threads": threads, "bind": f"fd://{ear.fileno()}"}
        with child(lambda: _serve(options), longest_s=A_DAY) as master:
            try:
                yield ear.getsockname()[1]
            finally:
                # By its hands: gunicorn ends its workers, which a kill would leave behind.
                os.kill(master, signal.SIGTERM)
                wait(master)


@contextlib.contextmanager
def deliverers(number: int = 2) -> Iterator[None]:
    """Let so many processes deliver facts as they come, until the block is left; then they are killed."""
    with contextlib.ExitStack() as running:
        for _ in range(number):
            running.enter_context(child(_deliver, longest_s=A_DAY))
        yield


def _deliver() -> None:
    while True:
        # A moment ahead: a fact's time is the server's, and comes of another clock than ours.
        if not deliver_due(now=timezone.now() + timedelta(seconds=1), limit=20):
            time.sleep(IDLE)


def _serve(options: dict[str, object]) -> None:
    with contextlib.suppress(SystemExit):  # how its processes end, each a fork of this one
        _Site(options).run()


class _Site(BaseApplication):
    """gunicorn inside of a process that has imported everything already."""

    def __init__(self, options: dict[str, object]) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        """Serve as `./run` does, for as long as a connection is kept."""
        fixed = {"worker_class": "gthread", "keepalive": 75, "graceful_timeout": 1}
        quiet = {"loglevel": "critical", "control_socket_disable": True}
        for name, value in {**fixed, **quiet, **self.options}.items():
            self.cfg.set(name, value)

    def load(self) -> object:
        """Return the door for the web server."""
        from config.wsgi import application

        return application

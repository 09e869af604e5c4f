"""The doorbell: tells a worker that there is something to do. May be lost; beat rings too."""

import os
import threading
import time
from functools import cache
from typing import Any

import structlog
from celery import current_app
from kombu.pools import producers

DELIVER = "kernel.deliver_facts"
QUIET = 0.05  # seconds between two rings for one task: facts come in bursts
BROKEN = 5.0  # seconds without trying after the broker did not answer
# One try, and soon: the libraries would go on for six seconds, in the middle of somebody's request.
PATIENCE = {
    "socket_connect_timeout": 0.3,
    "socket_timeout": 0.3,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
    "connect_retries_timeout": 0.3,
}
log = structlog.get_logger(__name__)
_lock = threading.Lock()
_silent_until: dict[str, float] = {}


def ring(task: str = DELIVER) -> None:
    """Ask for a run of ``task`` soon; a broker that is away costs latency and never an error.

    A ring within `QUIET` seconds of another is not sent: whoever answers the first looks that long.
    """
    with _lock:
        now = time.monotonic()
        if now < max(_silent_until.get(task, 0.0), _silent_until.get("", 0.0)):
            return
        _silent_until[task] = now + QUIET
    try:
        _send(task)
    except Exception as error:
        log.warning("bell.silent", task=task, error=type(error).__name__)
        with _lock:
            _silent_until[""] = time.monotonic() + BROKEN


def forget_silence() -> None:
    """Ring again at once, whatever was tried before; for tests."""
    _silent_until.clear()


def _send(task: str) -> None:
    with producers[_connection(os.getpid())].acquire(block=True, timeout=0.3) as producer:
        current_app.send_task(task, retry=False, ignore_result=True, expires=30, producer=producer)


@cache
def _connection(process_id: int) -> Any:
    """Return the broker connection of this process: one that gives up sooner than a worker's."""
    return current_app.connection_for_write(transport_options=PATIENCE)

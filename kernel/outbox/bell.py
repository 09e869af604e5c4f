"""The doorbell: tells a worker that there is something to deliver. May be lost; beat rings too."""

import threading
import time

import structlog
from celery import current_app

QUIET = 0.05  # seconds between two rings of one process: facts come in bursts
BROKEN = 5.0  # seconds without trying after the broker did not answer
log = structlog.get_logger(__name__)
_lock = threading.Lock()
_silent_until = 0.0


def ring(task: str = "kernel.deliver_facts") -> None:
    """Ask for a run of ``task`` soon; a broker that is away costs latency and never an error."""
    global _silent_until
    with _lock:
        if time.monotonic() < _silent_until:
            return
        _silent_until = time.monotonic() + QUIET
    try:
        current_app.send_task(task, retry=False, ignore_result=True, expires=30)
    except Exception as error:
        log.warning("bell.silent", task=task, error=type(error).__name__)
        with _lock:
            _silent_until = time.monotonic() + BROKEN

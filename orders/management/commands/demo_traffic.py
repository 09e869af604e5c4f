"""``manage.py demo_traffic``: the demo shop lives until it is told to stop."""

import random
import signal
import threading
from argparse import ArgumentParser
from typing import Any

import structlog
from django.core.management.base import BaseCommand
from django.db import Error, close_old_connections, connection
from django.utils import timezone

from orders.services.demo_traffic import SLUG, Traffic
from sellers.public import shop_by_slug, shop_profile

LOCK = 7_310_118  # one life at a time, whoever starts a second
PACE = (20.0, 60.0)
log = structlog.get_logger(__name__)


class Command(BaseCommand):
    """Fills an empty demo shop with a past, then lets something happen every 20 to 60 seconds."""

    help = "Let the demo shop live: orders come and are handled. Stops on SIGTERM. Touches no other shop."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("--steps", type=int, help="stop after so many")
        parser.add_argument(
            "--pace", type=float, nargs=2, default=PACE, help="seconds, from and to"
        )
        parser.add_argument("--seed", type=int, help="the same life again")

    def handle(self, *_: Any, **options: Any) -> None:
        """Live until SIGTERM or SIGINT, or for so many steps."""
        stop = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stop.set())
        shop = shop_by_slug(SLUG)
        if shop is None:
            self.stdout.write(f"There is no shop {SLUG}: run the command demo first.")
            return
        seed = options["seed"] if options["seed"] is not None else random.randrange(2**31)
        traffic = Traffic(shop_profile(shop.pk), seed)
        steps = 0
        while not stop.is_set() and (options["steps"] is None or steps < options["steps"]):
            self._step(traffic)
            steps += 1
            stop.wait(random.uniform(*options["pace"]))

    def _step(self, traffic: Traffic) -> None:
        """Let one thing happen; a database that is away is waited for."""
        try:
            close_old_connections()
            if not _is_ours():
                return
            if filled := traffic.fill(timezone.now()):
                log.info("demo.filled", orders=filled)
            log.info("demo.step", what=traffic.step(timezone.now()))
        except Error as error:
            log.warning("demo.waits", error=type(error).__name__)
            connection.close()


def _is_ours() -> bool:
    """Hold the lock for as long as the connection lives."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])

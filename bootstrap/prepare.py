"""Bring the database and the static files up to date. Runs inside the venv, in one process.

Starting Django costs about two seconds, so what needs it is done together. Holds a PostgreSQL
advisory lock meanwhile: two starts against one database prepare it one after the other.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from bootstrap.progress import Progress

LOCK = 0x0794_2011  # any number that nobody else uses


def main() -> None:
    """Migrate, fill an empty database with the demo shop, collect static files."""
    progress = Progress(sys.stdout)
    with progress.step("Loading the application"):
        import django

        django.setup()
    with _alone():
        with progress.step("Bringing the database up to date"):
            _command("migrate", interactive=False, verbosity=0)
            _command("createcachetable", verbosity=0)
        with progress.step("Looking after the demo shop"):
            _command("demo")
    with progress.step("Collecting static files"):
        _command("collectstatic", interactive=False, verbosity=0)


def _command(name: str, **options: object) -> None:
    from django.core.management import call_command, get_commands

    if name in get_commands():
        call_command(name, **options)


@contextmanager
def _alone() -> Iterator[None]:
    """Hold the advisory lock on a connection of its own: migrating may close Django's."""
    import psycopg

    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(%s)", [LOCK])
        yield


if __name__ == "__main__":
    main()

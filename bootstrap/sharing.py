"""Services over the data in `var/` for one command: those of `./run`, or our own until it ends."""

from collections.abc import Iterator
from contextlib import contextmanager

from bootstrap.environment import application_environment
from bootstrap.family import Family
from bootstrap.lease import Lease
from bootstrap.paths import VAR
from bootstrap.ports import free_port
from bootstrap.progress import Progress
from bootstrap.services import Services, is_given
from bootstrap.stack import Copies, Stack, prepare


@contextmanager
def shared_services(command: str, progress: Progress, *, ready: bool) -> Iterator[dict[str, str]]:
    """Yield the environment of the application with its services up; ``ready`` migrates first.

    A database that the person named is used as it is and never migrated from here.
    """
    lease = Lease(VAR)
    if is_given("DATABASE_URL") and is_given("REDIS_URL"):
        with Family(VAR / "log", progress) as family:
            yield application_environment(VAR, Services(VAR, family).start())
        return
    while not lease.take(command):
        borrowed = lease.borrow()
        if borrowed is not None:
            yield borrowed
            return
    with Family(VAR / "log", progress) as family:
        env = application_environment(VAR, Services(VAR, family).start())
        if ready and not is_given("DATABASE_URL"):
            prepare(env, VAR, progress)
        lease.publish(command, env)
        try:
            yield env
        finally:
            lease.release(wait_for_borrowers=True)


@contextmanager
def shared_stack(command: str, progress: Progress) -> Iterator[dict[str, str]]:
    """Yield the environment of a running Otgruz: that of `./run`, or one for this command."""
    with shared_services(command, progress, ready=True) as env:
        if Lease(VAR).card().get("url"):
            yield env
            return
        with Family(VAR / "log", progress) as family:
            stack = Stack.plan(VAR, env, free_port(), Copies())
            stack.start(family, progress)
            yield stack.env

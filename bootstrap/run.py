"""`./run`: everything that Otgruz is, on this machine, until Ctrl-C."""

import shutil
from pathlib import Path

from bootstrap import interrupts
from bootstrap.errors import Trouble
from bootstrap.family import Family
from bootstrap.lease import Lease
from bootstrap.paths import VAR
from bootstrap.progress import Progress
from bootstrap.services import Services, is_given, server_folders
from bootstrap.stack import Copies, Stack, check_ports, number, prepare
from bootstrap.venv import ensure_venv

DEMO_PASSWORD = "demo-otgruz-2026"
DEMO_LOGINS = {
    "seller": "seller@demo.otgruz.test",
    "warehouse": "warehouse@demo.otgruz.test",
    "lead": "lead@demo.otgruz.test",
    "moderator": "moderator@demo.otgruz.test",
}
_USAGE = """\
./run            prepare what is missing and start everything; Ctrl-C stops it
./run --reset    throw the data in var/ away first

PORT=8001        listen elsewhere than on 8000
DATABASE_URL, REDIS_URL        use these servers instead of private ones in var/
WEB_COPIES, WORKER_COPIES, BEAT_COPIES        how many of each (1)"""


def main(arguments: list[str]) -> int:
    """Run the stack until we are asked to stop; return the exit code."""
    if set(arguments) - {"--reset"}:
        print(_USAGE)
        return 0 if set(arguments) & {"-h", "--help"} else 2
    interrupts.listen()
    progress = Progress()
    copies, port = Copies.from_environment(), number("PORT", 8000)
    lease = Lease(VAR)
    if not lease.take("./run"):
        raise lease.refusal()
    check_ports(port, copies)
    if "--reset" in arguments:
        reset(VAR)
        progress.line("  The data of earlier runs is gone.")
    ensure_venv("embedded", progress)
    interrupts.check()
    with Family(VAR / "log", progress) as family:
        try:
            _serve(family, lease, progress, port, copies)
        finally:
            lease.release(wait_for_borrowers=False)
            progress.line("\nStopping ...")
    return 0


def _serve(family: Family, lease: Lease, progress: Progress, port: int, copies: Copies) -> None:
    """Bring everything up, say so, and look after it until we are asked to stop."""
    with progress.step("Starting the database and the broker"):
        services = Services(VAR, family).start()
    stack = Stack.plan(VAR, services, port, copies)
    prepare(stack.env, VAR, progress)
    lease.publish("./run", stack.env)
    stack.start(family, progress)
    lease.publish("./run", stack.env, stack.where.public_url)
    progress.line(welcome(stack))
    try:
        family.watch()
    except KeyboardInterrupt:
        return


def welcome(stack: Stack) -> str:
    """Return what a newcomer needs: where to go and as whom."""
    logins = "\n".join(f"  {role:<10} {email}" for role, email in DEMO_LOGINS.items())
    return f"""
Ready: {stack.where.public_url}

{logins}
  {"password":<10} {DEMO_PASSWORD}

Sandbox (the mail, Telegram and SMS that Otgruz sends): {stack.where.sandbox_url}
Logs: {VAR / "log"}
Ctrl-C stops everything; the data stays."""


def reset(state: Path) -> None:
    """Remove all data of earlier runs; the files of the lease, which we hold, stay."""
    if is_given("DATABASE_URL"):
        raise Trouble(
            "DATABASE_URL points to a database of yours, which --reset does not touch.\n"
            "Unset it, or empty that database yourself."
        )
    for folder in server_folders(state):
        shutil.rmtree(folder, ignore_errors=True)
    for entry in state.iterdir():
        if entry.is_dir():
            shutil.rmtree(entry)
        elif entry.name not in {"lock", "users", "run.json"}:
            entry.unlink()

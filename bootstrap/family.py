"""All the processes we start: none is left behind, and one that dies is started again."""

import shutil
import time
from itertools import groupby
from pathlib import Path
from typing import Self

from bootstrap import interrupts
from bootstrap.guarding import Guard
from bootstrap.program import Child, Program
from bootstrap.progress import Progress

_TRIES_BEFORE_READY = 3


class Family:
    """The children of this supervisor in the order of their start; stopped in reverse, by layers.

    Ctrl-C ends them here. A supervisor that is killed is followed by the guard (`guard.py`).
    """

    def __init__(self, logs: Path, progress: Progress) -> None:
        self.logs, self.progress = logs, progress
        self.children: list[Child] = []
        self.scratch: list[Path] = []
        logs.mkdir(parents=True, exist_ok=True)

    def __enter__(self) -> Self:
        self.guard = Guard()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self, program: Program) -> Child:
        """Start a child; it is watched from now on."""
        interrupts.check()
        child = Child(program, self.logs / f"{program.name}.log")
        self.children.append(child)
        self._announce(child)
        return child

    def wait_ready(self, *children: Child, seconds: float = 180.0) -> None:
        """Return when all serve; raise Trouble with the end of the log of one that does not."""
        deadline = time.monotonic() + seconds
        waiting = list(children)
        while waiting := [child for child in waiting if not child.is_ready]:
            self.tick()
            for child in waiting:
                if child.failures >= _TRIES_BEFORE_READY:
                    raise child.trouble("does not start")
                if time.monotonic() > deadline:
                    raise child.trouble(f"is not ready after {seconds:.0f} s")
            time.sleep(0.05)

    def watch(self) -> None:
        """Look after everybody until we are asked to stop, which raises KeyboardInterrupt."""
        while True:
            self.tick()
            time.sleep(0.2)

    def tick(self) -> None:
        """Look after everybody once: note deaths, start again whoever's pause has passed."""
        interrupts.check()
        if not self.guard.is_alive:
            self._replace_guard()
        for child in self.children:
            if child.retry_at is not None:
                self._start_again(child)
            elif not child.is_running and not child.is_cleared:
                self._bury(child)
            child.trim_log()

    def _start_again(self, child: Child) -> None:
        if child.retry_at is not None and child.retry_at <= time.monotonic():
            child.restart()
            self._announce(child)

    def _bury(self, child: Child) -> None:
        """Clear up after a dead child, whose own children may still be there."""
        child.kill_group()
        self.guard.drop(child.process.pid)
        if child.program.once and child.process.returncode == 0:
            return
        pause = child.plan_restart()
        self.progress.line(
            f"  {child.program.name} ended ({child.how_it_ended()}), starts again in"
            f" {pause:.0f} s; see {child.log}"
        )

    def stop(self) -> None:
        """Stop everybody, the youngest first, and remove what was scratch."""
        self.end(*self.children)
        for folder in self.scratch:
            shutil.rmtree(folder, ignore_errors=True)
        self.guard.dismiss()

    def end(self, *children: Child) -> None:
        """Stop these, the youngest first, and look after them no more."""
        for _, layer in groupby(reversed(children), key=lambda child: child.program.layer):
            self._stop_together(list(layer))
        for child in children:
            self.children.remove(child)
            self.guard.drop(child.process.pid)

    def _stop_together(self, children: list[Child]) -> None:
        """Ask all to stop before waiting for any, so that the slowest alone sets the time."""
        for child in children:
            child.ask_to_stop()
        for child in children:
            child.wait_stopped(interrupts.is_urgent)

    def adopt_scratch(self, folder: Path) -> Path:
        """Have ``folder`` removed at the end, even if we are killed."""
        self.scratch.append(folder)
        self.guard.remove(folder)
        return folder

    def _replace_guard(self) -> None:
        """Start another in place of a killed one and tell it everything."""
        self.guard.dismiss()
        self.guard = Guard()
        for child in self.children:
            self._announce(child)
        for folder in self.scratch:
            self.guard.remove(folder)

    def _announce(self, child: Child) -> None:
        if child.is_running:
            self.guard.add(child.process.pid, child.program.death_signal)

"""What the sandbox remembers between two runs, if it was told where."""

import asyncio
import contextlib
import json
from pathlib import Path

from sandbox.world import World

EVERY = 2.0  # seconds between two looks whether something is new


class Memory:
    """One JSON file with everything that the services dump; written whole, then renamed."""

    def __init__(self, world: World, path: Path) -> None:
        self._world, self._path = world, path
        self._saved_at = -1

    def load(self) -> None:
        """Give each service what it left behind; a file that cannot be read is set aside."""
        if not self._path.exists():
            return
        try:
            kept = json.loads(self._path.read_text("utf-8"))
            for name, service in self._world.services.items():
                if name in kept:
                    service.load(kept[name])
        except (ValueError, KeyError, TypeError):
            self._path.rename(self._path.with_suffix(".unreadable"))

    def save(self) -> None:
        """Write everything down."""
        kept = {name: service.dump() for name, service in self._world.services.items()}
        self._path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._path.with_suffix(".new")
        fresh.write_text(json.dumps(kept, ensure_ascii=False), "utf-8")
        fresh.replace(self._path)

    async def keep(self) -> None:
        """Save whenever something has happened, until cancelled; then save once more."""
        with contextlib.suppress(asyncio.CancelledError):
            while True:
                await asyncio.sleep(EVERY)
                seen = self._world.effects.last + self._world.acts
                if seen != self._saved_at:
                    self.save()
                    self._saved_at = seen
        self.save()

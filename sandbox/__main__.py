"""Run the sandbox: ``python -m sandbox``."""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

from sandbox.server import ports_from_environment, serve
from sandbox.world import World


def announce(world: World) -> None:
    """Print one line of JSON with every address."""
    print(json.dumps({"ready": True, **world.addresses()}), flush=True)


async def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    until = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, until.set)
    state = os.environ.get("SANDBOX_STATE")
    await serve(announce, until, ports_from_environment(), Path(state) if state else None)


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except OSError as trouble:
        sys.exit(f"The sandbox cannot start: {trouble}")

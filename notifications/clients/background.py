"""An event loop in a thread of its own, so that plain code may use asynchronous libraries.

Asynchronous calls are the only ones that can be given a total deadline: the timeouts of HTTP libraries
are per read, and a peer that drips a byte a second never trips them.
"""

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class Background:
    """A running loop; `close` ends it and its thread."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, name="messages", daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        try:
            self._loop.run_forever()
        finally:
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.close()

    def run(self, work: Coroutine[Any, Any, T], seconds: float) -> T:
        """Return the result of ``work``; raises TimeoutError when it took longer."""

        async def bounded() -> T:
            async with asyncio.timeout(seconds):
                return await work

        return asyncio.run_coroutine_threadsafe(bounded(), self._loop).result()

    def close(self) -> None:
        """Stop; what still runs is given up."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

"""Django's own way to PostgreSQL, which asks for a sign of life without a round trip.

The stock wrapper sends SELECT 1 before the first statement of every request. A server that has gone away
closes the connection or says why, so that its socket has something to read: where there is nothing, nothing
has happened since the last answer.
"""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that asks the server itself only when there is a reason to."""

    def is_usable(self) -> bool:
        """Tell whether the next statement may go over this connection."""
        if self.connection is None or self.connection.closed:
            return False
        if self.errors_occurred or self._has_something_to_read():
            return super().is_usable()
        return True

    def _has_something_to_read(self) -> bool:
        socket = select.poll()
        socket.register(self.connection.fileno(), select.POLLIN)
        return bool(socket.poll(0))

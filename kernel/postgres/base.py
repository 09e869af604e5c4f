"""Django's own way to PostgreSQL: it asks for a sign of life without a round trip, and reads moments quickly.

The stock wrapper sends SELECT 1 before the first statement of every request. A server that has gone away
closes the connection or says why, so that its socket has something to read: where there is nothing, nothing
has happened since the last answer. A moment is read by the standard library, which does it in less than half
the time.
"""

import select
from datetime import UTC, datetime
from typing import Any

from django.db.backends.postgresql import base
from psycopg.types.datetime import TimestamptzLoader


class Moments(TimestamptzLoader):
    """Return a timestamptz in UTC; what the standard library cannot read is left to the driver."""

    timezone = UTC  # by this the stock wrapper knows that it needs none of its own

    def load(self, data: Any) -> datetime:
        """Return the moment that the server wrote."""
        try:
            return datetime.fromisoformat(bytes(data).decode()).astimezone(UTC)
        except ValueError:
            return super().load(data).astimezone(UTC)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that asks the server itself only when there is a reason to."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Return a connection that reads moments by `Moments`."""
        connection = super().get_new_connection(conn_params)
        connection.adapters.register_loader("timestamptz", Moments)
        return connection

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

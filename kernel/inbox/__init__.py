"""Messages from outside: stored first, unique by (source, event id), processed later."""

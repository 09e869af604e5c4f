"""Facts between apps: written in the transaction that makes them true, delivered after it."""

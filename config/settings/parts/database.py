"""PostgreSQL: one tuned connection profile for every process."""

from typing import Any

from config.env import env

# Prepared statements and server-side binding are worth 1.2-1.7x on hot statements.
TUNING: dict[str, Any] = {"server_side_binding": True, "prepare_threshold": 3}
TIMEOUTS = (
    "-c lock_timeout=3s -c statement_timeout=30s -c idle_in_transaction_session_timeout=30s"
    " -c jit=off"
)


def database(url_name: str = "DATABASE_URL") -> dict[str, Any]:
    """Return Django's database entry for the URL in the environment variable ``url_name``."""
    entry: dict[str, Any] = env.db_url(url_name)
    entry["ENGINE"] = "kernel.postgres"
    entry["OPTIONS"] = {**entry.get("OPTIONS", {}), **TUNING, "options": TIMEOUTS}
    entry["ATOMIC_REQUESTS"] = False
    # Persistent connections, one a thread: the thread count of the process bounds them.
    entry["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", 300)
    entry["CONN_HEALTH_CHECKS"] = True
    return entry


DATABASES = {"default": database()}
# The role of web and workers; kernel grants it its rights after each migrate (D-08).
DATABASE_APP_ROLE = env.str("DATABASE_APP_ROLE", "")

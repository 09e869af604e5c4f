"""One furnished database, and a copy of it for each play: none finds what the one before has left."""

from collections.abc import Mapping

import psycopg
from django.db import connection

from bootstrap.postgres import DATABASE, OWNER

_LED = ("DATABASE_URL", "DATABASE_ADMIN_URL", "DATABASE_SUPERUSER_URL")


def made(services: Mapping[str, str], name: str) -> dict[str, str]:
    """Copy the ground, look into the copy from now on, and return the addresses that lead to it."""
    connection.close()
    with psycopg.connect(
        _led(services["DATABASE_SUPERUSER_URL"], "postgres"), autocommit=True
    ) as server:
        server.execute(f'drop database if exists "{name}" with (force)')
        server.execute(f'create database "{name}" template {DATABASE} owner {OWNER}')
    connection.settings_dict["NAME"] = name
    return {one: _led(services[one], name) for one in _LED}


def _led(url: str, name: str) -> str:
    return url.replace(f"@/{DATABASE}?", f"@/{name}?")

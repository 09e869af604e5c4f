"""What the application's database role may do: everything but touch what has been witnessed (D-08)."""

from django.conf import settings
from django.db import connection
from psycopg import sql

# Where rows are only ever added a trigger says so to the owner; the role may not even try.
_APPEND_ONLY = """
select distinct c.relname from pg_trigger t join pg_class c on c.oid = t.tgrelid
where t.tgname = c.relname || '_append_only' order by 1
"""


def append_only_tables() -> list[str]:
    """Return the tables that `kernel.migration_operations.append_only` has closed."""
    with connection.cursor() as cursor:
        cursor.execute(_APPEND_ONLY)
        return [name for (name,) in cursor.fetchall()]


def grant_rights() -> None:
    """Give the role named by DATABASE_APP_ROLE its rights on all tables; no role, nothing to do."""
    role = settings.DATABASE_APP_ROLE
    if not role:
        return
    name = sql.Identifier(role)
    statements = [
        sql.SQL("grant usage on schema public to {role}"),
        sql.SQL("grant select, insert, update, delete on all tables in schema public to {role}"),
        sql.SQL("grant usage, select on all sequences in schema public to {role}"),
        sql.SQL(
            "alter default privileges in schema public"
            " grant select, insert, update, delete on tables to {role}"
        ),
        sql.SQL(
            "alter default privileges in schema public grant usage, select on sequences to {role}"
        ),
    ]
    revoke = sql.SQL("revoke update, delete, truncate on {table} from {role}")
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement.format(role=name))
        for table in append_only_tables():
            cursor.execute(revoke.format(table=sql.Identifier(table), role=name))

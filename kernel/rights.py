"""What the application's database role may do: everything but touch what has been witnessed (D-08)."""

from django.conf import settings
from django.db import connection
from psycopg import sql

# Rows here are only ever added; their triggers say the same to the owner.
APPEND_ONLY = ("kernel_history",)


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
        *(
            sql.SQL(f"revoke update, delete, truncate on {table} from {{role}}")
            for table in APPEND_ONLY
        ),
    ]
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement.format(role=name))

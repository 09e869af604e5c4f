"""Guards that only the database can give, as migration operations."""

from django.db import migrations


def append_only(table: str) -> migrations.RunSQL:
    """Return the operation that makes rows of ``table`` impossible to change or delete (D-08)."""
    name = f"{table}_append_only"
    return migrations.RunSQL(
        f"""
        create or replace function {name}() returns trigger language plpgsql as $body$
        begin
          raise exception '{table} is append-only' using errcode = 'insufficient_privilege';
        end $body$;
        create trigger {name} before update or delete on {table}
          for each row execute function {name}();
        """,
        f"drop trigger {name} on {table}; drop function {name}();",
    )

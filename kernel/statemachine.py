"""Base of every state machine: thread-safe protection here, the table of legal moves in the database.

``protected=True`` keeps honest code from writing a state by hand; the trigger made by `enforce_moves`
keeps everything else from it (D-01). Only services call transitions, on a row they have locked.
"""

from collections.abc import Iterable
from typing import Any

from django.db import migrations, models
from django_fsm import ConcurrentTransitionMixin


class StateMachine(ConcurrentTransitionMixin, models.Model):
    """A row that moves through states."""

    class Meta:
        abstract = True

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """Read the row again; unlike the library's own, without lifting protection for other threads."""
        held = {
            name: self.__dict__.pop(name)
            for name in self._get_protected_fsm_fields()
            if name in self.__dict__
        }
        try:
            models.Model.refresh_from_db(self, *args, **kwargs)
        finally:
            for name, value in held.items():
                self.__dict__.setdefault(name, value)
        self._update_initial_state()


def enforce_moves(
    table: str, moves: Iterable[tuple[str, str]], column: str = "state"
) -> migrations.RunSQL:
    """Return the migration operation that lets ``column`` change only along ``moves`` (source, target).

    An illegal move raises a check violation named ``{table}_{column}_moves``.
    """
    legal = ", ".join(f"'{source}>{target}'" for source, target in sorted(moves))
    name = f"{table}_{column}_moves"
    return migrations.RunSQL(
        f"""
        create or replace function {name}() returns trigger language plpgsql as $body$
        begin
          if (old.{column} || '>' || new.{column}) <> all (array[{legal}]) then
            raise exception 'illegal move of {table} from % to %', old.{column}, new.{column}
              using errcode = 'check_violation', constraint = '{name}';
          end if;
          return new;
        end $body$;
        drop trigger if exists {name} on {table};
        create trigger {name} before update of {column} on {table} for each row
          when (old.{column} is distinct from new.{column}) execute function {name}();
        """,
        f"drop trigger {name} on {table}; drop function {name}();",
    )


def enforced_moves(cursor: Any, table: str, column: str = "state") -> set[tuple[str, str]]:
    """Return the moves the database lets through today, for the test that holds both tables equal."""
    cursor.execute("select prosrc from pg_proc where proname = %s", [f"{table}_{column}_moves"])
    source = cursor.fetchone()[0].split("array[")[1].split("]")[0]
    pairs = (item.strip().strip("'").split(">") for item in source.split(","))
    return {(before, after) for before, after in pairs}

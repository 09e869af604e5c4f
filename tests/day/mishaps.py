"""What befalls the machine during the day: processes killed as when memory is out, connections cut."""

import random
import time
from collections.abc import Callable

from django.db import connection

from tests.day.stage import Stage
from tests.day.tally import Tally

SHARES = {
    "web worker": 12,
    "database connection": 10,
    "task worker": 5,
    "web server": 1,
    "task server": 1,
}


class Mishaps:
    """Kills something every so many seconds, if the machine is as quick; of every kind at least once."""

    def __init__(self, stage: Stage, chance: random.Random, tally: Tally, *, every: float) -> None:
        self.stage, self.chance, self.tally, self.every = stage, chance, tally, every
        self.kinds: dict[str, Callable[[random.Random], bool]] = {
            "web worker": stage.kill_web_worker,
            "task worker": stage.kill_task_worker,
            "database connection": cut_connections,
            "web server": stage.kill_web_server,
            "task server": stage.kill_task_server,
        }
        self.due = [*self.kinds]
        self.next_at = time.monotonic() + every / 2

    def tick(self) -> None:
        """Kill something if it is time, and everybody is back from the time before."""
        if time.monotonic() < self.next_at:
            return
        if not self.stage.is_up:
            self.next_at = time.monotonic() + 1
            return
        kind = self.due[0] if self.due else self.chance.choices(list(SHARES), SHARES.values())[0]
        if self.kinds[kind](self.chance):
            self.tally.add(f"killed: {kind}")
            if self.due:
                self.due.pop(0)
        self.next_at = time.monotonic() + self.chance.uniform(0.5, 1.5) * self.every


def cut_connections(chance: random.Random) -> bool:
    """Have PostgreSQL end up to three connections of others, whatever they are at."""
    with connection.cursor() as cursor:
        cursor.execute(_OTHERS)
        others = [pid for (pid,) in cursor.fetchall()]
        chosen = chance.sample(others, min(3, len(others)))
        for pid in chosen:
            cursor.execute("select pg_terminate_backend(%s)", [pid])
    return bool(chosen)


# Busy ones first in mind: an idle connection that goes away hurts nobody.
_OTHERS = """
select pid from pg_stat_activity
where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
order by (state <> 'active') limit 6
"""

"""Answer questions about working time, one JSON object a line, one answer a line."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kernel.calendars.questions import MAX_LINE, answer_line, too_long


class Command(BaseCommand):
    """Read questions on standard input and print their answers, each at once."""

    help = (
        'Reads lines such as {"calendar": "ua-orders", "start": "2026-02-03T18:00:00+02:00", '
        '"minutes": 180} and prints when that working time has passed and what was counted. '
        '"seconds" may stand for "minutes"; "days_off": ["2026-04-13"] closes days for one line.'
    )
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Answer until the input ends; a line without an answer gets an error, the rest goes on."""
        number = 0
        while line := self._read_line():
            number += 1
            whole = line.endswith(b"\n") or len(line) <= MAX_LINE
            answer = answer_line(line, number) if whole else self._skip(line, number)
            if answer is not None:
                self.stdout.write(answer)
                self.stdout.flush()

    def _read_line(self) -> bytes:
        try:
            return sys.stdin.buffer.readline(MAX_LINE + 1)
        except (AttributeError, OSError, ValueError) as error:
            raise CommandError(f"Standard input cannot be read: {error}") from error

    def _skip(self, line: bytes, number: int) -> str:
        """Read on to the end of a line that is too long to be a question."""
        while line and not line.endswith(b"\n"):
            line = self._read_line()
        return too_long(number)

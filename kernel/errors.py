"""Refusals: what a use case raises when it will not do what was asked.

Each concrete refusal stands beside its use case, has a stable public ``code`` and a message that says
what happened and what to do next. Doors translate them: REST by `kernel.problems`, forms by their
non-field errors, the back office by a message.
"""

from typing import Any


class Refusal(Exception):
    """The use case will not do it; nothing has changed."""

    code = "refused"
    status = 422

    def __init__(self, message: Any = "", *, field: str = "", **details: object) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.details = details

    def __str__(self) -> str:
        return str(self.message or self.code)


class NotFound(Refusal):
    """There is no such thing in the caller's scope; another shop's row is not found either."""

    code = "not_found"
    status = 404


class Conflict(Refusal):
    """The thing is not in a state in which this can be done."""

    code = "conflict"
    status = 409


class Stale(Conflict):
    """Somebody changed the thing since the caller looked."""

    code = "stale_version"
    status = 412

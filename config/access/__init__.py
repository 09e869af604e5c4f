"""Who may call which route: one table, enforced before any view runs (D-07).

A route without a row stops the start (`config.checks`), so nobody can forget to ask the question.
"""

from config.access.middleware import AccessMiddleware
from config.access.table import rows

__all__ = ["AccessMiddleware", "rows"]

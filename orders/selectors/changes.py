"""What happened to an order since somebody looked at it (R-004-43)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kernel import history
from kernel.scope import Scope
from orders.models import ContactChange


@dataclass(slots=True)
class Difference:
    """One field that changed meanwhile: from what to what, who did it last, through which door, when."""

    field: str
    before: Any
    after: Any
    actor_kind: str
    actor: str
    source: str
    at: datetime

    def as_told(self) -> dict[str, Any]:
        """Return it as plain values, for a problem document."""
        return {
            "field": self.field,
            "before": self.before,
            "after": self.after,
            "actor_kind": self.actor_kind,
            "actor": self.actor,
            "source": self.source,
            "at": self.at.isoformat(),
        }


def changes_since(order_id: UUID, version: int) -> list[Difference]:
    """Return what differs now from ``version`` of the order; personal data are masked as in history.

    A field that changed and changed back is not there. In one query; the caller has found the order.
    """
    found: dict[str, Difference] = {}
    for line in history.of("order", order_id).filter(version__gt=version):
        who = (line.actor_kind, line.actor_label, line.source, line.at)
        for name, (before, after) in line.changes.items():
            if name == "agreement":
                continue
            first = found[name].before if name in found else before
            found[name] = Difference(name, first, after, *who)
    return [one for one in found.values() if one.before != one.after]


def contact_changes(scope: Scope, order_id: UUID) -> dict[tuple[int, str], tuple[str, str]]:
    """Return the words behind what history masks: (version, field) -> (before, after)."""
    rows = ContactChange.objects.of(scope).filter(order_id=order_id)
    return {(row.version, row.field): (row.before, row.after) for row in rows}

"""What the pages of the desk have in common: who reads, who acts, and acts only where they can be pressed."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from kernel.backoffice import StaffAdmin
from sellers.public import Role

MODERATORS = frozenset({Role.MODERATOR, Role.ADMIN})
ADMINS = frozenset({Role.ADMIN})


class DeskAdmin(StaffAdmin):
    """Rows read by moderators; ``legal`` gives the acts of each state, any other is not shown."""

    readers = MODERATORS
    legal: Mapping[str, tuple[str, ...]] = {}

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[Any]:
        """Return the acts that the row's state allows."""
        row = self.get_object(request, object_id)
        legal = self.legal.get(self.state_of(row), ()) if row is not None else ()
        prefix = f"{self.opts.app_label}_{self.opts.model_name}_"
        acts = super().get_actions_detail(request, object_id)
        return [act for act in acts if act.action_name.removeprefix(prefix) in legal]

    def state_of(self, row: Any) -> str:
        """Return what decides on the acts."""
        return str(row.state)

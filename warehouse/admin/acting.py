"""What the pages of the warehouse have in common: who reads, and who acts."""

from typing import Any

from django.http import Http404, HttpRequest

from kernel.backoffice import StaffAdmin
from sellers.public import Role

READERS = frozenset({Role.WAREHOUSE_OPERATOR, Role.WAREHOUSE_LEAD, Role.MODERATOR, Role.ADMIN})
LEADS = frozenset({Role.WAREHOUSE_LEAD, Role.ADMIN})
ADMINS = frozenset({Role.ADMIN})


class FloorAdmin(StaffAdmin):
    """Rows that the warehouse's people read."""

    readers = READERS
    ordering = ["-id"]

    def row(self, request: HttpRequest, object_id: str) -> Any:
        """Return the row. Raises Http404."""
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404
        return row

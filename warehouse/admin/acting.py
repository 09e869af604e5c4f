"""What the pages of the warehouse have in common: who reads, and who acts."""

from kernel.backoffice import StaffAdmin
from sellers.public import Role

READERS = frozenset({Role.WAREHOUSE_OPERATOR, Role.WAREHOUSE_LEAD, Role.MODERATOR, Role.ADMIN})
LEADS = frozenset({Role.WAREHOUSE_LEAD, Role.ADMIN})
ADMINS = frozenset({Role.ADMIN})


class FloorAdmin(StaffAdmin):
    """Rows that the warehouse's people read."""

    readers = READERS
    ordering = ["-id"]

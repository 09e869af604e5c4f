"""The back office: staff find, read, and press named acts."""

from django.http import HttpRequest
from unfold.sites import UnfoldAdminSite

from sellers.states import PLATFORM_ROLES


class BackofficeSite(UnfoldAdminSite):
    """The admin site of the platform's people."""

    site_header = "Otgruz"
    site_title = "Otgruz"
    final_catch_all_view = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Let in whoever has a role on the platform."""
        principal = getattr(request, "principal", None)
        return bool(principal and principal.platform_roles & PLATFORM_ROLES)

"""REST framework's view of who is asking: `config.access` has proven it before the view runs."""

from typing import Any

from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request


class TokenAuthentication(BaseAuthentication):
    """Hands on the principal that the access middleware found."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        """Return the principal, or None when the route is open to all."""
        principal = getattr(request._request, "principal", None)
        return None if principal is None else (principal, principal)

    def authenticate_header(self, request: Request) -> str:
        """Name the scheme for a 401."""
        return "Bearer"

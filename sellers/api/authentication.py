"""REST framework's view of who is asking: `config.access` has proven it before the view runs."""

from typing import Any

from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from sellers.services import note_token_used


class TokenAuthentication(BaseAuthentication):
    """Hands on the principal that the access middleware found, and notes the day of use."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        """Return the principal, or None when the route is open to all."""
        bare = getattr(request, "_request", request)
        principal = getattr(bare, "principal", None)
        token = getattr(bare, "token_used", None)
        if token is not None:
            note_token_used(token, on=timezone.now().date())
        return None if principal is None else (principal, principal)

    def authenticate_header(self, request: Request) -> str:
        """Name the scheme for a 401."""
        return "Bearer"


class TokenScheme(OpenApiAuthenticationExtension):
    """How the schema tells integrators to sign in."""

    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """Return the scheme: a bearer token issued on the settings page of the shop."""
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A token of one shop, issued in its settings: `otg_…`.",
        }

"""How the sign-in library makes our users."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Shops invite people; nobody signs up by themselves until onboarding exists."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse self-made accounts."""
        return False

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """Users have no username: nothing to fill."""
